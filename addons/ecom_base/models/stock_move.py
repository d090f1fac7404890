from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_assign(self, force_qty=False):
        """Leave reservation to ``ecom.stock.reservation`` while a storefront order is being confirmed.

        Reserving writes ``stock_quant`` rows that every order of a popular product shares: concurrent confirmations
        would fail, and be retried after random sleeps, while customers wait for their answer.
        """
        if self.env.context.get("ecom_defer_reservation"):
            return None
        return super()._action_assign(force_qty=force_qty)

    def _get_new_picking_values(self):
        values = super()._get_new_picking_values()
        if self.env.context.get("ecom_defer_reservation"):
            values["ecom_reservation_due"] = True
        return values
