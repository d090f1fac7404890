from odoo import fields, models


class ResCompany(models.Model):
    """The product that the company's stores charge for cash on delivery with."""

    _inherit = "res.company"

    ecom_cod_fee_product_id = fields.Many2one(
        "product.product",
        string="COD Fee Product",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Stands for the COD fee on orders and invoices of all stores of the company. Its taxes are those of the fee.",
    )

    def _ecom_cod_fee_product(self):
        """Return the service product that fees for collecting cash are charged with, made when there is none yet."""
        # sudo: whoever sets a fee need not be allowed to read the company's settings
        taxes = self.sudo().account_sale_tax_id
        return self._ecom_service_product(
            "ecom_cod_fee_product_id", self.env._("Cash on delivery fee"), taxes
        )
