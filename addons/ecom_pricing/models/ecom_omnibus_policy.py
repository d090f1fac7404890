from odoo import fields, models

from ..domain.omnibus import Policy


class EcomOmnibusPolicy(models.AbstractModel):
    """How price reductions are announced: to customers of a region, or of a store where they are of none."""

    _name = "ecom.omnibus.policy"
    _description = "Announcing Price Reductions"

    omnibus = fields.Boolean(
        string="Lowest Price of 30 Days",
        default=True,
        help="Reduced prices are compared with the lowest one of the 30 days before, as EU law asks.",
    )
    omnibus_progressive = fields.Boolean(
        string="Reductions in Steps",
        default=True,
        help="A price that is lowered again and again is compared with the one before its first reduction.",
    )
    omnibus_new_arrivals = fields.Boolean(
        string="New Arrivals",
        default=True,
        help="Products on sale for less than 30 days are compared with what they cost since then.",
    )
    omnibus_perishables = fields.Boolean(
        string="Perishables Exempt",
        default=True,
        help="Products that spoil soon are reduced without such a comparison.",
    )

    def _omnibus_policy(self):
        """Return how reductions are announced here (:class:`~.domain.omnibus.Policy`)."""
        self.ensure_one()
        return Policy(
            self.omnibus,
            self.omnibus_progressive,
            self.omnibus_new_arrivals,
            self.omnibus_perishables,
        )


class EcomRegion(models.Model):
    _name = "ecom.region"
    _inherit = ["ecom.region", "ecom.omnibus.policy"]


class EcomStore(models.Model):
    _name = "ecom.store"
    _inherit = ["ecom.store", "ecom.omnibus.policy"]


class ProductTemplate(models.Model):
    _inherit = "product.template"

    ecom_perishable = fields.Boolean(
        string="Perishable",
        help="Spoils or expires soon. Its price may be reduced without a comparison with the days before.",
    )
