from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _ecom_stamp_prices(self):
        super()._ecom_stamp_prices()
        deliveries = self.filtered(
            lambda line: line.is_delivery and line.order_id._ecom_is_strict()
        )
        deliveries._ecom_stamp_amount("delivery")
