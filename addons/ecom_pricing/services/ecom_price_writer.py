from odoo import api, fields, models
from odoo.tools import SQL

_KEY = SQL("product_tmpl_id, product_id, currency_id, region_id, min_qty, valid_from, valid_to")
_CHANGED = """
    UPDATE ecom_product_price p
       SET amount = l.new_amount, compare_at = l.new_compare_at, mrp = l.new_mrp, unit_cost = l.new_unit_cost,
           tax_included = l.new_tax_included, version = p.version + 1, write_uid = %(user)s, write_date = %(now)s
      FROM ecom_price_batch_line l
     WHERE l.id = ANY(%(lines)s) AND l.kind = 'changed' AND p.id = l.price_id AND p.version = l.version
    RETURNING l.id
"""
_CLEARED = """
    DELETE FROM ecom_product_price p USING ecom_price_batch_line l
     WHERE l.id = ANY(%(lines)s) AND l.kind = 'cleared' AND p.id = l.price_id AND p.version = l.version
    RETURNING l.id
"""
# DO NOTHING covers every unique and exclusion constraint: whoever was there first stays
_SET = """
    INSERT INTO ecom_product_price (
           id, store_id, company_id, %(key)s, amount, compare_at, mrp, unit_cost, tax_included, version,
           create_uid, write_uid, create_date, write_date)
    SELECT l.price_id, %(store)s, %(company)s, %(key)s, new_amount, new_compare_at, new_mrp, new_unit_cost,
           new_tax_included, 1, %(user)s, %(user)s, %(now)s, %(now)s
      FROM ecom_price_batch_line l
     WHERE l.id = ANY(%(lines)s) AND l.kind = 'set'
       AND EXISTS (SELECT FROM product_template t WHERE t.id = l.product_tmpl_id)
       AND (l.product_id IS NULL OR EXISTS (SELECT FROM product_product v WHERE v.id = l.product_id))
    ON CONFLICT DO NOTHING RETURNING id
"""
_HISTORY = """
    INSERT INTO ecom_price_change (
           store_id, company_id, %(key)s, price_id, kind, old_amount, new_amount, old_compare_at, new_compare_at, details,
           source, batch_id, user_id, changed_at, reason)
    SELECT %(store)s, %(company)s, %(key)s, price_id, kind, old_amount, COALESCE(new_amount, 0), old_compare_at,
           CASE WHEN kind = 'cleared' THEN 0 ELSE new_compare_at END,
           CASE WHEN kind = 'changed' AND (old_mrp, old_unit_cost, old_tax_included)
                     IS DISTINCT FROM (new_mrp, new_unit_cost, new_tax_included)
                THEN jsonb_strip_nulls(jsonb_build_object(
                     'mrp', CASE WHEN old_mrp <> new_mrp THEN jsonb_build_array(old_mrp, new_mrp) END,
                     'unit_cost', CASE WHEN old_unit_cost <> new_unit_cost
                                       THEN jsonb_build_array(old_unit_cost, new_unit_cost) END,
                     'tax_included', CASE WHEN old_tax_included <> new_tax_included
                                          THEN jsonb_build_array(old_tax_included, new_tax_included) END)) END,
           %(source)s, %(batch)s, %(user)s, %(now)s, %(reason)s
      FROM ecom_price_batch_line WHERE id = ANY(%(lines)s) ORDER BY id
"""


class EcomPriceWriter(models.AbstractModel):
    """Writes many prices at once: what the ORM does for one, by one statement each for thousands.

    A price whose version is another than at the preview is left alone. Versions, history and the catalogue's marks are
    written in the transaction of the prices; the constraints of the table hold as ever.
    """

    _name = "ecom.price.writer"
    _description = "Writer of Many Prices"

    @api.model
    def _write(self, batch, line_ids):
        """Apply lines of a batch.

        :param line_ids: ids of ``ecom.price.batch.line`` to change
        :return: int number of prices that were changed; the other lines are conflicts now
        """
        values = self._values(batch, line_ids)
        written = set()
        for statement in (_CLEARED, _CHANGED):
            self.env.cr.execute(SQL(statement, **values))
            written.update(line_id for (line_id,) in self.env.cr.fetchall())
        self.env.cr.execute(SQL(_SET, **values))
        written |= self._lines_of([price_id for (price_id,) in self.env.cr.fetchall()], line_ids)
        lost = [line_id for line_id in line_ids if line_id not in written]
        if lost:
            self.env.cr.execute(
                SQL(
                    "UPDATE ecom_price_batch_line SET state = 'conflict', problem = 'conflict' WHERE id = ANY(%s)",
                    lost,
                )
            )
        self.env.cr.execute(SQL(_HISTORY, **{**values, "lines": sorted(written)}))
        self.env["ecom.product.price"].invalidate_model()
        self._written(batch, sorted(written))
        return len(written)

    @api.model
    def _values(self, batch, line_ids):
        return {
            "key": _KEY,
            "lines": list(line_ids),
            "batch": batch.id,
            "store": batch.store_id.id,
            "company": batch.company_id.id,
            "user": batch.applied_by_id.id,
            "now": fields.Datetime.now(),
            "source": batch.source,
            "reason": batch._history_reason(),
        }

    @api.model
    def _lines_of(self, price_ids, line_ids):
        if not price_ids:
            return set()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM ecom_price_batch_line WHERE id = ANY(%s) AND price_id = ANY(%s)",
                line_ids,
                price_ids,
            )
        )
        return {line_id for (line_id,) in self.env.cr.fetchall()}

    @api.model
    def _written(self, batch, line_ids):
        """Tell the catalogue and the timelines.

        :param line_ids: lines of the batch that were written
        """
        self.env.cr.execute(
            SQL(
                "SELECT DISTINCT product_tmpl_id FROM ecom_price_batch_line WHERE id = ANY(%s)",
                line_ids,
            )
        )
        template_ids = [template_id for (template_id,) in self.env.cr.fetchall()]
        dirty = self.env["ecom.catalog.dirty"]
        dirty._mark_templates(template_ids)
        self.env["ecom.price.timeline"]._note(template_ids)
        self.env.cr.execute(
            SQL(
                """
                SELECT moment, array_agg(DISTINCT product_tmpl_id)
                  FROM ecom_price_batch_line l, LATERAL (VALUES (valid_from), (valid_to)) m (moment)
                 WHERE l.id = ANY(%s) AND moment > now() AT TIME ZONE 'UTC' GROUP BY moment
                """,
                line_ids,
            )
        )
        for moment, template_ids in self.env.cr.fetchall():
            dirty._mark_templates_at(template_ids, moment)
