from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    ecom_reservation_due = fields.Boolean(
        readonly=True,
        copy=False,
        help="Stock of this storefront order is promised but not reserved yet. A lane does it within moments.",
    )
    _ecom_reservation_due_index = models.Index("(id) WHERE ecom_reservation_due")

    def message_post_with_source(self, *args, **kwargs):
        """Drop the note that links a new delivery to its order: it shows on the delivery as Source Document already."""
        if self.env.context.get("ecom_defer_reservation"):
            return self.env["mail.message"]
        return super().message_post_with_source(*args, **kwargs)
