import json
from decimal import Decimal

from odoo import api, models

from odoo.addons.ecom_base.api.responses import RawJson, to_json
from odoo.addons.ecom_base.domain import catalog

from ..domain.line_price import GROSS_FIXED
from . import currency_errors


class EcomCatalogOffer(models.AbstractModel):
    """The catalogue for buyers of another region than the store's own, whose prices its documents hold."""

    _inherit = "ecom.catalog.offer"

    @api.model
    def _catalog_in_country(self, store, request, answer):
        answer = super()._catalog_in_country(store, request, answer)
        record = self.env["ecom.store"].browse(store.id)
        if not record._ecom_is_priced():
            return answer
        reader = self.env["ecom.price.reader"]
        country = currency_errors.country(self.env, request.country)
        region = reader._region(record, country)
        same_region = region == reader._region(record, record.country_id)
        if same_region and self.env["ecom.price.tax"]._policy(record, region) == GROSS_FIXED:
            return answer
        body = json.loads(answer.text, parse_float=Decimal)
        shown = body.get("items", [body])
        code = request.currency or store.currency
        prices = self._catalog_abroad(record, shown, code, region, country)
        for product in shown:
            self._catalog_reprice(product, prices.get(product["id"], {}), code)
        return RawJson(to_json(body))

    @api.model
    def _catalog_abroad(self, store, shown, code, region, country):
        """Return the prices of shown products for a buyer's region.

        :param list shown: products of an answer, dicts with ``id``
        :return: dict[str, dict[str, Price | None]] by public id of product and of variant
        """
        # sudo: prices and taxes are for everybody, as in the documents
        variants = self.env["product.product"].sudo().with_company(store.company_id)
        uids = [product["id"] for product in shown]
        variants = variants.search([("product_tmpl_id.ecom_uid", "in", uids)])
        currency = self.env["res.currency"].search([("name", "=", code)])
        found = self._catalog_regional_prices(store, variants, currency, region, 1.0, None, country)
        prices = {}
        for variant in variants:
            of_product = prices.setdefault(variant.product_tmpl_id.ecom_uid, {})
            of_product[variant.ecom_uid] = found[variant.id]
        return prices

    @api.model
    def _catalog_reprice(self, product, prices, code):
        """Put the prices of a region into a product of an answer, in place.

        :param dict prices: Price | None by the variants' public ids
        """
        lowest = catalog.lowest_price(prices.values())
        amounts = [price.amount for price in prices.values() if price]
        product["price"] = self.env["ecom.catalog.shape"]._price(lowest)
        product["priceRange"] = (
            {"min": min(amounts), "max": max(amounts), "currency": code} if amounts else None
        )
        for variant in product.get("variants", ()):
            price = prices.get(variant["id"])
            variant.pop("compareAt", None)
            variant["price"] = price.amount if price else None
            if price and price.compare_at:
                variant["compareAt"] = price.compare_at
