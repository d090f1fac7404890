from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ecom_base.api.errors import Conflict, NotFound, ValidationFailed
from odoo.addons.ecom_base.domain.order_totals import plain, to_decimal

from ..domain.money import precision_problem
from ..domain.reference import ReferenceRate, current_rates, indicative, spread
from . import currency_errors

_RATE_DECIMALS = 8


class EcomReference(models.AbstractModel):
    """What currencies are about worth, for people to read. No price, cart or order is ever made of it."""

    _name = "ecom.reference"
    _description = "Reference Rates in the API"

    @api.model
    def rates(self, store):
        """Return the rates that hold today, between currencies the store sells in: list of dicts.

        :param StoreInfo store: the calling store
        :raise NotFound: ``feature_disabled``
        """
        self._require(store)
        return [
            {
                "from": rate.source,
                "to": rate.target,
                "rate": plain(rate.rate),
                "kind": "seller_reference",
                "validFrom": rate.valid_from.isoformat(),
                "usedForPricing": False,
            }
            for rate in self._current(store)
        ]

    @api.model
    def convert(self, store, request):
        """Return what a product costs in a currency, or what an amount is about worth in it: dict.

        :param request: ``schemas.currency.ConvertRequest``
        :raise NotFound: ``feature_disabled``, ``product_not_found``
        :raise Conflict: ``price_not_set``, ``rate_not_set``, ``currency_disabled``
        :raise ValidationFailed: ``unknown_currency``, ``amount_precision``
        """
        self._require(store)
        self._check_sold(store, request.to, "to")
        if request.product_id is not None:
            return self._seller_price(store, request)
        self._check_sold(store, request.from_, "from")
        return self._indicative(store, request)

    def _require(self, store):
        if not self.env["ecom.store"].browse(store.id).reference_rates_enabled:
            raise NotFound("The store shows no reference rates.", code="feature_disabled")

    def _check_sold(self, store, code, field):
        if code in store.paused_currencies:
            raise currency_errors.disabled(code)
        if code not in store.currencies:
            raise currency_errors.unknown(code, field)

    def _current(self, store):
        # sudo: the switch of the store makes them public
        records = self.env["ecom.reference.rate"].sudo().search([("store_id", "=", store.id)])
        today = fields.Date.context_today(records)
        rates = [
            ReferenceRate(
                record.from_id.name,
                record.to_id.name,
                to_decimal(record.rate, _RATE_DECIMALS),
                record.valid_from,
            )
            for record in records
            if {record.from_id.name, record.to_id.name} <= set(store.currencies)
        ]
        return current_rates(rates, today)

    def _seller_price(self, store, request):
        item = self.env["ecom.storefront.prices"].one(
            store, request.product_id, request.to, request.country, request.qty or Decimal(1)
        )
        if item["available"]:
            return {
                "basis": "seller_price",
                "amount": item["price"]["amount"],
                "currency": request.to,
                "indicative": False,
                "productId": item["variantId"],
                "quantity": plain(request.qty or Decimal(1)),
            }
        if item["reason"] == "price_not_set":
            raise Conflict(
                "The seller has set no price in this currency.",
                code="price_not_set",
                details={
                    "items": [{"productId": item["variantId"], "sku": item["sku"]}],
                    "currency": request.to,
                },
            )
        raise NotFound("The store sells no such product.", code="product_not_found")

    def _indicative(self, store, request):
        currencies = {
            currency.name: currency
            for currency in self.env["res.currency"].search(
                [("name", "in", [request.from_, request.to])]
            )
        }
        if precision_problem(request.amount, currencies[request.from_].decimal_places):
            raise ValidationFailed.for_field(
                "amount", f"Has more decimals than {request.from_}.", code="amount_precision"
            )
        pair = (request.from_, request.to)
        rates = {(rate.source, rate.target): rate for rate in self._current(store)}
        if pair not in rates:
            raise Conflict(
                "The seller has set no reference rate for this pair.",
                code="rate_not_set",
                details={"from": request.from_, "to": request.to},
            )
        rate = rates[pair]
        return {
            "basis": "seller_reference_rate",
            "amount": indicative(request.amount, rate, currencies[request.to].decimal_places),
            "currency": request.to,
            "indicative": True,
            "from": request.from_,
            "fromAmount": request.amount,
            "rate": plain(rate.rate),
            "validFrom": rate.valid_from.isoformat(),
        }

    @api.model
    def ratio(self, store, source, target):
        """Return how a store's prices in two currencies relate: dict for ``schemas.currency.Ratio``.

        Compared are the standing prices of whole products and of variants, everywhere and for one piece.

        :param store: ``ecom.store`` the user may see
        :param str source: ISO code, as ``target``
        :raise ValidationFailed: ``unknown_currency``
        """
        self.env["ecom.product.price"].check_access("read")
        by_code = {row.currency_id.name: row.currency_id for row in store.store_currency_ids}
        for code, field in ((source, "from"), (target, "to")):
            if code not in by_code:
                raise currency_errors.unknown(code, field)
        self.env["ecom.product.price"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT one.amount::text, other.amount::text
                  FROM ecom_product_price one
                  JOIN ecom_product_price other
                    ON other.store_id = one.store_id AND other.product_tmpl_id = one.product_tmpl_id
                   AND other.product_id IS NOT DISTINCT FROM one.product_id
                 WHERE one.store_id = %s AND one.currency_id = %s AND other.currency_id = %s
                   AND one.region_id IS NULL AND other.region_id IS NULL
                   AND one.min_qty = 0 AND other.min_qty = 0
                   AND one.valid_from IS NULL AND one.valid_to IS NULL
                   AND other.valid_from IS NULL AND other.valid_to IS NULL
                """,
                store.id,
                by_code[source].id,
                by_code[target].id,
            )
        )
        found = spread(Decimal(b) / Decimal(a) for a, b in self.env.cr.fetchall())
        return {
            "basis": "price_ratio",
            "from": source,
            "to": target,
            "products": found.count,
            "median": found.median,
            "p10": found.p10,
            "p90": found.p90,
        }
