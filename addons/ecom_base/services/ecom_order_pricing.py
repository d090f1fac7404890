from odoo import api, models

from ..api.errors import Conflict, ValidationFailed
from ..domain.order_totals import plain, to_decimal


class EcomOrderPricing(models.AbstractModel):
    """The part of ``ecom.order.builder`` that stands between a customer and a price they were not shown."""

    _name = "ecom.order.pricing"
    _description = "Prices of Storefront Orders"

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
    def check_currency(self, order, *, paying=False):
        """Refuse what may not be sold in an order's currency. Addons that sell in several currencies extend this.

        :param bool paying: the order is being placed, or a payment for it is about to be asked for
        :raise Conflict: naming the reason
        """

    @api.model
    def unpriced(self, order):
        """Return the items that Odoo has no price for: a missing price is not zero, and is never converted into being."""
        return order.order_line.filtered(
            lambda line: line._ecom_kind() == "item" and not self._has_price(line)
        )

    def _check_prices(self, order):
        unpriced = self.unpriced(order)
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
        order = line.order_id
        return (
            line.price_unit > 0
            # Odoo puts an order into the currency of its price list, whatever the store says it sells in
            and order.currency_id == order.ecom_store_id.currency_id
            and not self.env["ecom.catalog.offer"]._catalog_converts(
                line.pricelist_item_id, line.product_id, order.currency_id
            )
        )

    def _check_shown_prices(self, order, wanted):
        shown = {item.key.id: item for item in wanted if item.shown_price is not None}
        places = self._price_places(order.currency_id)
        for item in shown.values():
            if -item.shown_price.as_tuple().exponent > places:
                raise ValidationFailed.for_field(
                    f"items.{item.index}.unitPrice",
                    f"A price has {places} decimals at most.",
                    code="amount_precision",
                )
        self._refuse_changes(
            [
                (line, shown[line.product_id.id].shown_price)
                for line in order.order_line
                if line.product_id.id in shown
                and not self._is_price(line, shown[line.product_id.id].shown_price)
            ]
        )

    def _is_price(self, line, shown):
        """The catalogue shows prices with taxes; lines hold them without, unless the taxes are part of the price."""
        return shown in (self.unit_price(line), self.unit_total(line))

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
                            "currentPriceWithTax": self.unit_total(line),
                        }
                        for line, shown in changes
                    ],
                    "currency": changes[0][0].currency_id.name,
                },
            )

    @api.model
    def unit_price(self, line):
        """Return a line's unit price after its own discount, exact to the price precision and at least the currency."""
        price = line.price_unit * (1 - line.discount / 100)
        decimals = line.currency_id.decimal_places
        exact = plain(to_decimal(price, self._price_places(line.currency_id)))
        return exact if -exact.as_tuple().exponent > decimals else to_decimal(price, decimals)

    @api.model
    def unit_total(self, line):
        """Return what one unit of a line costs with its taxes and discount, as the catalogue shows it (Decimal)."""
        taxes = self.env["account.tax"]
        base = line._prepare_base_line_for_taxes_computation(quantity=1.0)
        taxes._add_tax_details_in_base_line(base, line.company_id)
        taxes._round_base_lines_tax_details([base], line.company_id)
        total = base["tax_details"]["total_included_currency"]
        return to_decimal(total, line.currency_id.decimal_places)

    def _price_places(self, currency):
        places = self.env["decimal.precision"].precision_get("Product Price")
        return max(places, currency.decimal_places)
