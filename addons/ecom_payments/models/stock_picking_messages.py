from odoo import models

from ..domain.order_messages import of_parcel


class StockPicking(models.Model):
    """Customers are told where their parcel is."""

    _inherit = "stock.picking"

    def _ecom_set_outcome(self, outcome, **details):
        changed = super()._ecom_set_outcome(outcome, **details)
        event = of_parcel(outcome)
        for parcel in changed if event else ():
            self.env["ecom.order.messages"].announce(parcel.sale_id, event, parcel=parcel)
        return changed
