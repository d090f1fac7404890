from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ..domain.consistency import CARD_STEP, change_limits, ratio_limits
from .ecom_price_warnings import STANDING

_RECENT = timedelta(days=14)


class EcomPriceWarnings(models.AbstractModel):
    """What looks odd: one SELECT for each kind of warning."""

    _inherit = "ecom.price.warnings"

    @api.model
    def _rules(self, store):
        """Return the SQL of what a store is warned of; each finds product_tmpl_id, currency_id, code, severity and data."""
        chosen = [
            ("warn_missing", self._missing),
            ("warn_ratio", self._ratio),
            ("warn_below_cost", self._below_cost),
            ("warn_change", self._change),
            ("warn_ending", self._ending),
            ("warn_compare_at", self._compare_at),
            ("warn_card", self._card),
        ]
        return [sql for name, rule in chosen if store[name] and (sql := rule(store))]

    @api.model
    def _finding(self, code, severity, data, rest):
        """Return SQL of a rule. ``data`` are the figures the message tells, as (name, SQL)."""
        pairs = SQL(", ").join(SQL("%s::text, (%s)::text", name, sql) for name, sql in data)
        return SQL(
            "SELECT price.product_tmpl_id, %s AS currency_id, %s AS code, %s AS severity, jsonb_build_object(%s) AS data %s",
            SQL("currency.currency_id") if code == "missing" else SQL("price.currency_id"),
            code,
            severity,
            pairs,
            rest,
        )

    @api.model
    def _missing(self, store):
        return self._finding(
            "missing",
            "2_medium",
            [("primary", SQL("price.amount"))],
            SQL(
                """
                  FROM standing price
                  JOIN ecom_product_store_rel shown
                    ON shown.product_tmpl_id = price.product_tmpl_id AND shown.store_id = price.store_id
                  JOIN ecom_store_currency currency
                    ON currency.store_id = price.store_id AND currency.enabled AND currency.currency_id <> %(primary)s
                 WHERE price.currency_id = %(primary)s AND NOT EXISTS (
                       SELECT FROM ecom_product_price other
                        WHERE other.store_id = price.store_id AND other.currency_id = currency.currency_id
                          AND other.product_tmpl_id = price.product_tmpl_id)
                """,
                primary=store.currency_id.id,
            ),
        )

    @api.model
    def _ratio(self, store):
        limits = self._ratio_limits(store)
        if not limits:
            return None
        rows = SQL(", ").join(
            SQL("(%s::int, %s::numeric, %s::numeric)", *limit) for limit in limits
        )
        return self._finding(
            "ratio",
            "1_high",
            [
                ("amount", SQL("price.amount")),
                ("primary", SQL("home.amount")),
                ("low", SQL("round(home.amount * usual.low, 3)")),
                ("high", SQL("round(home.amount * usual.high, 3)")),
            ],
            SQL(
                """
                  FROM standing price
                  JOIN standing home ON home.product_tmpl_id = price.product_tmpl_id AND home.currency_id = %s
                  JOIN (VALUES %s) usual(currency_id, low, high) ON usual.currency_id = price.currency_id
                 WHERE price.amount / home.amount NOT BETWEEN usual.low AND usual.high
                """,
                store.currency_id.id,
                rows,
            ),
        )

    @api.model
    def _ratio_limits(self, store):
        """Return (currency id, lowest, highest ratio) of each currency with enough products to tell."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT price.currency_id, count(*),
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY price.amount / home.amount)::numeric(30, 12)::text
                  FROM ecom_product_price price
                  JOIN ecom_product_price home
                    ON home.store_id = price.store_id AND home.product_tmpl_id = price.product_tmpl_id
                   AND home.currency_id = %s AND home.product_id IS NULL AND home.region_id IS NULL
                   AND home.min_qty = 0 AND home.valid_from IS NULL AND home.valid_to IS NULL
                 WHERE price.store_id = %s AND price.currency_id <> home.currency_id AND %s
                 GROUP BY price.currency_id
                """,
                store.currency_id.id,
                store.id,
                STANDING,
            )
        )
        percent = Decimal(str(store.warn_ratio_percent))
        limits = (
            (currency_id, ratio_limits(Decimal(median), count, percent))
            for currency_id, count, median in rows
        )
        return [(currency_id, *limit) for currency_id, limit in limits if limit]

    @api.model
    def _below_cost(self, store):
        return self._finding(
            "below_cost",
            "1_high",
            [("amount", SQL("price.amount")), ("cost", SQL("price.unit_cost"))],
            SQL("FROM standing price WHERE price.unit_cost > price.amount"),
        )

    @api.model
    def _change(self, store):
        low, high = change_limits(Decimal(str(store.warn_change_percent)))
        return self._finding(
            "change",
            "2_medium",
            [("old", SQL("change.old_amount")), ("amount", SQL("price.amount"))],
            SQL(
                """
                  FROM standing price
                  JOIN (SELECT DISTINCT ON (price_id) price_id, old_amount, new_amount FROM ecom_price_change
                         WHERE store_id = %s AND changed_at >= %s AND kind = 'changed' AND old_amount <> new_amount
                         ORDER BY price_id, id DESC) change ON change.price_id = price.id
                 WHERE change.new_amount = price.amount AND change.old_amount > 0
                   AND price.amount / change.old_amount NOT BETWEEN %s AND %s
                """,
                store.id,
                fields.Datetime.now() - _RECENT,
                low,
                high,
            ),
        )

    @api.model
    def _ending(self, store):
        return self._finding(
            "ending",
            "3_low",
            [
                ("amount", SQL("price.amount")),
                (
                    "example",
                    SQL(
                        "ending.ending_tail + ending.ending_step * greatest(round((price.amount - ending.ending_tail)"
                        " / ending.ending_step), CASE WHEN ending.ending_tail > 0 THEN 0 ELSE 1 END)"
                    ),
                ),
            ],
            SQL(
                """
                  FROM standing price
                  JOIN ecom_store_currency ending
                    ON ending.store_id = price.store_id AND ending.currency_id = price.currency_id
                   AND ending.ending_step > 0
                 WHERE mod(price.amount - ending.ending_tail, ending.ending_step) <> 0
                """
            ),
        )

    @api.model
    def _compare_at(self, store):
        return self._finding(
            "compare_at",
            "2_medium",
            [("amount", SQL("price.amount")), ("compare_at", SQL("price.compare_at"))],
            SQL(
                """
                  FROM standing price
                 WHERE price.compare_at > 0 AND (price.mrp > 0 AND price.compare_at > price.mrp
                       OR price.amount < price.compare_at * (1 - %s::numeric / 100))
                """,
                Decimal(str(store.warn_compare_at_percent)),
            ),
        )

    @api.model
    def _card(self, store):
        currencies = store.store_currency_ids.currency_id
        fine = currencies.filtered(lambda currency: currency.decimal_places == 3)
        return self._finding(
            "card",
            "2_medium",
            [("amount", SQL("price.amount")), ("step", SQL("%s", CARD_STEP))],
            SQL(
                "FROM standing price WHERE price.currency_id = ANY(%s) AND mod(price.amount, %s) <> 0",
                fine.ids,
                CARD_STEP,
            ),
        )
