import logging
import random
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import LockError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL
from odoo.tools.constants import GC_UNLINK_LIMIT

from ..domain.redaction import redact_text
from ..domain.retry import RetryLater, backoff

_logger = logging.getLogger(__name__)

_ERROR_LENGTH = 500  # characters of an error kept on the row
_CONFLICTS_IN_A_ROW = 5  # like Odoo's own retry of requests


class EcomQueueMixin(models.AbstractModel):
    """Rows that a lane works off, in order per key, at least once each and with every database effect exactly once.

    Rows are split over the lanes by the hash of a key (an order, a store), so rows of one key never meet in two workers.
    A row's state is written in the transaction of its effect: a worker killed at any line leaves either both or neither.

    To use it: inherit, implement :meth:`_process_one` and :meth:`_lane_key`, and declare the lanes.
    """

    _name = "ecom.queue.mixin"
    _inherit = ["ecom.lane.mixin"]
    _description = "Queue Row"

    _queue_batch = 50  # rows claimed, and committed, together
    _queue_max_attempts = 10  # with the backoff of domain/retry: about two hours
    _queue_retriable = ("failed",)  # states that a person may send back into the queue
    _queue_settled = ("done",)  # states that are swept after _queue_keep_days
    _queue_keep_days = None  # None: settled rows are kept

    state = fields.Selection(
        [("pending", "Waiting"), ("done", "Done"), ("failed", "Failed")],
        required=True,
        readonly=True,
        default="pending",
        copy=False,
    )
    lane = fields.Integer(
        required=True,
        readonly=True,
        copy=False,
        aggregator=None,
        help="Hash of what this row belongs to. Rows with the same number are handled one after the other.",
    )
    attempts = fields.Integer(readonly=True, copy=False, aggregator=None, help="Tries so far.")
    next_try_at = fields.Datetime(
        string="Next Try",
        readonly=True,
        copy=False,
        help="Not handled before this time. Empty: at once.",
    )
    error = fields.Char(
        string="Last Error",
        readonly=True,
        copy=False,
        help="Why the last try failed, without secrets.",
    )
    done_at = fields.Datetime(string="Done", readonly=True, copy=False)

    # Both partial: a settled row costs no index entry.
    _lane_order_index = models.Index("(lane, id) WHERE state = 'pending'")
    _unsettled_index = models.Index("(state, id) WHERE state <> 'done'")

    # === HOOKS === #

    def _process_one(self):
        """Do the work of one row. Override.

        Runs in a savepoint; returning makes the row ``done`` unless it set another state. Must tolerate that its effect
        in the outside world happened before (a worker died before the commit). Serialization failures and lock errors
        are retried at once, :class:`RetryLater` when it says, everything else with growing delays.
        """
        raise NotImplementedError(f"{self._name} does not say how a row is processed")

    @api.model
    def _lane_key(self, vals):
        """Return the key (str) whose rows must be handled in order, or None if order does not matter. Override.

        :param dict vals: values of the row to create
        """
        return

    def _failure_vals(self, exc):
        """Return the values to write after a failed try. Override to end a row in another state, calling ``super()``."""
        attempts = self.attempts + 1
        if attempts >= self._queue_max_attempts:
            return {
                "attempts": attempts,
                "state": "failed",
                "next_try_at": False,
                "error": self._error_text(exc),
            }
        delay = max(1.0, exc.delay) if isinstance(exc, RetryLater) else backoff(attempts)
        return {
            "attempts": attempts,
            "next_try_at": fields.Datetime.now() + timedelta(seconds=delay),
            "error": self._error_text(exc),
        }

    # === INTO THE QUEUE === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if "lane" not in vals:
                vals["lane"] = self._lane_of(self._lane_key(vals))
        return super().create(vals_list)

    @api.model
    def _enqueue(self, vals_list):
        """Create rows and wake their lanes when the transaction commits.

        :param list[dict] vals_list: values of the rows
        :return: the rows
        """
        rows = self.create(vals_list)
        self._wake(rows.mapped("lane"))
        return rows

    def action_retry(self):
        """Send failed rows back into the queue with all their tries."""
        self.check_access("write")
        rows = self.filtered(lambda row: row.state in self._queue_retriable)
        rows.write(
            {
                "state": "pending",
                "attempts": 0,
                "next_try_at": False,
                "error": False,
                "done_at": False,
            }
        )
        rows._wake(rows.mapped("lane"))

    @api.autovacuum
    def _gc_settled_rows(self):
        if self._abstract or not self._queue_keep_days:
            return 0, False
        limit = fields.Datetime.now() - timedelta(days=self._queue_keep_days)
        rows = self.search(
            [("state", "in", self._queue_settled), ("done_at", "<", limit)],
            limit=GC_UNLINK_LIMIT,
            order="id",
        )
        rows.unlink()
        return len(rows), len(rows) == GC_UNLINK_LIMIT

    # === OUT OF THE QUEUE === #

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

    @api.model
    def _error_text(self, exc):
        return redact_text(
            f"{type(exc).__name__}: {exc}".strip().replace("\n", " "), limit=_ERROR_LENGTH
        )

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
