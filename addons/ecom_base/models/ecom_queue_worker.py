import logging
import random
import time

from odoo import api, fields, models
from odoo.exceptions import LockError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

_CONFLICTS_IN_A_ROW = 5  # like Odoo's own retry of requests


class EcomQueueMixin(models.AbstractModel):
    """The worker's half of the queue: how a lane claims rows, tries them and books how it went."""

    _inherit = "ecom.queue.mixin"

    @api.model
    def _run_lane(self, lane, lanes):
        """Work off the due rows of one lane, committing batch by batch. Called by the lane's cron.

        :param int lane: this lane, from 0
        :param int lanes: number of lanes
        """
        ir_cron = self.env["ir.cron"]
        ir_cron._commit_progress(remaining=self._count_due(lane, lanes))
        alone = self._died_before()
        conflicts = 0
        while True:
            rows = self._claim(lane, lanes, 1 if alone else self._queue_batch)
            if not rows:
                self._schedule_next(lane, lanes)
                ir_cron._commit_progress(remaining=0)
                return
            if alone and not rows._count_attempt_first():
                continue
            handled, conflict = rows._work(conflicts >= _CONFLICTS_IN_A_ROW, counted=alone)
            # Also what a conflict needs: only a new transaction sees what the other one wrote.
            time_left = ir_cron._commit_progress(handled)
            conflicts = conflicts + 1 if conflict else 0
            if not time_left:
                ir_cron._commit_progress(remaining=self._count_due(lane, lanes))
                return
            if conflict:
                time.sleep(random.uniform(0.0, 0.05 * 2**conflicts))

    @api.model
    def _count_due(self, lane, lanes):
        self.env.cr.execute(
            SQL(
                """
                SELECT count(*) FROM %s
                 WHERE state = 'pending' AND lane %% %s = %s AND (next_try_at IS NULL OR next_try_at <= %s)
                """,
                SQL.identifier(self._table),
                lanes,
                lane,
                fields.Datetime.now(),
            )
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _schedule_next(self, lane, lanes):
        """Have the running cron come back when the next postponed row of its lane is due."""
        cron = self.env["ir.cron"].browse(self.env.context.get("cron_id"))
        if not cron:
            return
        self.env.cr.execute(
            SQL(
                "SELECT min(next_try_at) FROM %s WHERE state = 'pending' AND lane %% %s = %s",
                SQL.identifier(self._table),
                lanes,
                lane,
            )
        )
        (due,) = self.env.cr.fetchone()
        if not due:
            return
        known = [
            ("cron_id", "=", cron.id),
            ("call_at", ">", fields.Datetime.now()),
            ("call_at", "<=", due),
        ]
        if not self.env["ir.cron.trigger"].search_count(known, limit=1):
            cron._trigger(due)

    @api.model
    def _claim(self, lane, lanes, limit):
        """Lock the next due rows of a lane; a row waits while an earlier one of its key waits for its next try."""
        self.flush_model()
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                SELECT r.id FROM %(table)s r
                 WHERE r.state = 'pending' AND r.lane %% %(lanes)s = %(lane)s
                   AND (r.next_try_at IS NULL OR r.next_try_at <= %(now)s)
                   AND NOT EXISTS (
                       SELECT FROM %(table)s e
                        WHERE e.state = 'pending' AND e.lane = r.lane AND e.id < r.id AND e.next_try_at > %(now)s)
                 ORDER BY r.id LIMIT %(limit)s
                   FOR NO KEY UPDATE OF r SKIP LOCKED
                """,
                table=SQL.identifier(self._table),
                lane=lane,
                lanes=lanes,
                now=now,
                limit=limit,
            )
        )
        return self.browse(row_id for (row_id,) in self.env.cr.fetchall())

    def _work(self, give_up, counted):
        """Process claimed rows, each in a savepoint.

        :param bool give_up: treat a conflict as a failure of the row, because it keeps conflicting
        :param bool counted: these tries are counted already
        :return: (number of rows handled, whether a conflict stopped the work)
        """
        waiting = set()
        handled = 0
        for row in self:
            if row.lane in waiting:
                continue
            try:
                with self.env.cr.savepoint():
                    row._process_one()
                    row._settle()
            except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, LockError) as exc:
                if not give_up:
                    return handled, True
                row._fail(exc, counted)
            except Exception as exc:  # noqa: BLE001 one bad row must not stop the lane
                row._fail(exc, counted)
            handled += 1
            if row.state == "pending":
                waiting.add(row.lane)
        return handled, False

    def _settle(self):
        if self.state == "pending":
            self.write(
                {
                    "state": "done",
                    "done_at": fields.Datetime.now(),
                    "next_try_at": False,
                    "error": False,
                }
            )

    def _fail(self, exc, counted):
        if counted:
            self.attempts -= 1
        vals = self._failure_vals(exc)
        _logger.log(
            logging.INFO if vals.get("state") in self._queue_settled else logging.WARNING,
            "%s %s: try %s ended with %s",
            self._name,
            self.id,
            vals["attempts"],
            self._error_text(exc),
        )
        _logger.debug("%s %s", self._name, self.id, exc_info=exc)
        self.write(vals)

    # === A ROW THAT KILLS ITS WORKER === #

    @api.model
    def _died_before(self):
        """Tell whether this lane's last run never came back (killed, out of memory, over its time)."""
        progress_id = self.env.context.get("ir_cron_progress_id")
        return (
            bool(progress_id)
            and self.env["ir.cron.progress"].browse(progress_id).timed_out_counter > 1
        )

    def _count_attempt_first(self):
        """Commit this row's try before making it, so that one that kills its worker fails in the end.

        :return: whether the row may still be tried
        """
        died = RuntimeError("The worker died while handling this row")
        vals = self._failure_vals(died)
        self.write(vals)
        self.env["ir.cron"]._commit_progress(int(vals.get("state") == "failed"))
        if vals.get("state") == "failed":
            _logger.error("%s %s: %s, giving up", self._name, self.id, died)
            return False
        return True
