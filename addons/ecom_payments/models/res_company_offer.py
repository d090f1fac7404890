from odoo import fields, models


class ResCompany(models.Model):
    """The product that discounts for paying online stand under."""

    _inherit = "res.company"

    ecom_offer_product_id = fields.Many2one(
        "product.product",
        string="Online Discount Product",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Stands for the discount for paying a COD order online, on orders and invoices of all stores of the company.",
    )

    def _ecom_offer_product(self):
        """Return the service product of these discounts, made when there is none yet. Their taxes are those of the goods."""
        return self._ecom_service_product(
            "ecom_offer_product_id",
            self.env._("Discount for paying online"),
            self.env["account.tax"],
        )
