from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.safe_eval import safe_eval

from odoo.addons.ecom_pricing.domain.money import round_half_up
from odoo.addons.ecom_pricing.domain.offer import offer_of
from odoo.addons.ecom_pricing.domain.price_check import to_amount
from odoo.addons.ecom_pricing.domain.selection import PriceRow

_ZERO = Decimal(0)


class DeliveryCarrier(models.Model):
    """What delivery costs on orders with the seller's prices: what is set for their currency, or nothing is offered.

    The amounts on the carrier itself are those of its company's currency; no others are worked out from them.
    """

    _inherit = "delivery.carrier"

    ecom_price_ids = fields.One2many(
        "ecom.delivery.price",
        "carrier_id",
        string="Prices per Currency",
        copy=False,
        groups="ecom_base.group_ecom_analyst",
    )

    # === WHICH PRICES === #

    def _ecom_prices(self, order):
        """Return the carrier's prices for a strict order's store and currency (``ecom.delivery.price``)."""
        self.ensure_one()
        # sudo: prices are for everybody
        return self.sudo().ecom_price_ids.filtered(
            lambda price: (
                price.store_id == order._ecom_price_store()
                and price.currency_id == order.currency_id
            )
        )

    def _ecom_is_at_home(self, order):
        """Tell whether an order is in the currency that the amounts on the carrier are in."""
        own, currency = self._get_conversion_currencies(order, "company_to_pricelist")
        return own == currency

    def _ecom_why_not(self, order):
        """Return why a carrier has no price for a strict order (text), False if it has one."""
        self.ensure_one()
        if self._ecom_prices(order) or self._ecom_is_at_home(order):
            return False
        return self.env._("No delivery price is set in %s.", order.currency_id.name)

    def _is_available_for_order(self, order):
        if order._ecom_is_strict() and self._ecom_why_not(order):
            return False
        return super()._is_available_for_order(order)

    # === WHAT IT COSTS === #

    def rate_shipment(self, order):
        if not order._ecom_is_strict():
            return super().rate_shipment(order)
        prices = self._ecom_prices(order)
        if not prices and self._ecom_is_at_home(order):
            return super().rate_shipment(order)
        try:
            return self._ecom_rate(order, prices)
        except UserError as error:
            return {
                "success": False,
                "price": 0.0,
                "error_message": error.args[0],
                "warning_message": False,
            }

    def fixed_rate_shipment(self, order):
        """At home a fixed price is the one on the carrier: the price list knows prices of goods only."""
        if order._ecom_is_strict() and self._match_address(order.partner_shipping_id):
            return {
                "success": True,
                "price": self.fixed_price,
                "error_message": False,
                "warning_message": False,
            }
        return super().fixed_rate_shipment(order)

    def _ecom_rate(self, order, prices):
        """Return what Odoo expects of ``rate_shipment``.

        :param prices: ``ecom.delivery.price`` of the order's store and currency
        :raise UserError: why there is no price
        """
        if not self._match_address(order.partner_shipping_id):
            raise UserError(self.env._("This carrier does not deliver to this address."))
        if not prices:
            raise UserError(self._ecom_why_not(order))
        price = self._ecom_line_price(order, prices).unit
        free_over = prices.filtered(lambda price: not price.rule_id).free_over
        total = order._compute_amount_total_without_delivery()
        is_free = free_over and order.currency_id.compare_amounts(total, free_over) >= 0
        return {
            "success": True,
            "price": 0.0 if is_free else price,
            "carrier_price": price,
            "error_message": False,
            "warning_message": is_free
            and self.env._("Delivery is free from %s.", order.currency_id.format(free_over)),
        }

    def _ecom_line_price(self, order, prices):
        """Return what a delivery costs the buyer of an order (``LinePrice`` of ``ecom_pricing``).

        :param prices: as of :meth:`_ecom_rate`, at least one
        :raise UserError: none of them fits
        """
        price = prices.filtered(lambda price: not price.rule_id)
        if price:
            amount = to_amount(price.amount) or _ZERO
        else:
            price = prices[0]
            carrier = self.with_context(ecom_delivery_prices=prices.ids)
            amount = carrier._get_price_available(order)
        amount = round_half_up(amount, order.currency_id.decimal_places)
        product = self.product_id.with_company(order.company_id)
        taxes = product.taxes_id._filter_taxes_by_company(order.company_id)
        row = PriceRow(0, product.id, None, 0.0, amount, tax_included=price.tax_included)
        return self.env["ecom.price.tax"]._line_price(
            order._ecom_price_store(),
            offer_of(row),
            product,
            order.fiscal_position_id.map_tax(taxes),
            order.currency_id,
            order.ecom_region_id,
        )

    # === BY RULES === #

    def _compute_currency(self, order, price, conversion):
        if order and order._ecom_is_strict():
            return price
        return super()._compute_currency(order, price, conversion)

    def _get_price_from_picking(self, total, weight, volume, quantity, wv=0.0):
        ids = self.env.context.get("ecom_delivery_prices")
        if ids is None:
            return super()._get_price_from_picking(total, weight, volume, quantity, wv=wv)
        prices = self.env["ecom.delivery.price"].browse(ids).grouped("rule_id")
        measures = self._get_price_dict(total, weight, volume, quantity, wv=wv)
        for rule in self.price_rule_ids:
            price = prices.get(rule)
            if rule.variable == "price" and not price:
                break
            limit = price.max_value if rule.variable == "price" else rule.max_value
            if safe_eval(f"{rule.variable} {rule.operator} {limit}", dict(measures)):
                if not price:
                    break
                factor = Decimal(str(measures[rule.variable_factor]))
                return (to_amount(price.amount) or _ZERO) + (
                    to_amount(price.per_unit) or _ZERO
                ) * factor
        raise UserError(self.env._("No delivery price is set for an order like this one."))
