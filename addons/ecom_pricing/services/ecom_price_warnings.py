from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

_FULL_EVERY = timedelta(days=1)
#: More changed products than this, and all are looked at.
_MANY = 2000

#: Standing prices of whole products, everywhere and from the first piece: what the others are held against.
STANDING = SQL(
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
                standing=STANDING,
                found=SQL(" UNION ALL ").join(self._rules(store) or [_NOTHING]),
                now=fields.Datetime.now(),
            )
        )
        self.env["ecom.price.warning"].invalidate_model()
