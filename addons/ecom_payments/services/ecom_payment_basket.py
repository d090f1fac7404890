from decimal import Decimal

from odoo import api, models

from odoo.addons.ecom_base.domain.order_totals import to_decimal

from ..domain import availability, pincode, rules

#: All that is read of an order, see :meth:`EcomPaymentBasket._read_ahead`.
ORDER_FIELDS = (
    "amount_total",
    "carrier_id",
    "company_id",
    "currency_id",
    "currency_rate",
    "ecom_cart_contact",
    "ecom_store_id",
    "fiscal_position_id",
    "partner_id",
    "partner_shipping_id",
    "payment_term_id",
)
_LINE_FIELDS = (
    "company_id",
    "display_type",
    "ecom_is_cod_fee",
    "ecom_is_offer",
    "extra_tax_data",
    "is_delivery",
    "price_total",
    "product_id",
)
_COMPANY_FIELDS = (
    "active",
    "currency_id",
    "ecom_cod_fee_product_id",
    "parent_id",
    "parent_path",
    "partner_id",
    "sale_discount_product_id",
    "tax_calculation_rounding_method",
)
_STORE_FIELDS = (
    "cod_enabled",
    "cod_fee",
    "cod_fee_on_partial",
    "cod_max_total",
    "cod_min_total",
    "company_id",
    "country_id",
    "currency_id",
    "partial_cod_enabled",
    "payment_provider_id",
    "prepaid_enabled",
    "prepaid_offer",
    "prepaid_offer_amount",
    "prepaid_offer_hours",
    "prepaid_offer_max",
    "prepaid_offer_min_total",
    "prepaid_offer_percent",
    "prepaid_offer_risk",
    "upfront_percent",
)


class EcomPaymentBasket(models.AbstractModel):
    """The part of ``ecom.payment.options`` that reads an order: what rules look at, and what is to be paid."""

    _name = "ecom.payment.basket"
    _description = "What an Order's Payment Is Judged By"

    @api.model
    def _read_ahead(self, order):
        """Read what judging an order needs. Left to itself, Odoo reads every column of a dozen models, which takes
        several times as long as all the rest.
        """
        # sudo: none of this is shown, and the API's user may not read all of it
        order = order.sudo()
        order.fetch(ORDER_FIELDS)
        order.ecom_store_id.fetch(_STORE_FIELDS)
        company, partner = order.company_id, order.partner_id
        company.fetch(_COMPANY_FIELDS)
        (company.partner_id | partner).fetch(["category_id", "country_id", "vat"])
        partner.fetch(["property_account_position_id"])
        order.currency_id.fetch(["decimal_places", "name", "rounding"])
        lines = order.order_line
        lines.fetch(_LINE_FIELDS)
        lines.product_id.fetch(["product_tmpl_id"])
        templates = lines.product_id.product_tmpl_id
        templates.fetch(["categ_id", "ecom_upfront_percent"])
        templates.categ_id.fetch(["parent_path", "ecom_upfront_percent"])

    @api.model
    def _situation(self, order, ship_to):
        """Return what rules look at, see ``domain.rules``."""
        # sudo: conditions look at what the API's user may not read, such as categories of other companies
        items = order.order_line.sudo().filtered(lambda line: line._ecom_kind() == "item")
        templates = items.product_id.product_tmpl_id
        paths = templates.categ_id.mapped("parent_path")
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
        templates = lines.product_id.product_tmpl_id
        categories = templates.categ_id._ecom_upfront_percents()
        left = total
        for line in lines:
            kind = line._ecom_kind()
            if kind == "fee":
                continue
            amount = to_decimal(line.price_total, order.currency_id.decimal_places)
            left -= amount
            own, above = None, ()
            if kind == "item":
                template = line.product_id.product_tmpl_id
                own, *above = _decimals(
                    template.ecom_upfront_percent, *categories.get(template.categ_id.id, ())
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
