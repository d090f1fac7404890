import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from odoo.addons.ecom_base.domain.redaction import redact_text

from .price_errors import PreviewStale

_logger = logging.getLogger(__name__)

_CONFLICTS_IN_A_ROW = 20


class EcomPriceBatch(models.Model):
    """The life of a batch: preview, apply in the background, pause, undo."""

    _name = "ecom.price.batch"
    _inherit = ["ecom.price.batch", "ecom.retention.mixin"]

    _chunk = 5_000  # prices written, and committed, together

    # === PREVIEW === #

    def action_preview(self):
        """Work out what this would change. Nothing is changed yet."""
        self.ensure_one()
        self._refuse_after_start()
        if self.source in ("import", "undo"):
            raise UserError(self.env._("Import the file, or undo, again for a new preview."))
        self._fill(self.env["ecom.price.proposals"]._of(self), compare=self.compare_at_mode)

    def _fill(self, proposed, **options):
        """Write the lines of a batch anew from proposals (see ``ecom.price.preview``)."""
        self.check_access("write")
        preview = self.env["ecom.price.preview"]
        self.env.flush_all()
        self.env["ecom.price.batch.line"]._forget(self.ids)
        preview._insert(self, proposed, **options)
        self.sudo().write(preview._summarise(self))  # sudo: see _guard

    def _refuse_after_start(self):
        if any(batch.state not in ("draft", "previewed") for batch in self):
            raise UserError(self.env._("This has been started. Make a new bulk change instead."))

    @api.model
    def _create_for(self, values):
        """Create a batch that is not asked for in the form: an import, an undo."""
        self.check_access("create")
        return self.sudo().create(values).sudo(False)  # sudo: see _guard

    # === APPLY === #

    def action_apply(self):
        """Apply the preview in the background."""
        self._apply(self.preview_hash)

    def _apply(self, preview_hash):
        """Start to apply a preview.

        :param str preview_hash: of the preview that was looked at
        :raise PreviewStale: if this is another one, or prices have changed since
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("draft", "previewed"):
            raise UserError(self.env._("This has been started already."))
        if self.state == "draft" or preview_hash != self.preview_hash or self._is_stale():
            raise PreviewStale(self.env._("Prices changed since this preview. Preview again."))
        if not self.ready_count:
            raise UserError(self.env._("There is nothing to change."))
        self.sudo().write(  # sudo: see _guard
            {
                "state": "running",
                "applied_at": fields.Datetime.now(),
                "applied_by_id": self.env.uid,
            }
        )
        self._wake([0])

    def _is_stale(self):
        """Tell whether a price that would change is another now, or one is there that would be new."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT EXISTS (
                    SELECT FROM ecom_price_batch_line l LEFT JOIN ecom_product_price p ON p.id = l.price_id
                     WHERE l.batch_id = %(batch)s AND l.state = 'ready' AND l.kind <> 'set'
                       AND p.version IS DISTINCT FROM l.version
                ) OR EXISTS (
                    SELECT FROM ecom_price_batch_line l JOIN ecom_product_price p
                        ON p.store_id = %(store)s AND p.product_tmpl_id = l.product_tmpl_id
                       AND p.currency_id = l.currency_id
                       AND COALESCE(p.product_id, 0) = COALESCE(l.product_id, 0)
                       AND COALESCE(p.region_id, 0) = COALESCE(l.region_id, 0) AND p.min_qty = l.min_qty
                       AND p.valid_from IS NOT DISTINCT FROM l.valid_from
                       AND p.valid_to IS NOT DISTINCT FROM l.valid_to
                     WHERE l.batch_id = %(batch)s AND l.state = 'ready' AND l.kind = 'set')
                """,
                batch=self.id,
                store=self.store_id.id,
            )
        )
        return self.env.cr.fetchone()[0]

    def action_pause(self):
        """Stop after the prices in work; the rest can go on later."""
        self._change_state("paused", ("running",))

    def action_resume(self):
        """Go on where it was stopped."""
        self._change_state("running", ("paused",))
        self._wake([0])

    def action_cancel(self):
        """Leave it at what has been changed so far."""
        self._change_state("cancelled", ("draft", "previewed", "running", "paused"))

    def _change_state(self, state, allowed):
        self.check_access("write")
        if any(batch.state not in allowed for batch in self):
            raise UserError(self.env._("This is not possible any more."))
        self.sudo().write({"state": state, "error": False})  # sudo: see _guard

    def _history_reason(self):
        """Return what history says beside each price, or None."""
        self.ensure_one()
        texts = [self.reason] if self.reason else []
        if self.operation == "copy":
            texts.append(
                self.env._(
                    "Copied from %(currency)s, times %(factor)s as typed",
                    currency=self.source_currency_id.name,
                    factor=f"{self.factor:.8f}".rstrip("0").rstrip("."),
                )
            )
        if self.file_name:
            texts.append(self.file_name)
        if self.undo_of_id:
            texts.append(self.env._("Undo of no. %(number)s", number=self.undo_of_id.id))
        return ". ".join(texts) or None

    # === TO LOOK AT === #

    def action_lines(self):
        """Show every price of this change."""
        return self._lines_action([])

    def action_excluded(self):
        """Show the prices that are left out or met a conflict."""
        return self._lines_action([("state", "!=", "ready")])

    def action_download_csv(self):
        """Download every price of this change."""
        return self._download("csv")

    def action_download_xlsx(self):
        """Download every price of this change."""
        return self._download("xlsx")

    def _download(self, file_format):
        self.ensure_one()
        url = f"/ecom/prices/bulk/{self.id}.{file_format}"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def _lines_action(self, domain):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ecom_pricing.ecom_price_batch_line_action"
        )
        return action | {"domain": [("batch_id", "=", self.id), *domain]}

    # === IN THE BACKGROUND === #

    @api.model
    def _backlog(self):
        return SQL(
            "SELECT count(*), NULL::bigint, min(applied_at) FROM ecom_price_batch WHERE state = 'running'"
        )

    @api.model
    def _run_lane(self, lane, lanes):
        ir_cron = self.env["ir.cron"]
        ir_cron._commit_progress(remaining=self.search_count([("state", "=", "running")]))
        conflicts = 0
        while batch := self.search([("state", "=", "running")], order="id", limit=1):
            try:
                batch._work_off()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
                # somebody edits one of these prices, or pauses: only a new transaction sees what they wrote
                self.env.cr.rollback()
                conflicts += 1
                if conflicts >= _CONFLICTS_IN_A_ROW:
                    batch._stop_for(error)
                continue
            except Exception as error:
                self.env.cr.rollback()
                _logger.exception("Bulk price change %s", batch.id)
                batch._stop_for(error)
            conflicts = 0
            if not ir_cron._commit_progress(1):
                ir_cron._commit_progress(remaining=self.search_count([("state", "=", "running")]))
                return
        ir_cron._commit_progress(remaining=0)

    def _stop_for(self, error):
        """Pause, so that the others go on, and show why."""
        self.write({"state": "paused", "error": redact_text(str(error), limit=300)})

    def _work_off(self):
        """Change the next prices. What was done and how far it is are committed together, so nothing happens twice."""
        self.ensure_one()
        self.invalidate_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id, state = 'ready' FROM ecom_price_batch_line WHERE batch_id = %s AND id > %s"
                " ORDER BY id LIMIT %s",
                self.id,
                self.position,
                self._chunk,
            )
        )
        lines = self.env.cr.fetchall()
        if not lines:
            self.write({"state": "done", "finished_at": fields.Datetime.now()})
            return
        ready = [line_id for line_id, is_ready in lines if is_ready]
        done = self.env["ecom.price.writer"]._write(self, ready) if ready else 0
        # last, so that whoever pauses waits for a moment only
        self.write(
            {
                "position": lines[-1][0],
                "done_count": self.done_count + done,
                "conflict_count": self.conflict_count + len(ready) - done,
            }
        )
        self.flush_recordset()

    @api.autovacuum
    def _gc_batches(self):
        """Delete batches that nobody will undo any more; the history of their prices stays."""
        limit = self._kept_since(180)
        if not limit:
            return
        old = [("write_date", "<", limit), ("state", "not in", ("running", "paused"))]
        self.search(old, limit=20).unlink()
