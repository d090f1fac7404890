from decimal import Decimal

from odoo import api, models

from odoo.addons.ecom_base.domain.order_totals import to_decimal

from ..domain import availability, pincode, rules


class EcomPaymentBasket(models.AbstractModel):
    """The part of ``ecom.payment.options`` that reads an order: what rules look at, and what is to be paid."""

    _name = "ecom.payment.basket"
    _description = "What an Order's Payment Is Judged By"

    @api.model
    def _situation(self, order, ship_to):
        """Return what rules look at, see ``domain.rules``."""
        # sudo: conditions look at what the API's user may not read, such as categories of other companies
        items = order.order_line.sudo().filtered(lambda line: line._ecom_kind() == "item")
        paths = items.product_id.categ_id.mapped("parent_path")
        return rules.Situation(
            company_id=order.company_id.id,
            store_id=order.ecom_store_id.id,
            currency_id=order.currency_id.id,
            total=order._ecom_goods_total(),
            country_id=ship_to.country_id.id or None,
            state_id=ship_to.state_id.id or None,
            zip=pincode.normalise(ship_to.zip) or None,
            carrier_id=order.carrier_id.id or None,
            product_ids=tuple(items.product_id.ids),
            category_ids=tuple({int(i) for path in paths for i in path.split("/") if i}),
            tag_ids=tuple(order.partner_id.sudo().category_id.ids),  # sudo: as above
        )

    @api.model
    def _basket(self, order, total, providers, fitting):
        currency = order.currency_id
        share = rules.upfront_of(fitting)
        return availability.Basket(
            currency=currency.name,
            decimals=currency.decimal_places,
            lines=tuple(self._parts(order, total, share and share.upfront_percent)),
            gateway_minimum=self.env["ecom.gateway.choice"].minimum(providers, currency),
            fixed_upfront=share and share.upfront_fixed,
        )

    def _parts(self, order, total, rule_percent):
        """Yield (total with tax, upfront percent) of each line, and of what rounding leaves between them and the total.

        The COD fee is none of these: no share of it is paid upfront.
        """
        store_percent = Decimal(str(order.ecom_store_id.upfront_percent))
        lines = order.order_line.sudo()  # sudo: as in _situation
        categories = lines.product_id.categ_id._ecom_upfront_percents()
        left = total
        for line in lines:
            kind = line._ecom_kind()
            if kind == "fee":
                continue
            amount = to_decimal(line.price_total, order.currency_id.decimal_places)
            left -= amount
            own, above = None, ()
            if kind == "item":
                own, *above = _decimals(
                    line.product_id.ecom_upfront_percent,
                    *categories.get(line.product_id.categ_id.id, ()),
                )
            yield amount, rules.line_percent(own, above, rule_percent, store_percent)
        if left:
            yield left, rule_percent or store_percent

    def _fee(self, order, fitting):
        """Return the fee for collecting the order's money at the door: :class:`~..domain.availability.Fee`.

        Amounts are never converted: the store's fee is for orders in its own currency.
        """
        rule, store = rules.fee_of(fitting), order.ecom_store_id
        decimals = order.currency_id.decimal_places
        if rule:
            return order._ecom_fee(rule.fee.quantize(Decimal(1).scaleb(-decimals)))
        if order.currency_id == store.currency_id:
            return order._ecom_fee(to_decimal(store.cod_fee, decimals))
        return availability.NO_FEE


def _decimals(*shares):
    return [Decimal(str(share)) if share else None for share in shares]
