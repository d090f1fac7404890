from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

_COSTS = ("ecom_forward_cost", "ecom_return_cost", "ecom_return_fee")


class DeliveryCarrier(models.Model):
    """What a parcel that comes back costs with this carrier: the merchant's own figures, for reports."""

    _inherit = "delivery.carrier"

    ecom_forward_cost = fields.Float(
        string="Freight to the Customer",
        company_dependent=True,
        help="Of an average parcel, in the company's currency, as the carrier bills it.",
    )
    ecom_return_cost = fields.Float(
        string="Freight Back",
        company_dependent=True,
        help="Of an average parcel that comes back, in the company's currency.",
    )
    ecom_return_fee = fields.Float(
        string="Other Cost of a Return",
        company_dependent=True,
        help="The carrier's charge for a return, packing and handling, in the company's currency.",
    )

    @api.constrains(*_COSTS)
    def _check_ecom_costs(self):
        for carrier in self:
            if min(carrier[name] for name in _COSTS) < 0:
                raise ValidationError(
                    self.env._("Costs of %(carrier)s cannot be negative.", carrier=carrier.name)
                )

    def _ecom_cost_of_a_return(self):
        """Return what a returned parcel costs, in the company's currency: float, 0 where nothing is set."""
        self.ensure_one()
        return sum(self[name] for name in _COSTS)

    @api.model
    def _ecom_cost_of_return(self, company_id):
        """Return SQL of what a returned parcel costs with a row of ``delivery_carrier carrier``, null where nothing is set.

        :param SQL company_id: whose figures count
        """
        self.flush_model(_COSTS)
        amounts = (
            SQL("COALESCE((carrier.%s ->> %s::text)::numeric, 0)", SQL.identifier(name), company_id)
            for name in _COSTS
        )
        return SQL("NULLIF(%s, 0)", SQL(" + ").join(amounts))
