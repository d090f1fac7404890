from odoo import models


class EcomOrderPricing(models.AbstractModel):
    _inherit = "ecom.order.pricing"

    def _has_price(self, line):
        if line.order_id._ecom_is_strict():
            return line.price_unit > 0 and line._ecom_price_is_clean()
        return super()._has_price(line)
