from odoo import Command, api, fields, models

from ..api.errors import ValidationFailed
from ..models.sale_order import QUIET


class EcomOrderBuilder(models.AbstractModel):
    """Turns what a storefront asks for into a draft ``sale.order``, and the order's money into the API's shape.

    The client names products and quantities, never a price: prices come from Odoo. It may say which price it had shown;
    if that is no longer true, the order is refused rather than charged differently.
    """

    _name = "ecom.order.builder"
    _description = "Storefront Order Builder"
    _inherit = ["ecom.order.items", "ecom.order.pricing", "ecom.order.reader"]

    @api.model
    def build(self, store, items, *, order=None, buyer=None, currency=None, values=None):
        """Create a draft order, or replace the items of an existing one, priced now.

        :param StoreInfo store: the calling store
        :param list items: objects with ``product_id`` (public id of a variant, or of a product that has only one),
            ``quantity`` (Decimal) and ``unit_price`` (Decimal shown to the customer, or None)
        :param order: the ``sale.order`` to update; lines of the same product keep their public id
        :param EcomBuyer buyer: result of ``ecom.customers.resolve``; without one the store's guest stands in
        :param str currency: ISO code for a new order; None for the store's own
        :param dict values: further ``sale.order`` values
        :return: ``sale.order``, one record
        :raise ValidationFailed: ``product_not_found``, ``quantity_invalid``, ``too_many_items``, ``amount_precision``
        :raise Conflict: ``price_not_set``, ``price_changed``
        """
        wanted = self.resolve(store, items)
        values = self._buyer_values(store, buyer, new=order is None) | (values or {})
        if order is None:
            order = self._create(store, wanted, values | self._currency_values(store, currency))
        else:
            self._update(order, wanted, values)
        self._check_prices(order)
        self.check_currency(order)
        self._check_shown_prices(order, wanted)
        return order

    @api.model
    def finalize_cart(self, store, order, *, buyer):
        """Give a cart its buyer and today's prices, ready to be placed.

        :param order: the cart, as ``ecom.carts.find`` returned it
        :return: the same order
        :raise ValidationFailed: ``cart_empty``
        :raise Conflict: ``product_unavailable``, ``price_not_set``, or ``price_changed`` if prices are no longer those
            the cart last showed
        """
        lines = order.order_line.filtered(lambda line: line._ecom_kind() == "item")
        if not lines:
            raise ValidationFailed("The cart is empty.", code="cart_empty")
        self._check_sellable(store, lines)
        shown = {line: (self.unit_price(line), self.unit_total(line)) for line in lines}
        self.set_buyer(order, self._buyer_values(store, buyer, new=False))
        self.reprice(order)
        self._check_prices(order)
        self._refuse_changes(
            [
                (line, price)
                for line, (price, total) in shown.items()
                # under other taxes one of the two stays, and that is the one customers were promised
                if price != self.unit_price(line) and total != self.unit_total(line)
            ]
        )
        return order

    @api.model
    def set_buyer(self, order, values):
        """Write the values of a buyer (partner and addresses) and nothing that Odoo would derive from it.

        What the store decides stays: without this, the contact's own price list and currency would apply, and the API's
        technical user would become the salesperson.
        """
        kept = ("pricelist_id", "currency_id", "user_id", "team_id", "warehouse_id")
        if "partner_id" in values:
            values = {name: order[name].id for name in kept} | values
        order.with_context(**QUIET).write(values)

    @api.model
    def reprice(self, order):
        """Work out an order's taxes and prices anew, as of now. The buyer's address decides which taxes apply."""
        order = order.with_context(**QUIET)
        order.date_order = fields.Datetime.now()
        order._recompute_taxes()
        order._recompute_prices()

    @api.model
    def currency_change(self, store, order, currency):
        """Return the values that put a cart into another currency: none if it is in that one already.

        :param str currency: ISO code, or None
        :raise ValidationFailed: ``unknown_currency``
        """
        values = self._currency_values(store, currency) if currency else {}
        return {} if values.get("currency_id") == order.currency_id.id else values

    @api.model
    def change_currency(self, order, values):
        """Put a cart into another currency, priced anew: all of it, or nothing.

        :param dict values: those of :meth:`currency_change`, and others to write with them
        :raise Conflict: ``price_not_set``, naming every item without a price
        """
        self.set_buyer(order, values)
        self.reprice(order)
        self._check_prices(order)

    # --- writing ---

    def _create(self, store, wanted, values):
        record = self._store(store)
        return (
            self.env["sale.order"]
            .with_context(**QUIET)
            .create(
                self._fixed_values(record)
                | values
                | {"order_line": [Command.create(self._line_values(item)) for item in wanted]}
            )
        )

    @api.model
    def _in_memory(self, wanted, values):
        """Return the order that :meth:`_create` would make, not written: only its prices can be relied on."""
        lines = [
            # nobody reads the text of a line that is not kept, and working it out takes as long as the prices
            Command.create(self._line_values(item) | {"name": item.key.default_code or "-"})
            for item in wanted
        ]
        return self.env["sale.order"].new(values | {"order_line": lines})

    def _update(self, order, wanted, values):
        lines = order.order_line.filtered(lambda line: line._ecom_kind() == "item")
        by_product = {line.product_id: line for line in lines}
        commands = []
        for item in wanted:
            line = by_product.pop(item.key, None)
            if line is None:
                commands.append(Command.create(self._line_values(item)))
            elif line.product_uom_qty != float(item.quantity):
                commands.append(Command.update(line.id, {"product_uom_qty": float(item.quantity)}))
        commands += [Command.delete(line.id) for line in by_product.values()]
        self.set_buyer(order, values | {"order_line": commands})
        self.reprice(order)

    def _line_values(self, item):
        return self.line_values(item.key, item.quantity)

    @api.model
    def line_values(self, product, quantity):
        """Return the ``sale.order.line`` values of an item: dict.

        :param quantity: in the product's own unit
        """
        return {
            "product_id": product.id,
            "product_uom_qty": float(quantity),
            "product_uom_id": product.uom_id.id,
        }

    def _fixed_values(self, record):
        """Values that Odoo would otherwise work out one by one, with queries, to arrive at the same."""
        return {
            "company_id": record.company_id.id,
            "ecom_store_id": record.id,
            "warehouse_id": record.warehouse_id.id,
            "user_id": False,
            "team_id": False,
            "require_signature": False,
            "require_payment": False,
            "validity_date": False,
            "date_order": fields.Datetime.now(),
        }

    def _buyer_values(self, store, buyer, *, new):
        if buyer is not None:
            return {
                "ecom_customer_id": buyer.customer.id,
                "partner_id": buyer.partner.id,
                "partner_shipping_id": buyer.shipping.id,
                "partner_invoice_id": buyer.invoice.id,
                "ecom_email": buyer.customer.email,
                "ecom_phone": buyer.customer.phone,
            }
        if not new:
            return {}
        guest = self._store(store).guest_partner_id.id
        return {"partner_id": guest, "partner_shipping_id": guest, "partner_invoice_id": guest}

    def _currency_values(self, store, currency):
        """Return the price list and currency to sell in. Addons that sell in several currencies extend this.

        :raise ValidationFailed: ``unknown_currency``
        """
        if currency not in (None, store.currency):
            raise ValidationFailed.for_field(
                "currency", f"The store does not sell in {currency}.", code="unknown_currency"
            )
        record = self._store(store)
        return {"pricelist_id": record.pricelist_id.id, "currency_id": record.currency_id.id}

    def _store(self, store):
        return self.env["ecom.store"].browse(store.id)
