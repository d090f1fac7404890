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
            self.env.cr.execute(
                SQL("DELETE FROM ecom_order_day WHERE store_id = ANY(%s)", moved.ids)
            )
            for store in moved:
                self.env["ecom.order.day.dirty"]._mark(store)
        return result
