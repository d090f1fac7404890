from odoo import models


class StockMove(models.Model):
    """Leave slow work of confirming a storefront order to ``ecom.stock.reservation``, which does it moments later."""

    _inherit = "stock.move"

    def _action_assign(self, force_qty=False):
        """Do not reserve while a customer waits.

        Reserving writes ``stock_quant`` rows that every order of a popular product shares: concurrent confirmations
        would fail, and be retried after random sleeps.
        """
        if self.env.context.get("ecom_defer_reservation"):
            return None
        return super()._action_assign(force_qty=force_qty)

    def _trigger_scheduler(self):
        """Do not run reordering rules while a customer waits."""
        if self.env.context.get("ecom_defer_reservation"):
            return None
        return super()._trigger_scheduler()

    def _get_new_picking_values(self):
        values = super()._get_new_picking_values()
        if self.env.context.get("ecom_defer_reservation"):
            values["ecom_reservation_due"] = True
        return values
