from odoo import api, fields, models
from odoo.tools import SQL

from ..domain.matrix import Place, matrix_cell


class EcomPriceMatrix(models.AbstractModel):
    """The cells of the matrix: what is set, what applies, who set it."""

    _inherit = "ecom.price.matrix"

    @api.model
    def _page(self, scope, found):
        """Return the ``rows`` of products, and the ``steps`` their prices start at.

        :param found: list of (template id, name, reference, …)
        """
        templates = self.env["product.template"].browse(row[0] for row in found)
        groups = self.env["product.product"]._read_group(
            [("product_tmpl_id", "in", templates.ids)], ["product_tmpl_id"], ["__count"]
        )
        counts = {template.id: count for template, count in groups if count > 1}
        prices = self.env["ecom.price.reader"]._rows(
            scope.store,
            templates,
            scope.columns.currency_id.sudo(),  # sudo: for everybody
        )
        owners = [(template_id, False) for template_id in templates.ids]
        cells = self._cells(scope, templates, owners, prices)
        steps = {row.min_qty for rows in prices.values() for row in rows}
        return {
            "steps": sorted(steps | {0.0, scope.place.min_qty}),
            "rows": [
                {
                    "templateId": template_id,
                    "productId": False,
                    "name": name,
                    "sku": reference or "",
                    "variants": counts.get(template_id, 0),
                    "cells": cells[template_id, False],
                }
                for template_id, name, reference, *_rest in found
            ],
        }

    @api.model
    def _cells(self, scope, templates, owners, prices=None):
        """Return the cells of products and variants.

        :param owners: list of (template id, variant id, or False for the whole product)
        :param prices: of :meth:`EcomPriceReader._rows`, if they are read already
        :return: dict[owner, dict[currency id, values]]
        """
        currencies = scope.columns.currency_id
        if prices is None:
            prices = self.env["ecom.price.reader"]._rows(scope.store, templates, currencies)
        changes = self._last_changes(scope, owners, prices)
        # prices for everywhere and any quantity are what is checked
        warnings = (
            self._matrix_warnings(scope.store, templates, currencies, prices)
            if scope.place == Place()
            else {}
        )
        found = {owner: {} for owner in owners}
        for template_id, product_id in owners:
            for currency_id in currencies._ids:
                rows = prices.get((template_id, currency_id), [])
                values = self._cell_values(scope, product_id or None, rows, changes)
                texts = warnings.get((template_id, product_id, currency_id))
                if texts:
                    values["warnings"] = texts
                if values:
                    found[template_id, product_id][currency_id] = values
        return found

    @api.model
    def _matrix_warnings(self, store, templates, currencies, prices):
        """Say what is odd about prices. Extended where prices are checked.

        :param prices: of :meth:`EcomPriceReader._rows`
        :return: dict[(template id, variant id or False, currency id), list of texts]
        """
        return {}

    @api.model
    def _cell_values(self, scope, product_id, rows, changes):
        """Return what the client knows of a cell; empty if no price bears on it.

        Amounts are decimal text, moments UTC text. ``amount``, ``version``, ``priceId``, ``compareAt``, ``mrp``, ``source``,
        ``user`` and ``at`` are of the standing price; ``now`` and ``next`` are prices for a time, ``inherited`` is what
        applies instead, ``others`` counts further prices, ``byVariant`` variants with a price of their own.
        """
        found = matrix_cell(rows, product_id, scope.place, scope.at)
        values = {}
        if found.standing:
            values = _standing_values(found.standing) | changes.get(found.standing.id, {})
        for name, row in (("now", found.current), ("next", found.upcoming)):
            if row:
                values[name] = {
                    "amount": str(row.amount),
                    "from": fields.Datetime.to_string(row.valid_from) or None,
                    "to": fields.Datetime.to_string(row.valid_to) or None,
                }
        if found.inherited:
            values["inherited"] = {
                "amount": str(found.inherited.amount),
                "why": _why_inherited(found.inherited, product_id, scope.place),
            }
        if found.others:
            values["others"] = found.others
        variants = {row.product_id for row in rows if row.product_id}
        if product_id is None and variants:
            values["byVariant"] = len(variants)
        return values

    @api.model
    def _last_changes(self, scope, owners, prices):
        """Return who changed standing prices last: dict[price id, ``{"source", "user", "at"}``], with one query."""
        wanted = set(owners)
        keys = [
            (row.id, template_id, currency_id)
            for (template_id, currency_id), rows in prices.items()
            for row in rows
            if not row.windowed
            and (row.region_id, row.min_qty) == (scope.place.region_id, scope.place.min_qty)
            and (template_id, row.product_id or False) in wanted
        ]
        if not keys:
            return {}
        columns = map(list, zip(*keys, strict=True))
        found = self.env.execute_query(_last_changes_sql(*columns))
        labels = dict(
            self.env["ecom.price.change"]._fields["source"]._description_selection(self.env)
        )
        return {
            price_id: {
                "source": labels.get(source, source),
                "user": user or "",
                "at": fields.Datetime.to_string(at),
            }
            for price_id, source, user, at in found
        }


def _last_changes_sql(price_ids, template_ids, currency_ids):
    return SQL(
        """
        SELECT wanted.price_id, change.source, partner.name, change.changed_at
          FROM unnest(%s, %s, %s) AS wanted(price_id, template_id, currency_id)
          JOIN LATERAL (
                SELECT source, user_id, changed_at
                  FROM ecom_price_change
                 WHERE product_tmpl_id = wanted.template_id
                   AND currency_id = wanted.currency_id
                   AND price_id = wanted.price_id
                 ORDER BY id DESC
                 LIMIT 1
               ) AS change ON TRUE
          LEFT JOIN res_users ON res_users.id = change.user_id
          LEFT JOIN res_partner AS partner ON partner.id = res_users.partner_id
        """,
        price_ids,
        template_ids,
        currency_ids,
    )


def _standing_values(row):
    return {
        "priceId": row.id,
        "amount": str(row.amount),
        "version": row.version,
        "compareAt": str(row.compare_at) if row.compare_at else None,
        "mrp": str(row.mrp) if row.mrp else None,
    }


def _why_inherited(row, product_id, place):
    if row.product_id is None and product_id is not None:
        return "product"
    if row.region_id is None and place.region_id is not None:
        return "everywhere"
    return "quantity"
