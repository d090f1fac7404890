from odoo import api, models
from odoo.tools import SQL

from .ecom_price_matrix import PAGE


class EcomPriceComparison(models.AbstractModel):
    """The seller's prices of a product beside each other: what they come to per unit of the primary currency.

    A ratio compares two prices that people have set. It is no exchange rate and no price is made from one.
    """

    _name = "ecom.price.comparison"
    _inherit = "ecom.price.matrix"
    _description = "Price Comparison"

    @api.model
    def compare(
        self, domain, place=None, show="all", tolerance=20.0, order="", offset=0, limit=PAGE
    ):
        """Return a page of products with their standing prices and ratios, and what is usual among all that match.

        :param list domain: of ``product.template``
        :param dict place: ``storeId``, ``regionId`` and ``minQty``, each as in :meth:`load`
        :param str show: ``all``, ``gaps`` (a currency has no price) or ``outliers``
        :param float tolerance: percent that a ratio may be away from the median
        :param str order: empty, ``gaps``, or a currency's id as text: furthest from its median first
        :return: as :meth:`load`, with ``summary`` by currency id (``priced``, ``missing``, ``median``, ``low``, ``high``,
            ``outliers``; ratios are price / price in the primary currency) and rows' ``cells`` by currency id
            (``amount``, ``ratio``, ``deviation`` in percent, ``outlier``)
        """
        place = place or {}
        scope, answer = self._open(place.get("storeId"), place.get("regionId"), place.get("minQty"))
        tolerance = min(max(float(tolerance), 0.1), 1000.0)
        answer |= {"tolerance": tolerance, "summary": {}, "total": 0, "rows": []}
        if not scope or not scope.columns:
            return {**answer, "currencies": []}
        domain = self._products_domain(scope.store, domain)
        products = self.env["product.template"]._search(domain).subselect()
        ratios = self._ratios_sql(scope, products)
        summary = self._summary(scope, ratios, products, tolerance)
        ids, total = self._found(scope, ratios, products, (show, tolerance, order, offset, limit))
        return {
            **answer,
            "summary": summary,
            "total": total,
            "rows": self._compared_rows(scope, ids, summary, tolerance),
        }

    @api.model
    def _ratios_sql(self, scope, products):
        """Return the tables ``shown`` (one price of each product and currency), ``ratio`` and ``usual`` (per currency).

        A product that is priced by variant counts with its first priced variant.
        """
        return SQL(
            """
            WITH shown AS (
                SELECT DISTINCT ON (product_tmpl_id, currency_id) product_tmpl_id, currency_id, amount
                  FROM ecom_product_price
                 WHERE store_id = %(store)s AND currency_id = ANY(%(currencies)s)
                   AND product_tmpl_id IN %(products)s
                   AND valid_from IS NULL AND valid_to IS NULL
                   AND (region_id IS NULL OR region_id = %(region)s) AND min_qty <= %(quantity)s
              ORDER BY product_tmpl_id, currency_id, product_id NULLS FIRST, region_id, min_qty DESC
            ), ratio AS (
                SELECT other.product_tmpl_id, other.currency_id,
                       (other.amount / main.amount)::float8 AS ratio
                  FROM shown AS other
                  JOIN shown AS main ON main.product_tmpl_id = other.product_tmpl_id
                 WHERE main.currency_id = %(primary)s AND other.currency_id <> %(primary)s
            ), usual AS (
                SELECT currency_id,
                       percentile_cont(ARRAY[0.1, 0.5, 0.9]) WITHIN GROUP (ORDER BY ratio) AS part
                  FROM ratio
              GROUP BY currency_id
            ), away AS (
                SELECT product_tmpl_id, currency_id, abs(ratio / part[2] - 1) * 100 AS percent
                  FROM ratio JOIN usual USING (currency_id)
            )
            """,
            store=scope.store.id,
            currencies=list(scope.columns.currency_id.ids),
            products=products,
            region=scope.place.region_id,
            quantity=scope.place.min_qty or 1.0,
            primary=scope.store.currency_id.id,
        )

    @api.model
    def _summary(self, scope, ratios, products, tolerance):
        self.env["ecom.product.price"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                %(ratios)s
                SELECT currency_id, priced.count, part,
                       (SELECT count(*) FROM away
                         WHERE away.currency_id = priced.currency_id AND percent > %(tolerance)s),
                       (SELECT count(*) FROM product_template WHERE id IN %(products)s)
                  FROM (SELECT currency_id, count(*) FROM shown GROUP BY currency_id) AS priced
             LEFT JOIN usual USING (currency_id)
                """,
                ratios=ratios,
                products=products,
                tolerance=tolerance,
            )
        )
        return {
            currency_id: {
                "priced": priced,
                "missing": total - priced,
                "outliers": outliers,
                "low": part and part[0],
                "median": part and part[1],
                "high": part and part[2],
            }
            for currency_id, priced, part, outliers, total in self.env.cr.fetchall()
        }

    @api.model
    def _found(self, scope, ratios, products, choice):
        """Return (ids of the products of a page, number of all)."""
        show, tolerance, order, offset, limit = choice
        orders = {"gaps": SQL("COALESCE(priced, 0), ")} | {
            str(currency_id): SQL("of_currency DESC NULLS LAST, ")
            for currency_id in scope.columns.currency_id.ids
        }
        sells = scope.columns.filtered("enabled").currency_id
        wheres = {
            "gaps": SQL("COALESCE(priced, 0) < %s", len(sells)),
            "outliers": SQL("worst > %s", tolerance),
        }
        self.env.cr.execute(
            SQL(
                """
                %(ratios)s
                SELECT product.id, count(*) OVER ()
                  FROM product_template AS product
             LEFT JOIN (SELECT product_tmpl_id, count(*) FILTER (WHERE currency_id = ANY(%(sells)s)) AS priced
                          FROM shown GROUP BY product_tmpl_id) AS prices ON prices.product_tmpl_id = product.id
             LEFT JOIN (SELECT product_tmpl_id, max(percent) AS worst,
                               max(percent) FILTER (WHERE currency_id = %(currency)s) AS of_currency
                          FROM away GROUP BY product_tmpl_id) AS far ON far.product_tmpl_id = product.id
                 WHERE product.id IN %(products)s AND %(where)s
              ORDER BY %(order)s product.ecom_sequence, product.id
                 LIMIT %(limit)s OFFSET %(offset)s
                """,
                ratios=ratios,
                products=products,
                sells=list(sells.ids),
                currency=int(order) if str(order).isdecimal() else None,
                where=wheres.get(show, SQL("TRUE")),
                order=orders.get(str(order), SQL()),
                limit=min(max(int(limit), 1), PAGE),
                offset=max(int(offset), 0),
            )
        )
        found = self.env.cr.fetchall()
        return [template_id for template_id, _total in found], found[0][1] if found else 0

    @api.model
    def _compared_rows(self, scope, template_ids, summary, tolerance):
        templates = self.env["product.template"].browse(template_ids)
        templates.fetch(["name", "default_code"])
        cells = {template_id: {} for template_id in template_ids}
        for template_id, currency_id, amount, ratio in self._compared(scope, templates):
            median = summary[currency_id]["median"]
            deviation = (ratio / median - 1) * 100 if ratio and median else None
            cells[template_id][currency_id] = {
                "amount": amount,
                "ratio": ratio,
                "deviation": deviation,
                "outlier": deviation is not None and abs(deviation) > tolerance,
            }
        return [
            {
                "templateId": template.id,
                "name": template.name,
                "sku": template.default_code or "",
                "cells": cells[template.id],
            }
            for template in templates
        ]

    @api.model
    def _compared(self, scope, templates):
        ids = SQL("(SELECT unnest(%s))", list(templates.ids))
        self.env.cr.execute(
            SQL(
                """
                %s
                SELECT product_tmpl_id, currency_id, trim_scale(amount)::text, ratio
                  FROM shown LEFT JOIN ratio USING (product_tmpl_id, currency_id)
                """,
                self._ratios_sql(scope, ids),
            )
        )
        return self.env.cr.fetchall()
