from odoo import models

from ..domain.line_price import prorate


class SaleOrderLine(models.Model):
    """Prices that have parts: extras of what was chosen, and shares of a combo's price."""

    _inherit = "sale.order.line"

    def _ecom_order_offers(self, order):
        parts = self.filtered("combo_item_id")
        offers = super(SaleOrderLine, self - parts)._ecom_order_offers(order)
        if parts:
            offers |= parts._ecom_combo_offers(order)
        extras = self._ecom_extras(order)
        for line in self:
            amounts = [extras[choice] for choice in line._ecom_choices() if choice in extras]
            offer = offers[line.id]
            offers[line.id] = (
                offer and None not in amounts and offer.with_extra(sum(amounts)) or None
            )
        return offers

    def _ecom_choices(self):
        """Return what was chosen that may cost more: attribute values and the combo's option, in a list."""
        product = self.product_id
        values = self.product_no_variant_attribute_value_ids._origin.filtered(
            lambda value: (
                value.product_tmpl_id == product.product_tmpl_id._origin
                # the attribute may have made variants when this one was made
                and value not in product.product_template_attribute_value_ids
            )
        )
        return [*values, *self.combo_item_id._origin]

    def _ecom_extras(self, order):
        """Return what choices cost on an order, as ``ecom.price.reader`` gives it."""
        store = order._ecom_price_store()
        values, items = self.product_no_variant_attribute_value_ids, self.combo_item_id
        currency = order.pricelist_id.currency_id
        return self.env["ecom.price.reader"]._extras(store, currency, values, items)

    def _ecom_unpriced_name(self):
        extras = self._ecom_extras(self.order_id)
        missing = [choice for choice in self._ecom_choices() if extras.get(choice, 0) is None]
        if not missing:
            return super()._ecom_unpriced_name()
        names = [
            choice.display_name if choice._name != "product.combo.item" else self.env._("option")
            for choice in missing
        ]
        return f"{self.product_id.display_name} ({', '.join(names)})"

    def write(self, vals):
        result = super().write(vals)
        if "product_no_variant_attribute_value_ids" in vals:
            self._ecom_price_anew()
        return result

    # --- combos ---

    def _ecom_combo_offers(self, order):
        """Return the offers of a combo's parts, without their extras: each its share of the combo's price."""
        combos = self.browse().union(*(line._get_linked_line() for line in self))
        whole = combos._ecom_line_offers()
        weights = combos._ecom_combo_weights(order)
        offers = {}
        for line in self:
            combo = line._get_linked_line()
            offer = whole.get(combo.id)
            offers[line.id] = offer and line._ecom_share(combo, offer, weights)
        return offers

    def _ecom_share(self, combo, offer, weights):
        choices = combo.product_template_id.sudo().combo_ids  # sudo: whoever edits the order
        decimals = self.order_id.pricelist_id.currency_id.decimal_places
        shares = prorate(offer.amount, [weights[choice] for choice in choices], decimals)
        parts = dict(zip(choices, shares, strict=True))
        return offer.with_amount(parts[self.combo_item_id.combo_id])

    def _ecom_combo_weights(self, order):
        """Return what the cheapest option of each combo choice costs by itself (Decimal), or None: dict by choice."""
        choices = self.product_template_id.sudo().combo_ids  # sudo: as above
        products = choices.combo_item_ids.product_id
        offers = self.env["ecom.price.reader"]._offers(
            order._ecom_price_store(),
            products,
            order.pricelist_id.currency_id,
            region=order.ecom_region_id,
            at=order.date_order,
        )
        return {
            choice: min(
                (
                    offers[product.id].amount
                    for product in choice.combo_item_ids.product_id
                    if offers[product.id]
                ),
                default=None,
            )
            for choice in choices
        }

    def _ecom_line_price(self, offer):
        price = super()._ecom_line_price(offer)
        # the combo's line stands for the whole and costs nothing by itself; its parts add up to the price
        return price.times(0.0) if self.product_type == "combo" else price

    def _ecom_price_is_given(self):
        return self._ecom_in_combo() or super()._ecom_price_is_given()

    def _ecom_in_combo(self):
        return self.product_type == "combo" or bool(self.combo_item_id)

    def _get_combo_item_display_price(self):
        if not self.order_id._ecom_is_strict():
            return super()._get_combo_item_display_price()
        offer = self._ecom_offer()
        return float(offer.amount) if offer else 0.0
