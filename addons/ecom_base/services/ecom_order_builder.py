from decimal import Decimal

from odoo import Command, api, fields, models

from ..api.errors import Conflict, ValidationFailed
from ..domain.order_totals import LineAmounts, order_totals, plain, to_decimal
from ..domain.quantity import MAX_LINES, QuantityError, Wanted, check_quantity, merge
from ..models.sale_order import QUIET

#: Root units whose goods are measured, not counted: 0.5 kg is fine, 0.5 pieces is not.
_MEASURED_UNITS = (
    "uom.product_uom_hour",
    "uom.product_uom_millimeter",
    "uom.product_uom_square_meter",
    "uom.product_uom_milliliter",
    "uom.product_uom_gram",
    "uom.product_uom_kwh",
)


class EcomOrderBuilder(models.AbstractModel):
    """Turns what a storefront asks for into a draft ``sale.order``, and the order's money into the API's shape.

    The client names products and quantities, never a price: prices come from Odoo. It may say which price it had shown;
    if that is no longer true, the order is refused rather than charged differently.
    """

    _name = "ecom.order.builder"
    _description = "Storefront Order Builder"

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
        :raise ValidationFailed: ``product_not_found``, ``quantity_invalid``, ``too_many_items``
        :raise Conflict: ``price_not_set``, ``price_changed``
        """
        wanted = self.resolve(store, items)
        values = self._buyer_values(store, buyer, new=order is None) | (values or {})
        if order is None:
            order = self._create(store, wanted, values | self._currency_values(store, currency))
        else:
            self._update(order, wanted, values)
        self._check_prices(order)
        self._check_shown_prices(order, wanted)
        return order

    @api.model
    def finalize_cart(self, store, order, *, buyer):
        """Give a cart its buyer and today's prices, ready to be placed.

        :param order: the cart, as ``ecom.carts.find`` returned it
        :return: the same order
        :raise ValidationFailed: ``cart_empty``
        :raise Conflict: ``price_changed`` if prices are no longer those the cart last showed
        """
        lines = order.order_line.filtered(lambda line: line._ecom_kind() == "item")
        if not lines:
            raise ValidationFailed("The cart is empty.", code="cart_empty")
        self._check_sellable(store, lines)
        shown = {line: line.price_unit for line in lines}
        order = order.with_context(**QUIET)
        order.write(
            self._buyer_values(store, buyer, new=False) | {"date_order": fields.Datetime.now()}
        )
        order._recompute_prices()
        self._check_prices(order)
        self._refuse_changes(
            [
                (line, self.unit_price(line, before))
                for line, before in shown.items()
                if order.currency_id.compare_amounts(before, line.price_unit)
            ],
        )
        return order

    @api.model
    def check_expected_total(self, order, expected):
        """Refuse to charge another total than the one the customer was shown.

        :param Decimal expected: total shown, or None to skip
        :raise Conflict: ``price_changed`` with both totals
        """
        total = to_decimal(order.amount_total, order.currency_id.decimal_places)
        if expected is not None and expected != total:
            raise Conflict(
                "The total has changed since it was shown.",
                code="price_changed",
                details={
                    "shownTotal": expected,
                    "currentTotal": total,
                    "currency": order.currency_id.name,
                },
            )

    @api.model
    def resolve(self, store, items):
        """Find the variants of request items and check their quantities; duplicates are merged.

        :return: list[Wanted] whose ``key`` is a ``product.product`` record
        :raise ValidationFailed: naming the field, e.g. ``items.0.productId``
        """
        if len(items) > MAX_LINES:
            raise ValidationFailed.for_field(
                "items", f"An order has {MAX_LINES} lines at most.", code="too_many_items"
            )
        variants = self._variants(store, {item.product_id for item in items})
        wanted = []
        for index, item in enumerate(items):
            variant = variants.get(item.product_id)
            if variant is None:
                raise ValidationFailed.for_field(
                    f"items.{index}.productId",
                    "The store sells no such product.",
                    code="product_not_found",
                )
            wanted.append(Wanted(variant, item.quantity, getattr(item, "unit_price", None), index))
        merged = merge(wanted)
        for item in merged:
            try:
                check_quantity(item.quantity, self._quantity_step(item.key.uom_id))
            except QuantityError as error:
                raise ValidationFailed.for_field(
                    f"items.{item.index}.quantity", error.problem, code="quantity_invalid"
                ) from error
        return merged

    def _variants(self, store, uids):
        """Return the sellable variants by the public id they were asked for under. One query and a fetch."""
        uids = list(uids)
        variants = self.env["product.product"].search(
            [
                "|",
                ("ecom_uid", "in", uids),
                ("product_tmpl_id.ecom_uid", "in", uids),
                *self._sellable_domain(store),
            ]
        )
        found = {}
        for variant in variants:
            found[variant.ecom_uid] = variant
            template_uid = variant.product_tmpl_id.ecom_uid
            # A product with several variants does not say which one is meant
            found[template_uid] = variant if template_uid not in found else None
        return found

    def _sellable_domain(self, store):
        return [("sale_ok", "=", True), ("product_tmpl_id.ecom_store_ids", "in", [store.id])]

    def _check_sellable(self, store, lines):
        sellable = lines.product_id.filtered_domain(self._sellable_domain(store)).filtered("active")
        gone = lines.filtered(lambda line: line.product_id not in sellable)
        if gone:
            raise Conflict(
                "Some items are no longer sold.",
                code="product_unavailable",
                details={"items": [{"id": line.ecom_uid, "name": line.name} for line in gone]},
            )

    def _quantity_step(self, uom):
        root = int(uom.parent_path.split("/", 1)[0])
        if root not in self._measured_unit_ids():
            return Decimal(1)
        return Decimal(1).scaleb(-self.env["decimal.precision"].precision_get("Product Unit"))

    def _measured_unit_ids(self):
        to_id = self.env["ir.model.data"]._xmlid_to_res_id
        return {to_id(xmlid, raise_if_not_found=False) for xmlid in _MEASURED_UNITS}

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
        order = order.with_context(**QUIET)
        order.write(values | {"order_line": commands, "date_order": fields.Datetime.now()})
        order._recompute_prices()

    def _line_values(self, item):
        return {
            "product_id": item.key.id,
            "product_uom_qty": float(item.quantity),
            "product_uom_id": item.key.uom_id.id,
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

        :raise ValidationFailed: ``currency_unavailable``
        """
        if currency not in (None, store.currency):
            raise ValidationFailed.for_field(
                "currency", f"The store does not sell in {currency}.", code="currency_unavailable"
            )
        record = self._store(store)
        return {"pricelist_id": record.pricelist_id.id, "currency_id": record.currency_id.id}

    def _store(self, store):
        return self.env["ecom.store"].browse(store.id)

    # --- prices ---

    def _check_prices(self, order):
        """Refuse lines that Odoo has no price for: a missing price is not zero, and is never converted into being."""
        unpriced = order.order_line.filtered(
            lambda line: line._ecom_kind() == "item" and not self._has_price(line)
        )
        if unpriced:
            raise Conflict(
                "Some items have no price in this currency.",
                code="price_not_set",
                details={
                    "items": [
                        {
                            "productId": line.product_id.ecom_uid,
                            "sku": line.product_id.default_code or None,
                        }
                        for line in unpriced
                    ],
                    "currency": order.currency_id.name,
                },
            )

    def _has_price(self, line):
        """Tell whether a line's price was set by the seller. Addons with price lists of their own extend this."""
        if line.price_unit <= 0:
            return False
        own_currency = line.product_id.currency_id == line.currency_id
        return own_currency or line.pricelist_item_id.compute_price == "fixed"

    def _check_shown_prices(self, order, wanted):
        shown = {item.key.id: item.shown_price for item in wanted if item.shown_price is not None}
        self._refuse_changes(
            [
                (line, shown[line.product_id.id])
                for line in order.order_line
                if line.product_id.id in shown
                and shown[line.product_id.id] != self.unit_price(line)
            ]
        )

    def _refuse_changes(self, changes):
        if changes:
            raise Conflict(
                "Some prices have changed since they were shown.",
                code="price_changed",
                details={
                    "items": [
                        {
                            "productId": line.product_id.ecom_uid,
                            "shownPrice": shown,
                            "currentPrice": self.unit_price(line),
                        }
                        for line, shown in changes
                    ],
                    "currency": changes[0][0].currency_id.name,
                },
            )

    @api.model
    def unit_price(self, line, price_unit=None):
        """Return a line's unit price after its own discount, exact to the price precision and at least the currency."""
        price = line.price_unit if price_unit is None else price_unit
        price *= 1 - line.discount / 100
        places = self.env["decimal.precision"].precision_get("Product Price")
        decimals = line.currency_id.decimal_places
        exact = plain(to_decimal(price, max(places, decimals)))
        return exact if -exact.as_tuple().exponent > decimals else to_decimal(price, decimals)

    # --- reading ---

    @api.model
    def totals(self, order):
        """Return the order's money: :class:`domain.order_totals.OrderTotals`, its ``lines`` beside ``order_line``."""
        decimals = order.currency_id.decimal_places
        return order_totals(
            [
                LineAmounts(
                    line._ecom_kind(),
                    to_decimal(line.price_subtotal, decimals),
                    to_decimal(line.price_tax, decimals),
                )
                for line in order.order_line
            ],
            to_decimal(order.amount_untaxed, decimals),
            to_decimal(order.amount_tax, decimals),
        )

    @api.model
    def dump(self, order):
        """Return the fields that carts and orders share, ready for ``schemas.order.OrderMoney``: dict."""
        totals = self.totals(order)
        items = [
            {
                "id": line.ecom_uid,
                "productId": line.product_id.ecom_uid,
                "sku": line.product_id.default_code or None,
                "name": line.name.split("\n", 1)[0],
                "quantity": plain(Decimal(repr(line.product_uom_qty))),
                "unitPrice": self.unit_price(line),
                "taxAmount": amounts.tax,
                "totalAmount": amounts.total,
            }
            for line, amounts in zip(order.order_line, totals.lines, strict=True)
            if amounts.kind == "item"
        ]
        return {
            "currency": order.currency_id.name,
            "subtotal": totals.subtotal,
            "discountAmount": totals.discount,
            "shippingAmount": totals.shipping,
            "taxAmount": totals.tax,
            "totalAmount": totals.total,
            "items": items,
        }
