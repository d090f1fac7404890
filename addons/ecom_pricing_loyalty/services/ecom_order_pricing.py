from odoo import models


class EcomOrderPricing(models.AbstractModel):
    _inherit = "ecom.order.pricing"

    def _has_price(self, line):
        """A product that is given away costs nothing, which is no missing price."""
        return bool(line.reward_id) or super()._has_price(line)
