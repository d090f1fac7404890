from datetime import timedelta
from decimal import Decimal

from odoo import Command, api, fields, models

from ..api.errors import Conflict, NotFound
from ..domain.address import PostalAddress
from ..domain.order_totals import plain
from ..domain.quantity import MAX_LINES
from ..models.sale_order import CART_NAME, QUIET

#: Prices are worked out anew when a cart is read this long after they were.
_PRICES_LAST = timedelta(minutes=5)
_GC_BATCH = 500


class EcomCarts(models.AbstractModel):
    """Carts: draft orders that whoever holds their token may read and change."""

    _name = "ecom.carts"
    _description = "Storefront Carts"
    _inherit = ["ecom.cart.messages"]

    @api.model
    def create_cart(self, store, data, *, customer=None):
        """Make a cart.

        :param StoreInfo store: the calling store
        :param data: ``schemas.cart.CartCreate``
        :param CustomerInfo customer: who is logged in, or None
        :return: dict for ``schemas.cart.Cart``; the only answer that contains a token the caller did not know
        :raise DomainError: as ``ecom.order.builder`` does
        """
        token, token_hash = self.env["sale.order"]._ecom_new_cart_token()
        values = {
            "name": CART_NAME,
            "ecom_cart_token_hash": token_hash,
            "ecom_cart_version": 1,
            "ecom_priced_at": fields.Datetime.now(),
        }
        values |= self._contact_values(store, data, {}) | self._link_values(customer)
        builder = self.env["ecom.order.builder"]
        currency = data.currency or self._preferred_currency(store, customer, data)
        order = builder.build(store, data.items, values=values, currency=currency)
        if customer:
            self._merge_carts(store, order, customer)
            self._note_currency(customer, data.currency)
        self.env["ecom.facts"].note("cart.created", order)
        return self.dump(store, order, token)

    @api.model
    def find(self, store, token, *, names=None):
        """Return the open cart of a token.

        :param names: fields to read with it, for callers that need only these
        :return: ``sale.order``, one record
        :raise NotFound: ``cart_not_found``, also for carts of other stores
        :raise Conflict: ``cart_completed`` if it was placed as an order
        """
        domain = [
            ("ecom_cart_token_hash", "=", self.env["sale.order"]._ecom_hash_cart_token(token)),
            ("ecom_store_id", "=", store.id),
        ]
        orders = self.env["sale.order"]
        if names is None:
            order = orders.search(domain, limit=1)
        else:
            order = orders.search_fetch(domain, ["ecom_placed_at", "state", *names], limit=1)
        if not order:
            raise NotFound("There is no such cart.", code="cart_not_found")
        if order.ecom_placed_at or order.state != "draft":
            raise Conflict("The cart has been ordered already.", code="cart_completed")
        return order

    @api.model
    def get(self, store, token):
        """Return a cart, its prices not older than five minutes: dict for ``schemas.cart.Cart``."""
        order = self.find(store, token)
        changes = []
        if not order.ecom_priced_at or order.ecom_priced_at < fields.Datetime.now() - _PRICES_LAST:
            changes = self._reprice(order)
        return self.dump(store, order, token, price_changes=changes)

    @api.model
    def update(self, store, token, data, *, customer=None):
        """Replace what is given of a cart and price it.

        Of two updates at once the second waits for the first (Odoo retries it). A client that says which ``version`` it
        had seen is told if that is no longer the latest, instead of overwriting what another tab did.

        :param data: ``schemas.cart.CartUpdate``
        :param CustomerInfo customer: who is logged in, or None; the cart becomes theirs, with their other open carts
        :return: dict for ``schemas.cart.Cart``
        :raise NotFound: ``cart_not_found``, also if the cart belongs to another customer
        :raise Conflict: ``cart_changed``; ``price_not_set`` if an item has no price in the ``currency`` asked for
        """
        order = self.find(store, token)
        if customer and order.ecom_customer_id and order.ecom_customer_id.id != customer.id:
            raise NotFound("There is no such cart.", code="cart_not_found")
        if data.version not in (None, order.ecom_cart_version):
            raise Conflict(
                "The cart was changed since you read it.",
                code="cart_changed",
                details={"version": order.ecom_cart_version},
            )
        linking = customer and not order.ecom_customer_id
        order.with_context(**QUIET).ecom_cart_version += 1
        # The second of two updates waits here for the first, before it has done any work in vain
        order.flush_recordset(["ecom_cart_version"])
        values = self._contact_values(store, data, order.ecom_cart_contact or {})
        if linking:
            values |= self._link_values(customer)
        builder = self.env["ecom.order.builder"]
        switch = builder.currency_change(store, order, data.currency)
        if data.items is not None:
            values |= switch | {"ecom_priced_at": fields.Datetime.now()}
            builder.build(store, data.items, order=order, values=values)
        elif switch:
            values |= switch | {"ecom_priced_at": fields.Datetime.now()}
            builder.change_currency(order, values)
        elif values:
            builder.set_buyer(order, values)
        builder.check_currency(order)
        if customer:
            self._note_currency(customer, data.currency)
        if linking:
            self._merge_carts(store, order, customer)
        self.env["ecom.facts"].note("cart.updated", order)
        return self.dump(store, order, token)

    @api.model
    def delete(self, store, token):
        """Delete a cart.

        :raise NotFound: ``cart_not_found``
        """
        self.find(store, token).with_context(
            **QUIET
        ).sudo().unlink()  # sudo: whoever holds the token may

    @api.model
    def contact(self, order):
        """Return what a cart knows of its buyer.

        :return: (dict with name, email and phone, shipping PostalAddress or None, billing PostalAddress or None)
        """
        contact = order.ecom_cart_contact or {}
        shipping, billing = (contact.get(key) for key in ("shippingAddress", "billingAddress"))
        return (
            contact.get("buyer") or {},
            PostalAddress(**shipping) if shipping else None,
            PostalAddress(**billing) if billing else None,
        )

    @api.model
    def dump(self, store, order, token, *, price_changes=()):
        """Return a cart as the API shows it: dict for ``schemas.cart.Cart``.

        :param price_changes: (line, shown price, current price) to tell the customer about
        """
        fields_ = self.env["ecom.order.builder"].dump(order)
        buyer, shipping, billing = self.contact(order)
        lifetime = timedelta(days=order.ecom_store_id.cart_lifetime_days)
        return fields_ | {
            "cartToken": token,
            "itemCount": plain(sum((item["quantity"] for item in fields_["items"]), Decimal(0))),
            "customerId": order.ecom_customer_id.ecom_uid or None,
            "buyer": buyer,
            "shippingAddress": _dump_address(shipping),
            "billingAddress": _dump_address(billing),
            "version": order.ecom_cart_version,
            "messages": self.messages(store, order, price_changes),
            "updatedAt": order.write_date,
            "expiresAt": order.write_date + lifetime,
        }

    # --- the customer's currency, for addons that sell in several ---

    def _preferred_currency(self, store, customer, data):
        """Return the currency of a new cart that asks for none (ISO code), or None for the store's own."""
        return

    def _note_currency(self, customer, currency):
        """Remember which currency a customer has chosen (ISO code, None: none this time)."""

    # --- changing ---

    def _reprice(self, order):
        """Price a cart anew and return what changed: list of (line, shown price, current price)."""
        builder = self.env["ecom.order.builder"]
        before = {line: builder.unit_price(line) for line in order.order_line}
        builder.reprice(order)
        order.with_context(**QUIET).ecom_priced_at = fields.Datetime.now()
        after = ((line, shown, builder.unit_price(line)) for line, shown in before.items())
        return [change for change in after if change[1] != change[2]]

    def _contact_values(self, store, data, known):
        """Return the ``sale.order`` values of the buyer and addresses given, checked. The rest stays as known."""
        addresses = self.env["ecom.addresses"]
        contact, values = dict(known), {}
        if data.buyer is not None:
            email = addresses.email(data.buyer.email, "buyer.email")
            phone = addresses.phone(data.buyer.phone, "buyer.phone", store.country_code)
            contact["buyer"] = {"name": data.buyer.name, "email": email, "phone": phone}
            values |= {"ecom_email": email, "ecom_phone": phone}
        for key, path, given in (
            ("shippingAddress", "shippingAddress", data.shipping_address),
            ("billingAddress", "billingAddress", data.billing_address),
        ):
            if given is not None:
                checked, _country_id, _state_id = addresses.check(given.to_domain(), path)
                contact[key] = {name: getattr(checked, name) for name in PostalAddress.__slots__}
        if contact != known:
            values["ecom_cart_contact"] = contact
        return values

    def _link_values(self, customer):
        if not customer:
            return {}
        return {
            "ecom_customer_id": customer.id,
            "partner_id": customer.partner_id,
            "partner_invoice_id": customer.partner_id,
            "partner_shipping_id": customer.partner_id,
        }

    def _merge_carts(self, store, order, customer):
        """Add what is in the customer's other open carts and not in this one, and delete those carts."""
        others = self.env["sale.order"].search(
            [
                ("ecom_customer_id", "=", customer.id),
                ("ecom_store_id", "=", store.id),
                ("ecom_placed_at", "=", False),
                ("state", "=", "draft"),
                ("id", "!=", order.id),
            ],
            order="write_date desc",
        )
        builder = self.env["ecom.order.builder"]
        items = others.order_line.filtered(lambda line: line._ecom_kind() == "item")
        items -= builder.unsellable(store, items)
        known = order.order_line.product_id
        commands = []
        for line in items:
            if line.product_id not in known and len(known) < MAX_LINES:
                known |= line.product_id
                values = builder.line_values(line.product_id, line.product_uom_qty)
                commands.append(Command.create(values))
        others.with_context(**QUIET).sudo().unlink()  # sudo: whoever owns a cart may empty it
        order = order.with_context(**QUIET)
        before = order.order_line
        order.write({"order_line": commands})
        (builder.unpriced(order) - before).unlink()
        builder.reprice(order)

    @api.model
    def _delete_stale(self):
        """Delete carts untouched for longer than their store keeps them.

        :return: (int deleted, bool whether some may be left)
        """
        deleted, more = 0, False
        for store in self.env["ecom.store"].with_context(active_test=False).search([]):
            since = fields.Datetime.now() - timedelta(days=store.cart_lifetime_days)
            carts = self.env["sale.order"].search(
                [
                    ("ecom_store_id", "=", store.id),
                    ("ecom_placed_at", "=", False),
                    ("state", "in", ("draft", "cancel")),
                    ("write_date", "<", since),
                ],
                limit=_GC_BATCH,
            )
            carts.with_context(**QUIET).unlink()
            deleted += len(carts)
            more = more or len(carts) == _GC_BATCH
        return deleted, more


def _dump_address(address):
    if address is None:
        return None
    return {
        "name": address.name,
        "company": address.company or None,
        "line1": address.line1,
        "line2": address.line2 or None,
        "city": address.city,
        "state": address.state or None,
        "postalCode": address.postal_code or None,
        "country": address.country,
        "phone": address.phone or None,
        "gstin": address.gstin or None,
    }
