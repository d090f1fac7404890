from odoo import models

_FREE_STOCK = frozenset({"quantity", "reserved_quantity", "location_id", "product_id"})


class StockQuant(models.Model):
    _name = "stock.quant"
    _inherit = ["stock.quant", "ecom.catalog.source"]

    def _catalog_mark(self, names=None):
        self.env["ecom.catalog.dirty"]._mark_stock(self.product_id.ids)

    def _catalog_concerns(self, names):
        # counting, users and dates do not change what is free
        return not _FREE_STOCK.isdisjoint(names)
