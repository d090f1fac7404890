from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class EcomPriceBatch(models.Model):
    """Undo: a batch that does the opposite of another, as far as nobody has changed its prices since."""

    _inherit = "ecom.price.batch"

    def action_undo(self):
        """Make the batch that puts everything back, and show its preview."""
        undo = self._make_undo()
        return {
            "type": "ir.actions.act_window",
            "name": undo.name,
            "res_model": self._name,
            "res_id": undo.id,
            "view_mode": "form",
        }

    def _make_undo(self):
        """Return a new batch, previewed, that puts back what this one changed and nobody has changed since."""
        self.ensure_one()
        if self.state not in ("done", "cancelled") or not self.done_count:
            raise UserError(self.env._("There is nothing to undo."))
        undo = self._create_for(
            {
                "store_id": self.store_id.id,
                "source": "undo",
                "operation": False,
                "undo_of_id": self.id,
                "currency_ids": [fields.Command.set(self.currency_ids.ids)],
                "warn_percent": 0,
            }
        )
        undo._fill(undo._inverse(), rounds=False, ordered=True)
        return undo

    def _inverse(self):
        """Return SQL of proposals that are the opposite of what another batch did."""
        return SQL(
            """
            SELECT CASE WHEN l.kind <> 'cleared' THEN l.price_id END AS price_id,
                   CASE l.kind WHEN 'changed' THEN l.version + 1 WHEN 'set' THEN 1 ELSE 0 END AS version,
                   l.product_tmpl_id, l.product_id, l.currency_id, l.region_id, l.min_qty, l.valid_from, l.valid_to,
                   COALESCE(l.new_amount, 0) AS old_amount, COALESCE(l.new_compare_at, 0) AS old_compare_at,
                   COALESCE(l.new_mrp, 0) AS old_mrp, COALESCE(l.new_unit_cost, 0) AS old_unit_cost,
                   l.new_tax_included AS old_tax_included, l.new_amount AS reference,
                   CASE WHEN l.kind <> 'set' THEN l.old_amount END AS raw_amount, l.old_compare_at AS compare_at,
                   l.old_mrp AS mrp, l.old_unit_cost AS unit_cost, l.old_tax_included AS tax_included,
                   l.kind = 'set' AS cleared, NULL::int AS file_line,
                   CASE WHEN CASE l.kind WHEN 'cleared' THEN there.id IS NOT NULL
                             ELSE p.version IS DISTINCT FROM CASE l.kind WHEN 'changed' THEN l.version + 1 ELSE 1 END
                        END THEN 'conflict' END AS problem
              FROM ecom_price_batch_line l
              LEFT JOIN ecom_product_price p ON p.id = l.price_id
              LEFT JOIN ecom_product_price there
                     ON l.kind = 'cleared' AND there.store_id = %(store)s
                    AND there.product_tmpl_id = l.product_tmpl_id AND there.currency_id = l.currency_id
                    AND COALESCE(there.product_id, 0) = COALESCE(l.product_id, 0)
                    AND COALESCE(there.region_id, 0) = COALESCE(l.region_id, 0) AND there.min_qty = l.min_qty
                    AND there.valid_from IS NOT DISTINCT FROM l.valid_from
                    AND there.valid_to IS NOT DISTINCT FROM l.valid_to
             WHERE l.batch_id = %(batch)s AND l.state = 'ready' AND l.id <= %(position)s
            """,
            store=self.store_id.id,
            batch=self.undo_of_id.id,
            position=self.undo_of_id.position,
        )
