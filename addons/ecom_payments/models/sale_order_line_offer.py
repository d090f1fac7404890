from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    ecom_is_offer = fields.Boolean(
        string="Is Online Discount", readonly=True, help="Given for paying a COD order online."
    )

    def _ecom_kind(self):
        return "discount" if self.ecom_is_offer else super()._ecom_kind()
