import hashlib
import secrets

from odoo import api, fields, models
from odoo.fields import Domain

#: Nothing an API call does to an order is worth a chatter message or a mail: the outbox records it.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_notrack": True,
    "sale_no_log_for_new_lines": True,
}


#: Carts have no number: most of them never become orders, and the numbers of orders should tell how many there are.
CART_NAME = "Cart"


class SaleOrder(models.Model):
    """Orders and carts of a storefront. A cart is a draft order that was not placed yet.

    Carts are hidden from searches in the way archived records are: unless a domain speaks of ``ecom_placed_at`` or of
    ids, or the context says ``active_test: False``. So they show up in no list, count or smart button of Sales.
    """

    _name = "sale.order"
    _inherit = ["sale.order", "ecom.public.id.mixin"]
    _ecom_uid_prefix = "ord"

    ecom_store_id = fields.Many2one(
        "ecom.store",
        string="Store",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    ecom_customer_id = fields.Many2one(
        "ecom.customer",
        string="Shop Customer",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    ecom_placed_at = fields.Datetime(
        string="Placed On",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When the customer placed the order. Empty: still a cart.",
    )
    ecom_cart_token_hash = fields.Char(
        readonly=True,
        copy=False,
        help="SHA-256 of the cart's token, which is random enough (192 bits) for that to give nothing away.",
    )
    ecom_cart_version = fields.Integer(
        string="Cart Version", readonly=True, copy=False, help="Counts the changes to the cart."
    )
    ecom_cart_contact = fields.Json(
        string="Cart Contact",
        readonly=True,
        copy=False,
        help="What the shop already knows of the buyer: email, phone, addresses. Becomes a contact on placing.",
    )
    ecom_email = fields.Char(
        string="Buyer Email",
        readonly=True,
        copy=False,
        help="As given with this cart or order, normalised.",
    )
    ecom_phone = fields.Char(
        string="Buyer Phone",
        readonly=True,
        copy=False,
        help="As given with this cart or order, in E.164.",
    )
    ecom_priced_at = fields.Datetime(
        string="Priced On",
        readonly=True,
        copy=False,
        help="When the cart's prices were last shown.",
    )
    ecom_cart_item_count = fields.Float(
        string="Items",
        digits="Product Unit",
        compute="_compute_ecom_cart_item_count",
        help="Sum of the quantities in the cart.",
    )
    ecom_cart_buyer = fields.Char(
        string="Buyer",
        compute="_compute_ecom_cart_buyer",
        help="As much as the shop knows of who filled the cart.",
    )
    _ecom_cart_token_unique = models.UniqueIndex("(ecom_cart_token_hash)")
    _ecom_cart_activity = models.Index(
        "(write_date) WHERE ecom_store_id IS NOT NULL AND ecom_placed_at IS NULL"
    )

    @api.depends("order_line.product_uom_qty")
    def _compute_ecom_cart_item_count(self):
        for order in self:
            lines = order.order_line.filtered(lambda line: line._ecom_kind() == "item")
            order.ecom_cart_item_count = sum(lines.mapped("product_uom_qty"))

    @api.depends("ecom_customer_id", "ecom_cart_contact", "ecom_email", "ecom_phone")
    def _compute_ecom_cart_buyer(self):
        visitor = self.env._("Visitor")
        for order in self:
            buyer = (order.ecom_cart_contact or {}).get("buyer") or {}
            order.ecom_cart_buyer = (
                order.ecom_customer_id.display_name
                or buyer.get("name")
                or order.ecom_email
                or order.ecom_phone
                or visitor
            )

    @api.model
    def _search(self, domain, *args, active_test=True, **kwargs):
        domain = Domain(domain)
        if active_test and self.env.context.get("active_test", True) and not _names_carts(domain):
            domain &= self._ecom_not_a_cart()
        return super()._search(domain, *args, active_test=active_test, **kwargs)

    @api.model
    def _ecom_not_a_cart(self):
        return Domain("ecom_store_id", "=", False) | Domain("ecom_placed_at", "!=", False)

    @api.model
    def _ecom_new_cart_token(self):
        """Return a fresh cart token (192 bits) and the hash to store: (str, str)."""
        token = f"crt_{secrets.token_urlsafe(24)}"
        return token, self._ecom_hash_cart_token(token)

    @api.model
    def _ecom_hash_cart_token(self, token):
        return hashlib.sha256(token.encode()).hexdigest()

    def _ecom_is_cart(self):
        self.ensure_one()
        return bool(self.ecom_store_id and not self.ecom_placed_at)

    def _ecom_place(self):
        """Turn carts into orders that wait (for their payment): visible, numbered, no longer changeable as a cart."""
        now = fields.Datetime.now()
        for order in self:
            values = {"ecom_placed_at": now, "date_order": now}
            if order.name == CART_NAME:
                sequence = self.env["ir.sequence"].with_company(order.company_id)
                values["name"] = sequence.next_by_code("sale.order")
            order.write(values)

    def _ecom_confirm(self):
        """Confirm orders of a store: no mail, no chatter, stock reserved later by a lane.

        The caller has held the stock (``ecom.stock.hold``). From the commit on the stock moves count in place of the
        holds.
        """
        self.filtered(lambda order: not order.ecom_placed_at)._ecom_place()
        self.with_context(**QUIET, ecom_defer_reservation=True).action_confirm()
        self.env["ecom.stock.reservation"]._ecom_wake()

    @api.autovacuum
    def _gc_ecom_carts(self):
        """Delete carts nobody touched for as long as their store keeps them."""
        return self.env["ecom.carts"]._delete_stale()


def _names_carts(domain):
    return any(
        condition.field_expr in {"ecom_placed_at", "id"}
        or condition.field_expr.startswith("ecom_cart_")
        for condition in domain.iter_conditions()
    )
