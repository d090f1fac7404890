from odoo import models
from odoo.tools import SQL


class EcomStore(models.Model):
    _inherit = "ecom.store"

    def write(self, vals):
        """Days of another time zone are other days: they are added up anew."""
        moved = self.filtered(lambda store: "tz" in vals and store.tz != vals["tz"])
        result = super().write(vals)
        if moved:
            moved.flush_recordset(["tz"])
            orders = SQL("IN (SELECT id FROM sale_order WHERE ecom_store_id = ANY(%s))", moved.ids)
            self.env.cr.execute(
                SQL("DELETE FROM ecom_order_day WHERE store_id = ANY(%s)", moved.ids)
            )
            self.env["ecom.order.day.dirty"]._mark(orders)
        return result
