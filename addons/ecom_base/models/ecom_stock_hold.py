from odoo import api, fields, models
from odoo.tools import SQL


class EcomStockHold(models.Model):
    """Stock promised to an order that is being placed, or that waits for its money, until a time.

    Rows are only written by ``ecom.stock`` in its own short transactions, one at a time (see there). A hold counts
    until it expires, or until its order is confirmed (then the stock moves count) or cancelled.
    """

    _name = "ecom.stock.hold"
    _description = "Stock Hold"
    _order = "expires_at, id"
    _log_access = False

    order_uid = fields.Char(
        string="Order ID",
        required=True,
        index=True,
        help="Public ID of the order the stock is kept for.",
    )
    order_id = fields.Many2one(
        "sale.order",
        compute="_compute_order_id",
        help="Empty while the order is being placed: it is not saved yet.",
    )
    company_id = fields.Many2one("res.company", required=True)
    warehouse_id = fields.Many2one("stock.warehouse", required=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade", index=True)
    quantity = fields.Float(
        digits="Product Unit", required=True, help="In the product's own unit of measure."
    )
    created_at = fields.Datetime(required=True)
    expires_at = fields.Datetime(
        required=True,
        index=True,
        help="From this moment on the stock may be sold to somebody else.",
    )

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "A hold needs a quantity.")

    def _compute_order_id(self):
        orders = self.env["sale.order"].with_context(active_test=False)
        found = orders.search([("ecom_uid", "in", self.mapped("order_uid"))])
        by_uid = {order.ecom_uid: order for order in found}
        for hold in self:
            hold.order_id = by_uid.get(hold.order_uid)

    @api.model
    def _active_condition(self, now):
        """Return the SQL condition under which a row ``h`` of this table counts, at ``now`` (UTC)."""
        return SQL(
            "h.expires_at > %s AND NOT EXISTS ("
            " SELECT 1 FROM sale_order o WHERE o.ecom_uid = h.order_uid AND o.state IN ('sale', 'cancel'))",
            now,
        )
