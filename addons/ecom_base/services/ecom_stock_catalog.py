from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .ecom_stock import PLACING_MINUTES


class EcomStock(models.AbstractModel):
    """Let the shop see promises of stock: when they are made, taken back, and when they run out."""

    _inherit = "ecom.stock"

    @api.model
    def hold(self, order, *, minutes=PLACING_MINUTES):
        super().hold(order, minutes=minutes)
        products = list(self.needs(order))
        if products:
            dirty = self.env["ecom.catalog.dirty"]
            dirty._mark_stock(products)
            dirty._mark_stock_at(products, fields.Datetime.now() + timedelta(minutes=minutes))

    @api.model
    def release(self, order_uids):
        held = self.env.execute_query(
            SQL(
                "SELECT product_id FROM ecom_stock_hold WHERE order_uid = ANY(%s)", list(order_uids)
            )
        )
        super().release(order_uids)
        self.env["ecom.catalog.dirty"]._mark_stock([product_id for (product_id,) in held])
