from odoo import models


class SaleReport(models.Model):
    _inherit = "sale.report"

    def _where_sale(self):
        """Carts are not quotations: nobody has offered them to anybody."""
        carts = "s.ecom_store_id IS NOT NULL AND s.ecom_placed_at IS NULL"
        return f"{super()._where_sale()} AND NOT ({carts})"
