import hashlib
from datetime import UTC, datetime

from odoo import api, fields, models, tools
from odoo.tools import SQL

from odoo.addons.ecom_base.domain.order_totals import plain, to_decimal
from odoo.addons.ecom_base.services.catalog_reader import check_currency

from ..schemas.price_list import PriceListRequest
from . import currency_errors

#: Longest that an answer may be kept, in seconds.
_LONGEST = 300
_FACTS = """
    WITH wanted AS (
        SELECT template.id, template.write_date FROM product_template template
         WHERE template.id IN (
               SELECT id FROM product_template WHERE ecom_uid = ANY(%(uids)s) UNION
               SELECT product_tmpl_id FROM product_product WHERE ecom_uid = ANY(%(uids)s))
    ), price AS (
        SELECT row.id, row.version, row.valid_from, row.valid_to
          FROM ecom_product_price row
          JOIN res_currency currency ON currency.id = row.currency_id AND currency.name = %(currency)s
         WHERE row.store_id = %(store)s AND row.product_tmpl_id IN (SELECT id FROM wanted)
    )
    SELECT store.price_version, store.write_date,
           (SELECT md5(string_agg(concat_ws(':', id, write_date), ',' ORDER BY id)) FROM wanted),
           (SELECT md5(string_agg(concat_ws(':', id, write_date, active), ',' ORDER BY id))
              FROM product_product WHERE product_tmpl_id IN (SELECT id FROM wanted)),
           (SELECT md5(string_agg(concat_ws(':', id, version), ',' ORDER BY id)) FROM price),
           (SELECT array_agg(id) FROM wanted),
           (SELECT max(write_date) FROM account_tax),
           (SELECT max(write_date) FROM account_fiscal_position),
           (SELECT min(moment) FROM price, unnest(ARRAY[valid_from, valid_to]) AS moment
             WHERE moment > %(now)s)
      FROM ecom_store store WHERE store.id = %(store)s
"""


class EcomStorefrontPrices(models.AbstractModel):
    """The seller's prices as anybody may see them: what applies now, never what is planned, what it costs or what it was."""

    _name = "ecom.storefront.prices"
    _description = "Prices as the Storefront Sees Them"

    @api.model
    def context(self, store, request):
        """Check a request; return ``res.country`` and ``ecom.region`` of the buyer, and the currency's ISO code.

        :raise ValidationFailed: ``unknown_currency``, ``unknown_country``
        :raise Conflict: ``currency_disabled``
        """
        code = check_currency(store, request.currency)
        country = currency_errors.country(self.env, request.country or store.country_code)
        record = self.env["ecom.store"].browse(store.id)
        return country, self.env["ecom.price.reader"]._region(record, country), code

    # === CACHING === #

    @api.model
    def freshness(self, store, request):
        """Tell an answer's identity, and how long it lasts, without working it out. One query.

        :return: (str entity tag, int seconds), or None where prices are those of Odoo's price lists
        """
        _country, region, code = self.context(store, request)
        if not self.env["ecom.store"].browse(store.id)._ecom_is_priced():
            return None
        self.env.flush_all()
        now = datetime.now(UTC).replace(tzinfo=None)
        self.env.cr.execute(
            SQL(
                _FACTS,
                uids=request.product_ids,
                currency=code,
                store=store.id,
                now=now,
            )
        )
        *facts, template_ids, taxes, positions, boundary = self.env.cr.fetchone()
        more, boundary_too = self._more_facts(store, template_ids or [], code, region, now)
        boundaries = [moment for moment in (boundary, boundary_too) if moment]
        next_change = min(boundaries, default=None)
        identity = repr(
            [code, request.country, region.id, str(request.qty), request.product_ids]
            + [*facts, taxes, positions, more, next_change]
        )
        seconds = _LONGEST
        if next_change:
            # rounded down: not even for part of a second may an old price be kept
            seconds = min(seconds, int((next_change - now).total_seconds()))
        return f'"{hashlib.blake2b(identity.encode(), digest_size=12).hexdigest()}"', seconds

    @api.model
    def _more_facts(self, store, template_ids, code, region, now):
        """Return what else an answer depends on, and when that changes next. Extended where campaigns are.

        :param StoreInfo store: the calling store
        :param str code: the currency's
        :param now: naive UTC
        :return: (anything whose ``repr`` tells changes, naive UTC or None)
        """
        return None, None

    # === THE ANSWER === #

    @api.model
    def list_prices(self, store, request):
        """Return what some products cost: dict for ``schemas.price_list.PriceList``."""
        country, region, code = self.context(store, request)
        record = self.env["ecom.store"].browse(store.id)
        variants = self._variants(store, request.product_ids)
        flat = [variant for found in variants.values() for variant in found]
        shown = self._shown(record, flat, code, region, country, float(request.qty))
        items = []
        for uid in request.product_ids:
            items += [
                {
                    "productId": variant.product_tmpl_id.ecom_uid,
                    "variantId": variant.ecom_uid,
                    "sku": variant.default_code or None,
                    **shown[variant.id],
                }
                for variant in variants[uid]
            ] or [{"productId": uid, "available": False, "reason": "product_not_found"}]
        return {
            "store": store.code,
            "currency": code,
            "country": request.country or store.country_code,
            "region": self.env["ecom.region"]._codes(store.id).get(region.id),
            "quantity": plain(request.qty),
            "asOf": fields.Datetime.now(),
            "items": items,
        }

    @api.model
    def one(self, store, uid, code, country_code, quantity):
        """Return the item of one variant, or of a product that has only one, as :meth:`list_prices` shows it: dict.

        :param str code: the currency's
        :param Decimal quantity: of it
        :raise DomainError: as :meth:`context`
        """
        request = PriceListRequest(
            product_ids=[uid], currency=code, country=country_code, qty=quantity
        )
        items = self.list_prices(store, request)["items"]
        # a product with several variants does not say which one is meant
        return items[0] if len(items) == 1 else {"available": False, "reason": "product_not_found"}

    @api.model
    def _variants(self, store, uids):
        """Return what the store sells under public ids (dict[str, list of ``product.product``]), with one search."""
        # sudo: as in the catalogue, whatever the caller may read
        products = self.env["product.product"].sudo().with_company(store.company_id)
        found = {uid: [] for uid in uids}
        for variant in self.env["ecom.order.builder"]._sold_under(products, store, uids):
            for uid in (variant.ecom_uid, variant.product_tmpl_id.ecom_uid):
                if uid in found:
                    found[uid].append(variant)
        return found

    @api.model
    def _shown(self, store, variants, code, region, country, quantity):
        """Return the part of an item that is about its price: dict[int, dict] by variant id."""
        products = self.env["product.product"].sudo().union(*variants)  # sudo: as in _variants
        currency = self.env["res.currency"].search_fetch(
            [("name", "=", code)], ["name", "decimal_places"]
        )
        if not store._ecom_is_priced():
            prices = self.env["ecom.catalog"]._catalog_prices(store, products, currency)
            return {key: self._priced(price, {}) for key, price in prices.items()}
        offers, of_products = self._offers(store, products, currency, region, quantity)
        prices = self.env["ecom.catalog"]._catalog_offer_prices(
            store, offers, of_products, currency, region, country
        )
        regions = self.env["ecom.region"]._codes(store.id)
        steps = {}
        for (product_id, step), offer in offers.items():
            # a step counts where it has a price of its own now
            price = prices[product_id, step]
            if step and price and offer.row.min_qty == step:
                tier = {"minQuantity": plain(to_decimal(step, 4)), "amount": price.amount}
                steps.setdefault(product_id, []).append(tier)
        more = self._more_terms(store, offers, of_products, currency, region, country)
        return {
            product.id: self._priced(
                prices[product.id, None],
                self._terms(offers[product.id, None], steps.get(product.id, []), regions)
                | more.get(product.id, {}),
            )
            for product in products
        }

    @api.model
    def _more_terms(self, store, offers, products, currency, region, country):
        """Return what else is told of reductions: dict[int, dict] by variant id. Extended where campaigns are.

        :param dict offers: as :meth:`_offers` returns them, like ``products``
        """
        return {}

    @api.model
    def _offers(self, store, products, currency, region, quantity):
        """Return offers, and their products, by (variant id, None for the wanted quantity or the quantity step)."""
        reader = self.env["ecom.price.reader"]
        rows = reader._rows(store, products.product_tmpl_id, currency)
        wants = []
        for product in products:
            of_product = rows[product.product_tmpl_id.id, currency.id]
            wants.append(((product.id, None), product, quantity))
            wants += [
                ((product.id, step), product, step)
                for step in sorted({row.min_qty for row in of_product if row.min_qty > 0})
            ]
        offers = reader._choose(store, wants, currency, region, rows=rows)
        return offers, {key: product for key, product, _quantity in wants}

    @api.model
    def _priced(self, price, terms):
        if price is None:
            return {"available": False, "reason": "price_not_set"}
        shown = self.env["ecom.catalog.shape"]._price(price)
        return {"available": True, "price": shown, "taxIncluded": True, **terms}

    @api.model
    def _terms(self, offer, tiers, regions):
        """Return what else is told of an offer (dict, empty if there is none).

        :param Offer offer: may be None
        :param dict regions: code by id of the store's regions
        """
        if offer is None:
            return {}
        row = offer.row
        terms = {
            "tiers": tiers,
            "campaign": None,
            "priceId": self._public_id(row.id),
            "version": row.version,
            "region": regions.get(row.region_id),
        }
        return terms | ({"validUntil": row.valid_to} if row.valid_to else {})

    @api.model
    def _public_id(self, price_id):
        """Return the name of a price outside (str): stable, and nothing that can be counted."""
        digest = hashlib.blake2b(
            str(price_id).encode(), key=self._public_key(), digest_size=12
        ).hexdigest()
        return f"prc_{digest}"

    @api.model
    @tools.ormcache()
    def _public_key(self):
        # sudo: the key names prices, nobody sees it
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        return hashlib.blake2b(secret.encode(), digest_size=16).digest()
