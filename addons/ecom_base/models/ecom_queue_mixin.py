from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.constants import GC_UNLINK_LIMIT

from ..domain.redaction import redact_text
from ..domain.retry import RetryLater, backoff

_ERROR_LENGTH = 500  # characters of an error kept on the row


class EcomQueueMixin(models.AbstractModel):
    """Rows that a lane works off, in order per key, at least once each and with every database effect exactly once.

    Rows are split over the lanes by the hash of a key (an order, a store), so rows of one key never meet in two workers.
    A row's state is written in the transaction of its effect: a worker killed at any line leaves either both or neither.

    To use it: inherit, implement :meth:`_process_one` and :meth:`_lane_key`, and declare the lanes. How the lanes work
    rows off stands in ``ecom_queue_worker.py``.
    """

    _name = "ecom.queue.mixin"
    _inherit = ["ecom.lane.mixin", "ecom.retention.mixin"]
    _description = "Queue Row"

    _queue_batch = 50  # rows claimed, and committed, together
    _queue_max_attempts = 10  # with the backoff of domain/retry: about two hours
    _queue_retriable = ("failed",)  # states that a person may send back into the queue
    _queue_settled = ("done",)  # states that are swept after _queue_keep_days
    _queue_since = None  # field that says when a row came in; create_date where that is logged
    _queue_action = None  # XML id of the action that shows the rows
    _queue_keep_days = None  # see ecom.retention.mixin; None: settled rows are kept

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
    attempts = fields.Integer(
        readonly=True, copy=False, aggregator=None, help="Tries that failed so far."
    )
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

    @api.model
    def _error_text(self, exc):
        # The name of the class apart: "SignatureInvalid: x" reads like a signature whose value is x.
        message = redact_text(str(exc).strip().replace("\n", " "), limit=_ERROR_LENGTH)
        return f"{type(exc).__name__}: {message}" if message else type(exc).__name__

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

    @api.model
    def _backlog(self):
        since = self._queue_since or ("create_date" if self._log_access else None)
        company = self._fields.get("company_id")
        return SQL(
            """
            SELECT count(*) FILTER (WHERE state = 'pending'), count(*) FILTER (WHERE state <> 'pending'),
                   min(%s) FILTER (WHERE state = 'pending')
              FROM %s WHERE state = ANY(%s) AND %s
            """,
            SQL.identifier(since) if since else SQL("NULL::timestamp"),
            SQL.identifier(self._table),
            ["pending", *self._queue_retriable],
            SQL("(company_id IS NULL OR company_id = ANY(%s))", self.env.companies.ids)
            if company and company.store
            else SQL("TRUE"),
        )

    @api.autovacuum
    def _gc_settled_rows(self):
        limit = None if self._abstract else self._kept_since(self._queue_keep_days)
        if not limit:
            return 0, False
        rows = self.search(
            [("state", "in", self._queue_settled), ("done_at", "<", limit)],
            limit=GC_UNLINK_LIMIT,
            order="id",
        )
        rows.unlink()
        return len(rows), len(rows) == GC_UNLINK_LIMIT
