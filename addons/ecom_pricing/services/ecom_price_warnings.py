from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ..domain.consistency import change_limits, ratio_limits

_FULL_EVERY = timedelta(days=1)
_RECENT = timedelta(days=14)
#: More changed products than this, and all are looked at.
_MANY = 2000

#: Standing prices of whole products, everywhere and from the first piece: what the others are held against.
_STANDING = SQL(
    "price.product_id IS NULL AND price.region_id IS NULL AND price.min_qty = 0"
    " AND price.valid_from IS NULL AND price.valid_to IS NULL"
)
#: What a store that wants no warnings finds.
_NOTHING = SQL(
    "SELECT NULL::int AS product_tmpl_id, NULL::int AS currency_id, NULL AS code, NULL AS severity, NULL::jsonb AS data"
    " WHERE FALSE"
)


class EcomPriceWarnings(models.AbstractModel):
    """Looks for prices that look odd, in the database: no price is read into memory."""

    _name = "ecom.price.warnings"
    _description = "Search for Odd Prices"

    @api.model
    def _run(self):
        """Look at the prices that changed, once a day at all; called by a cron."""
        stores = self.env["ecom.store"].search([("store_currency_ids", "!=", False)])
        for number, store in enumerate(stores, start=1):
            self._run_store(store)
            self.env["ir.cron"]._commit_progress(processed=1, remaining=len(stores) - number)

    @api.model
    def _run_store(self, store):
        now = fields.Datetime.now()
        last, products = self._changed(store)
        if not store.warned_at or store.warned_at < now - _FULL_EVERY or len(products) > _MANY:
            self._check(store)
            store.write({"warned_change_id": last, "warned_at": now})
        elif products:
            self._check(store, products)
            store.warned_change_id = last

    @api.model
    def _changed(self, store):
        """Return the newest change of a price, and the ids of the products changed since the last run (a few too many at
        most).
        """
        [(last, products)] = self.env.execute_query(
            SQL(
                "SELECT max(id), array_agg(DISTINCT product_tmpl_id) FROM ("
                " SELECT id, product_tmpl_id FROM ecom_price_change WHERE store_id = %s AND id > %s"
                " ORDER BY id DESC LIMIT %s) change",
                store.id,
                store.warned_change_id,
                100 * _MANY,
            )
        )
        return last or store.warned_change_id, products or []

    @api.model
    def _check(self, store, product_ids=None):
        """Bring the warnings of a store, or of some of its products, up to date.

        A dismissed warning opens again when its figures are other ones.
        """
        self.env.flush_all()
        scope = SQL("store_id = %s", store.id)
        if product_ids is not None:
            scope = SQL("product_tmpl_id = ANY(%s)", list(product_ids))
        self.env.cr.execute(
            SQL(
                """
                WITH standing AS MATERIALIZED (
                    SELECT price.id, price.store_id, price.product_tmpl_id, price.currency_id, price.amount,
                           price.compare_at, price.mrp, price.unit_cost
                      FROM ecom_product_price price
                      JOIN product_template template ON template.id = price.product_tmpl_id AND template.active
                     WHERE price.store_id = %(store)s AND price.%(scope)s AND %(standing)s
                ), found AS MATERIALIZED (%(found)s), gone AS (
                    DELETE FROM ecom_price_warning warning
                     WHERE store_id = %(store)s AND warning.%(scope)s AND NOT EXISTS (
                           SELECT FROM found WHERE found.product_tmpl_id = warning.product_tmpl_id
                              AND found.currency_id = warning.currency_id AND found.code = warning.code)
                )
                INSERT INTO ecom_price_warning AS warning
                       (store_id, company_id, product_tmpl_id, currency_id, code, severity, data, basis, found_at)
                SELECT %(store)s, %(company)s, product_tmpl_id, currency_id, code, severity, data, data::text, %(now)s
                  FROM found
                ON CONFLICT (store_id, product_tmpl_id, currency_id, code) DO UPDATE
                   SET severity = excluded.severity, data = excluded.data, basis = excluded.basis,
                       found_at = excluded.found_at, dismissed_at = NULL, dismissed_by = NULL, dismiss_reason = NULL
                 WHERE warning.basis IS DISTINCT FROM excluded.basis
                """,
                store=store.id,
                company=store.company_id.id,
                scope=scope,
                standing=_STANDING,
                found=SQL(" UNION ALL ").join(self._rules(store) or [_NOTHING]),
                now=fields.Datetime.now(),
            )
        )
        self.env["ecom.price.warning"].invalidate_model()

    # === RULES === #

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
                _STANDING,
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
