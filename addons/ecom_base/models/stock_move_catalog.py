from odoo import models

_PROMISED = frozenset(
    {
        "state",
        "product_id",
        "product_uom",
        "product_uom_qty",
        "location_id",
        "location_dest_id",
        "location_final_id",
    }
)


class StockMove(models.Model):
    """Stock that open deliveries still have to reserve is no longer free, so the shop must know of them."""

    _name = "stock.move"
    _inherit = ["stock.move", "ecom.catalog.source"]

    def _catalog_mark(self, names=None):
        self.env["ecom.catalog.dirty"]._mark_stock(self.product_id.ids)

    def _catalog_concerns(self, names):
        # Reserving moves the same quantity from the delivery to the quant, which has its own mark
        return not _PROMISED.isdisjoint(names)
