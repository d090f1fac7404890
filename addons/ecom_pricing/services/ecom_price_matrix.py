from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..domain.matrix import Place

PAGE = 80
_MOST = 200
_MOST_QUANTITY = 1e9
_ORDERS = {
    "": "ecom_sequence, id",
    "name": "name, id",
    "name desc": "name desc, id desc",
    "default_code": "default_code, id",
    "default_code desc": "default_code desc, id desc",
}


@dataclass(frozen=True)
class MatrixScope:
    """What a matrix is drawn for."""

    store: Any  # ecom.store record
    columns: Any  # ecom.store.currency records
    place: Place
    at: datetime


class EcomPriceMatrix(models.AbstractModel):
    """The seller's prices as a table: products and variants by currencies.

    Read with the rights of the user who looks, in a fixed number of queries whatever the number of prices.
    """

    _name = "ecom.price.matrix"
    _description = "Price Matrix"

    @api.model
    def load(
        self, domain, store_id=None, region_id=None, min_qty=0.0, offset=0, limit=PAGE, order=""
    ):
        """Return a page of the matrix.

        :param list domain: of ``product.template``
        :param int store_id: one of the user's stores; None for the first one with currencies
        :param int region_id: prices of this region; None: for everywhere
        :param float min_qty: prices from this quantity on
        :param str order: empty, ``name`` or ``default_code``, the latter two also with `` desc``
        :return: dict with ``stores``, ``store`` (or None), ``regions``, ``regionId``, ``minQty``, ``steps`` (quantities that
            prices of this page start at), ``currencies`` (columns), ``canEdit``, ``canSetUp``, ``total`` and ``rows``; each
            row has ``templateId``, ``productId`` (False), ``name``, ``sku``, ``variants`` (number, 0 if there is only one)
            and ``cells`` (dict by currency id, of :meth:`_cell_values`; none where there is no price)
        """
        scope, answer = self._open(store_id, region_id, min_qty)
        if not scope or not scope.columns:
            return {**answer, "currencies": [], "total": 0, "rows": []}
        domain = self._products_domain(scope.store, domain)
        limit = min(max(int(limit), 1), _MOST)
        found = self._found(domain, max(int(offset), 0), limit, _ORDERS.get(order, _ORDERS[""]))
        total = found[0][-1] if found else self.env["product.template"].search_count(domain)
        return {**answer, **self._page(scope, found), "total": total}

    @api.model
    def _found(self, domain, offset, limit, order):
        """Return (id, name, reference, number of all) of the products of a page, with one query."""
        products = self.env["product.template"]
        query = products._search(domain, offset=offset, limit=limit, order=order)
        return self.env.execute_query(
            query.select(
                SQL.identifier(query.table, "id"),
                products._field_to_sql(query.table, "name", query),
                products._field_to_sql(query.table, "default_code", query),
                SQL("(SELECT count(*) FROM %s AS matching)", products._search(domain).subselect()),
            )
        )

    @api.model
    def variants(self, template_ids, store_id, region_id=None, min_qty=0.0):
        """Return the rows of the variants of products: dict[template id, list of rows as :meth:`load` gives them]."""
        scope, _answer = self._open(store_id, region_id, min_qty)
        if not scope:
            return {}
        templates = self.env["product.template"].search([("id", "in", template_ids[:_MOST])])
        products = (
            self.env["product.product"]
            .search_fetch(
                [("product_tmpl_id", "in", templates.ids)],
                ["product_tmpl_id", "default_code", "product_template_attribute_value_ids"],
            )
            .sorted(_variant_place)
        )
        owners = [(product.product_tmpl_id.id, product.id) for product in products]
        cells = self._cells(scope, templates, owners)
        rows = defaultdict(list)
        for product in products:
            values = product.product_template_attribute_value_ids
            rows[product.product_tmpl_id.id].append(
                {
                    "templateId": product.product_tmpl_id.id,
                    "productId": product.id,
                    "name": values._get_combination_name() or product.name,
                    "sku": product.default_code or "",
                    "variants": 0,
                    "cells": cells[product.product_tmpl_id.id, product.id],
                }
            )
        return rows

    # === WHAT IS LOOKED AT === #

    @api.model
    def _open(self, store_id, region_id, min_qty):
        """Return (:class:`MatrixScope` or None, dict of what every answer tells about the choice)."""
        self.env["ecom.product.price"].check_access("read")
        stores = self.env["ecom.store"].search_fetch([], ["name", "currency_id", "company_id"])
        store = self._choose_store(stores, store_id)
        answer = {
            "stores": [{"id": record.id, "name": record.name} for record in stores],
            "store": store and {"id": store.id, "name": store.name} or None,
            "canEdit": self.env["ecom.product.price"].has_access("write"),
            "canSetUp": self.env["ecom.store.currency"].has_access("create"),
        }
        if not store:
            return None, answer
        regions = dict(self.env["ecom.region"]._names(store.id))
        region_id = region_id if region_id in regions else None
        place = Place(region_id, self._quantity(min_qty))
        scope = MatrixScope(store, self._columns(store), place, fields.Datetime.now())
        return scope, {
            **answer,
            "regions": [{"id": key, "name": name} for key, name in regions.items()],
            "regionId": region_id,
            "minQty": place.min_qty,
            "primaryId": store.currency_id.id,
            "currencies": [self._column_values(row) for row in scope.columns],
        }

    @api.model
    def _choose_store(self, stores, store_id):
        chosen = stores.filtered(lambda record: record.id == store_id)
        return chosen or stores._ecom_first_priced()

    @api.model
    def _quantity(self, min_qty):
        """Return a quantity step as the database holds it.

        :raise UserError: not a number from 0 on
        """
        quantity = 0.0 if min_qty is None else min_qty
        if type(quantity) not in (int, float) or not 0 <= quantity < _MOST_QUANTITY:
            raise UserError(self.env._("The quantity must be a number, 0 or more."))
        return round(float(quantity), self.env["decimal.precision"].precision_get("Product Unit"))

    @api.model
    def _columns(self, store):
        """Return a store's currencies (``ecom.store.currency``) in its order; of those switched off, the priced ones."""
        rows = self.env["ecom.store.currency"].search_fetch(
            [("store_id", "=", store.id)], ["store_id", "currency_id", "sequence", "enabled"]
        )
        off = rows.filtered(lambda row: not row.enabled)
        priced = self._priced_currency_ids(store, off.currency_id) if off else ()
        shown = rows.filtered(lambda row: row.enabled or row.currency_id.id in priced)
        primary = store.currency_id
        return shown.sorted(lambda row: (row.currency_id != primary, row.sequence, row.id))

    @api.model
    def _priced_currency_ids(self, store, currencies):
        self.env["ecom.product.price"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT wanted.id
                  FROM unnest(%s) AS wanted(id)
                 WHERE EXISTS (
                       SELECT 1 FROM ecom_product_price AS price
                        WHERE price.store_id = %s AND price.currency_id = wanted.id
                       )
                """,
                list(currencies.ids),
                store.id,
            )
        )
        return {currency_id for (currency_id,) in self.env.cr.fetchall()}

    @api.model
    def _column_values(self, row):
        currency = row.currency_id.sudo()  # sudo: currencies are for everybody
        return {
            "id": currency.id,
            "code": currency.name,
            "symbol": currency.symbol,
            "decimals": currency.decimal_places,
            "enabled": row.enabled,
            "primary": currency == row.store_id.currency_id,
        }

    @api.model
    def _products_domain(self, store, domain):
        return (
            Domain(domain)
            & Domain("sale_ok", "=", True)
            & Domain("company_id", "in", [False, store.company_id.id])
        )


def _variant_place(product):
    """Return a sort key: S before M, as the attributes' values are in order."""
    values = product.product_template_attribute_value_ids.product_attribute_value_id
    return [(value.sequence, value.id) for value in values], product.id
