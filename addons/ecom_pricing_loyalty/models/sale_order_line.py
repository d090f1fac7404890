from odoo import models


class SaleOrderLine(models.Model):
    """Rewards are priced by their program. A product that is given away needs no price."""

    _inherit = "sale.order.line"

    def _ecom_needs_price(self):
        return not self.reward_id and super()._ecom_needs_price()

    def _ecom_stamp_prices(self):
        super()._ecom_stamp_prices()
        rewards = self.filtered(lambda line: line.reward_id and line.order_id._ecom_is_strict())
        rewards._ecom_stamp_amount("reward")
