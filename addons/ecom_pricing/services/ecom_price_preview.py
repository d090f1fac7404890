from odoo import api, fields, models
from odoo.tools import SQL

#: Nearest price that ends as wanted, as ``domain.money.apply_ending`` does it; a test compares the two.
_ROUNDED = """
    CASE WHEN c.step IS NULL THEN round(p.raw_amount, c.decimals)
         ELSE round(c.tail + c.step * CASE
             WHEN c.tail + c.step * round((round(p.raw_amount, c.decimals) - c.tail) / c.step, 0) <= 0
             THEN round((round(p.raw_amount, c.decimals) - c.tail) / c.step, 0) + 1
             ELSE round((round(p.raw_amount, c.decimals) - c.tail) / c.step, 0) END, c.decimals) END
"""
_COMPARE = {
    "keep": "q.compare_at",
    "none": "0",
    "old": "CASE WHEN q.reference > q.new_amount THEN q.reference ELSE q.compare_at END",
}
#: What ``domain.price_check.check_price`` finds, for a million prices in one statement.
_PROBLEM = """
    CASE WHEN r.problem IS NOT NULL THEN r.problem
         WHEN r.cleared THEN NULL
         WHEN r.new_amount IS NULL THEN 'amount_missing'
         WHEN r.new_amount <= 0 OR LEAST(r.new_compare_at, r.mrp, r.unit_cost) < 0 THEN 'not_positive'
         WHEN GREATEST(r.new_amount, r.new_compare_at, r.mrp, r.unit_cost) >= 1e12 THEN 'too_large'
         WHEN r.new_amount <> round(r.new_amount, r.decimals)
              OR r.new_compare_at <> round(r.new_compare_at, r.decimals)
              OR r.mrp <> round(r.mrp, r.decimals)
              OR r.unit_cost <> round(r.unit_cost, r.decimals) THEN 'precision'
         WHEN r.new_compare_at <> 0 AND r.new_compare_at <= r.new_amount THEN 'compare_at_too_low'
         WHEN r.mrp <> 0 AND r.new_amount > r.mrp THEN 'above_mrp'
         WHEN r.valid_from >= r.valid_to THEN 'window_empty' END
"""
_INSERT = """
    INSERT INTO ecom_price_batch_line (
           batch_id, state, problem, kind, price_id, version, product_tmpl_id, product_id, currency_id, region_id,
           min_qty, valid_from, valid_to, old_amount, raw_amount, new_amount, change_percent,
           old_compare_at, new_compare_at, old_mrp, new_mrp, old_unit_cost, new_unit_cost,
           old_tax_included, new_tax_included, is_big, is_below_cost, file_line)
    SELECT %(batch)s, CASE WHEN s.found IS NULL THEN 'ready' ELSE 'excluded' END, s.found,
           CASE WHEN s.cleared THEN 'cleared' WHEN s.price_id IS NULL THEN 'set' ELSE 'changed' END,
           COALESCE(s.price_id, nextval('ecom_product_price_id_seq')), s.version,
           s.product_tmpl_id, s.product_id, s.currency_id, s.region_id, s.min_qty, s.valid_from, s.valid_to,
           s.old_amount, NULLIF(s.raw_amount, s.new_amount), s.new_amount,
           round(100 * (s.new_amount - s.reference) / NULLIF(s.reference, 0), 2),
           s.old_compare_at, s.new_compare_at, s.old_mrp, s.mrp, s.old_unit_cost, s.unit_cost,
           s.old_tax_included, s.tax_included,
           %(warn)s > 0 AND abs(s.new_amount - s.reference) > s.reference * %(warn)s / 100,
           s.unit_cost > s.new_amount, s.file_line
      FROM (SELECT r.*, %(problem)s AS found FROM (
            SELECT q.*, %(compare)s AS new_compare_at FROM (
            SELECT p.*, c.decimals, CASE WHEN p.cleared THEN NULL ELSE %(rounded)s END AS new_amount
              FROM (%(proposed)s) p JOIN (VALUES %(currencies)s) c (currency_id, decimals, step, tail) USING (currency_id)
           ) q) r) s
     WHERE s.price_id IS NULL OR s.cleared OR s.found IS NOT NULL
        OR (s.new_amount, s.new_compare_at, s.mrp, s.unit_cost, s.tax_included)
           IS DISTINCT FROM (s.old_amount, s.old_compare_at, s.old_mrp, s.old_unit_cost, s.old_tax_included)
     %(order)s
"""


class EcomPricePreview(models.AbstractModel):
    """Works out what a batch would do: one line for each price that would change or cannot."""

    _name = "ecom.price.preview"
    _description = "Preview of Bulk Price Changes"

    @api.model
    def _insert(self, batch, proposed, *, rounds=True, compare="keep", ordered=False):
        """Write the lines of a batch from proposals, checked as every price is.

        :param proposed: SQL of rows with price_id (null: new), version, product_tmpl_id, product_id, currency_id, region_id,
            min_qty, valid_from, valid_to; old_amount, old_compare_at, old_mrp, old_unit_cost, old_tax_included (0 and null
            for a new price); reference (what the change is compared with, or null), raw_amount, compare_at, mrp,
            unit_cost, tax_included; cleared (delete it), file_line, problem (why it is left out, or null)
        :param rounds: whether amounts are rounded; else a too fine one is a problem
        :param compare: how compare-at prices change, a ``compare_at_mode`` of batches
        :param ordered: put what is deleted first, so that new prices for a time find their place
        """
        rounded = SQL(_ROUNDED) if rounds else SQL("p.raw_amount")
        self.env.cr.execute(
            SQL(
                _INSERT,
                batch=batch.id,
                warn=batch.warn_percent,
                problem=SQL(_PROBLEM),
                compare=SQL(_COMPARE[compare]),
                rounded=rounded,
                proposed=proposed,
                currencies=self._currencies(batch),
                order=SQL("ORDER BY NOT s.cleared, s.file_line, s.product_tmpl_id")
                if ordered
                else SQL(""),
            )
        )
        self._refuse_overlaps(batch)

    @api.model
    def _currencies(self, batch):
        """Return SQL rows of every currency of the store: id, decimals, ending's step and tail (null: none)."""
        rows = (
            batch.store_id.sudo().store_currency_ids
        )  # sudo: the store's settings, for its editors
        values = []
        for row in rows:
            ending = row._ecom_ending() if batch.use_ending or batch.operation == "ending" else None
            values.append(
                SQL(
                    "(%s, %s, %s::numeric, %s::numeric)",
                    row.currency_id.id,
                    row.currency_id.decimal_places,
                    ending and ending.step,
                    ending and ending.tail,
                )
            )
        return SQL(", ").join(values)

    @api.model
    def _refuse_overlaps(self, batch):
        """Leave out new prices for a time that meet another one, of the store or of the batch itself."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE ecom_price_batch_line l SET state = 'excluded', problem = 'overlap'
                 WHERE l.batch_id = %(batch)s AND l.state = 'ready' AND l.kind = 'set'
                   AND (l.valid_from IS NOT NULL OR l.valid_to IS NOT NULL)
                   AND (EXISTS (
                       SELECT FROM ecom_product_price p
                        WHERE p.store_id = %(store)s AND p.product_tmpl_id = l.product_tmpl_id
                          AND p.currency_id = l.currency_id
                          AND COALESCE(p.product_id, 0) = COALESCE(l.product_id, 0)
                          AND COALESCE(p.region_id, 0) = COALESCE(l.region_id, 0) AND p.min_qty = l.min_qty
                          AND (p.valid_from IS NOT NULL OR p.valid_to IS NOT NULL)
                          AND tsrange(p.valid_from, p.valid_to) && tsrange(l.valid_from, l.valid_to)
                          AND NOT EXISTS (
                              SELECT FROM ecom_price_batch_line gone
                               WHERE gone.batch_id = %(batch)s AND gone.kind = 'cleared' AND gone.state = 'ready'
                                 AND gone.price_id = p.id))
                    OR EXISTS (
                       SELECT FROM ecom_price_batch_line o
                        WHERE o.batch_id = %(batch)s AND o.kind = 'set' AND o.id < l.id
                          AND o.product_tmpl_id = l.product_tmpl_id AND o.currency_id = l.currency_id
                          AND COALESCE(o.product_id, 0) = COALESCE(l.product_id, 0)
                          AND COALESCE(o.region_id, 0) = COALESCE(l.region_id, 0) AND o.min_qty = l.min_qty
                          AND (o.valid_from IS NOT NULL OR o.valid_to IS NOT NULL)
                          AND tsrange(o.valid_from, o.valid_to) && tsrange(l.valid_from, l.valid_to)))
                """,
                batch=batch.id,
                store=batch.store_id.id,
            )
        )

    # === WHAT IT COMES TO === #

    @api.model
    def _summarise(self, batch):
        """Count what the lines of a batch do, currency by currency, and say what deserves a look."""
        batch.sudo().summary_ids.unlink()  # sudo: written by the preview only
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ecom_price_batch_currency (
                       batch_id, currency_id, set_count, changed_count, cleared_count, excluded_count, rounded_count,
                       min_change, mean_change, max_change, min_percent, mean_percent, max_percent)
                SELECT batch_id, currency_id, count(*) FILTER (WHERE state = 'ready' AND kind = 'set'),
                       count(*) FILTER (WHERE state = 'ready' AND kind = 'changed'),
                       count(*) FILTER (WHERE state = 'ready' AND kind = 'cleared'),
                       count(*) FILTER (WHERE state <> 'ready'),
                       count(*) FILTER (WHERE state = 'ready' AND raw_amount IS NOT NULL),
                       min(new_amount - old_amount) FILTER (WHERE state = 'ready' AND kind = 'changed'),
                       avg(new_amount - old_amount) FILTER (WHERE state = 'ready' AND kind = 'changed'),
                       max(new_amount - old_amount) FILTER (WHERE state = 'ready' AND kind = 'changed'),
                       min(change_percent) FILTER (WHERE state = 'ready'),
                       avg(change_percent) FILTER (WHERE state = 'ready'),
                       max(change_percent) FILTER (WHERE state = 'ready')
                  FROM ecom_price_batch_line WHERE batch_id = %s
                 GROUP BY batch_id, currency_id ORDER BY min(id)
                """,
                batch.id,
            )
        )
        self.env["ecom.price.batch.currency"].invalidate_model()
        batch.invalidate_recordset(["summary_ids", "sample_ids"])
        return {
            "state": "previewed",
            "previewed_at": fields.Datetime.now(),
            "preview_hash": self._hash(batch),
            "ready_count": self._count(batch, "state = 'ready'"),
            "excluded_count": self._count(batch, "state = 'excluded'"),
            "done_count": 0,
            "conflict_count": 0,
            "position": 0,
            "warnings": "\n".join(self._warnings(batch)) or False,
        }

    @api.model
    def _hash(self, batch):
        """Return what names exactly these lines: 32 hexadecimal digits."""
        self.env.cr.execute(
            SQL(
                """
                SELECT md5(%(batch)s || ':' || count(*) || ':' || COALESCE(sum(hashtextextended(
                       concat_ws('|', id, state, price_id, version, new_amount, new_compare_at), 0)::numeric), 0))
                  FROM ecom_price_batch_line WHERE batch_id = %(batch)s
                """,
                batch=batch.id,
            )
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _count(self, batch, condition):
        self.env.cr.execute(
            SQL(
                "SELECT count(*) FROM ecom_price_batch_line WHERE batch_id = %s AND %s",
                batch.id,
                SQL(condition),
            )
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _warnings(self, batch):
        """Return what deserves a look before a batch is applied: sentences. Extended where there are more rules."""
        lines = self.env["ecom.price.batch.line"]
        self.env.cr.execute(
            SQL(
                "SELECT problem, min(currency_id), count(*) FROM ecom_price_batch_line"
                " WHERE batch_id = %s AND problem IS NOT NULL GROUP BY problem, "
                " CASE WHEN problem = 'precision' THEN currency_id END ORDER BY 3 DESC",
                batch.id,
            )
        )
        found = [
            self.env._(
                "%(count)s left out: %(why)s",
                count=count,
                why=lines._problem_text(code, self.env["res.currency"].browse(currency_id)),
            )
            for code, currency_id, count in self.env.cr.fetchall()
        ]
        big = self._count(batch, "state = 'ready' AND is_big")
        if big:
            percent = f"{batch.warn_percent:g}"
            found.append(
                self.env._(
                    "%(count)s change by more than %(percent)s %%.", count=big, percent=percent
                )
            )
        below = self._count(batch, "state = 'ready' AND is_below_cost")
        if below:
            found.append(self.env._("%(count)s will be below the unit cost.", count=below))
        rounded = sum(batch.summary_ids.mapped("rounded_count"))
        if rounded:
            found.append(
                self.env._("%(count)s were rounded to the currency or its ending.", count=rounded)
            )
        return found
