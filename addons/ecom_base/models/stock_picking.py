from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    ecom_reservation_due = fields.Boolean(
        readonly=True,
        copy=False,
        help="Stock of this storefront order is promised but not reserved yet. A lane does it within moments.",
    )
    _ecom_reservation_due_index = models.Index("(id) WHERE ecom_reservation_due")
