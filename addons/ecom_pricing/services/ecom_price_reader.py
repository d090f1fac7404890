from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models, tools
from odoo.tools import SQL

from ..domain.offer import offer_of
from ..domain.selection import PriceRow, Wish, select

_AMOUNTS = ("amount", "compare_at", "mrp", "unit_cost")


class EcomPriceReader(models.AbstractModel):
    """The one way to the seller's prices. Whatever asks what something costs, asks here."""

    _name = "ecom.price.reader"
    _description = "Reader of Prices"

    @api.model
    def _offers(self, store, products, currency, *, region=None, quantity=1.0, at=None):
        """Return what a store asks for variants.

        :param store: one ``ecom.store``
        :param products: ``product.product``
        :param currency: ``res.currency``; there is no price if none is set in it
        :param region: ``ecom.region`` of the buyer, or empty
        :param quantity: of each, in its own unit
        :param at: naive UTC; now if empty
        :return: dict[int, :class:`~.domain.offer.Offer` | None] by variant id
        """
        wants = [(product.id, product, quantity) for product in products]
        return self._choose(store, wants, currency, region, at)

    @api.model
    def _choose(self, store, wants, currency, region=None, at=None, rows=None):
        """Return what a store asks for each wish, whatever their quantities, with one query.

        :param wants: list of (key, ``product.product``, quantity in its unit)
        :param rows: what :meth:`_rows` returned for these products, if it was asked already
        :return: dict of :class:`~.domain.offer.Offer` or None by key
        """
        at = fields.Datetime.to_datetime(at) or fields.Datetime.now()
        of_products = {key: product for key, product, _quantity in wants}
        if rows is None:
            products = self.env["product.product"].union(*of_products.values())
            rows = self._rows(store, products.product_tmpl_id, currency)
        region_id = (region and region.id) or None
        offers = {}
        for key, product, quantity in wants:
            of_product = rows[product.product_tmpl_id._origin.id, currency.id]
            row = select(of_product, Wish(product._origin.id, region_id, quantity, at))
            offers[key] = row and offer_of(row)
        return self._campaigns(store, offers, of_products, currency, region, at)

    @api.model
    def _campaigns(self, store, offers, products, currency, region, at):
        """Lower offers by the campaigns that run. Extended where campaigns are.

        :param offers: dict of :class:`~.domain.offer.Offer` or None by key
        :param products: dict of ``product.product`` by the same keys
        :return: ``offers``, or another dict like it
        """
        return offers

    @api.model
    def _rows(self, store, templates, currencies):
        """Return every price of products in currencies, with one query.

        :return: defaultdict[(template id, currency id), list of :class:`~.domain.selection.PriceRow`]
        """
        decimals = {currency.id: currency.decimal_places for currency in currencies}
        self.env["ecom.product.price"].flush_model()
        # as text: psycopg2 is told to read numeric columns as float here
        self.env.cr.execute(
            SQL(
                """
                SELECT product_tmpl_id, currency_id, id, product_id, region_id, min_qty::float8,
                       amount::text, compare_at::text, mrp::text, unit_cost::text,
                       tax_included, valid_from, valid_to, version
                  FROM ecom_product_price
                 WHERE store_id = %s AND currency_id = ANY(%s) AND product_tmpl_id = ANY(%s)
                """,
                store.id,
                list(decimals),
                list(templates._origin.ids),
            )
        )
        rows = defaultdict(list)
        for template_id, currency_id, *values in self.env.cr.fetchall():
            row = _price_row(values, decimals[currency_id])
            rows[template_id, currency_id].append(row)
        return rows

    @api.model
    def _region(self, store, country):
        """Return the region of a store that a country is in (``ecom.region``), or none."""
        region_id = self._region_ids(store.id).get(country.id) if country else None
        return self.env["ecom.region"].browse(region_id)

    @api.model
    @tools.ormcache("store_id")
    def _region_ids(self, store_id):
        # sudo: a setting every request needs
        regions = self.env["ecom.region"].sudo().search([("store_id", "=", store_id)])
        return {country.id: region.id for region in regions for country in region.country_ids}


def _price_row(values, decimals):
    price_id, product_id, region_id, min_qty, *rest = values
    amounts = [_exact(text, decimals) for text in rest[: len(_AMOUNTS)]]
    tax_included, valid_from, valid_to, version = rest[len(_AMOUNTS) :]
    return PriceRow(
        price_id,
        product_id,
        region_id,
        min_qty,
        *amounts,
        tax_included=bool(tax_included),
        valid_from=valid_from,
        valid_to=valid_to,
        version=version,
    )


def _exact(text, decimals):
    amount = Decimal(text or 0)
    return amount.quantize(Decimal(1).scaleb(-decimals)) if amount else None
