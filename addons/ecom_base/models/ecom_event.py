import simplejson

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL
from odoo.tools.constants import GC_UNLINK_LIMIT

from ..domain.event import EVENT_NAME

_NUMBERING_LOCK = 0x65636F6D  # "ecom": one transaction at a time gives out positions
_NUMBERED_AT_ONCE = 5000
_NUMBERING_ATTEMPTS = 5
_NUMBER = """
    UPDATE ecom_event event SET position = numbered.position
      FROM (SELECT id, nextval('ecom_event_position_seq') AS position
              FROM (SELECT id FROM ecom_event WHERE position IS NULL ORDER BY id LIMIT %s) fresh) numbered
     WHERE event.id = numbered.id
"""


class EcomEvent(models.Model):
    """The outbox: facts, written in the transaction that makes them true and never changed.

    Ids are given out before transactions commit, so a row with a smaller id may appear after one with a larger id has
    been read. Consumers therefore read by :attr:`position`, which committed rows get later, one transaction at a time
    (:meth:`_number_committed`): a row that commits late simply gets a later position. Unlike transaction ids, positions
    survive a restore into another server.
    """

    _name = "ecom.event"
    _description = "Event"
    _inherit = ["ecom.retention.mixin"]
    _order = "id desc"
    _rec_name = "name"
    _log_access = False

    _keep_days = 180

    store_id = fields.Many2one("ecom.store", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    name = fields.Char(
        required=True,
        readonly=True,
        help="What happened. Facts of the back office are named noun.verb, e.g. order.placed.",
    )
    source = fields.Selection(
        [("server", "Back office"), ("storefront", "Storefront")],
        required=True,
        readonly=True,
        help="Storefront events come from browsers and prove nothing.",
    )
    version = fields.Integer(
        required=True, readonly=True, aggregator=None, help="Version of the payload's shape."
    )
    dedupe_key = fields.Char(
        string="Deduplication Key",
        readonly=True,
        help="The same fact reported twice has the same key, and is kept once.",
    )
    payload = fields.Json(readonly=True)
    payload_text = fields.Text(
        string="Details",
        compute="_compute_payload_text",
        help="What happened in detail, as JSON.",
    )
    occurred_at = fields.Datetime(string="Occurred", required=True, readonly=True)
    recorded_at = fields.Datetime(string="Recorded", required=True, readonly=True)
    customer_id = fields.Many2one(
        "ecom.customer", readonly=True, index="btree_not_null", ondelete="set null"
    )
    session_id = fields.Char(
        readonly=True,
        index="btree_not_null",
        help="Random name that the storefront gave to the visit.",
    )
    position = fields.Integer(
        readonly=True,
        aggregator=None,
        help="Place in the order in which other parts of the system work events off. Empty for a moment after "
        "recording.",
    )

    _store_dedupe_unique = models.UniqueIndex(
        "(store_id, dedupe_key) WHERE dedupe_key IS NOT NULL",
        "This event has been recorded already.",
    )
    _position_unique = models.UniqueIndex("(position) WHERE position IS NOT NULL")
    _unnumbered_index = models.Index("(id) WHERE position IS NULL")
    _store_name_index = models.Index("(store_id, name, occurred_at)")
    _recorded_index = models.Index("(recorded_at)")

    def init(self):
        self.env.cr.execute(
            "CREATE SEQUENCE IF NOT EXISTS ecom_event_position_seq OWNED BY ecom_event.position"
        )

    @api.depends("payload")
    def _compute_payload_text(self):
        for event in self:
            event.payload_text = simplejson.dumps(event.payload, indent=2, ensure_ascii=False)

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(self.env._("Events are recorded by what happens, not by hand."))

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("What has happened cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Events are deleted when they are old, not by hand."))

    # === PRODUCING === #

    @api.model
    def _emit(self, events):
        """Record events in the current transaction, in one statement, and wake the consumers that wait for them.

        :param list[dict] events: ``store_id`` (int), ``name`` (str) and ``payload`` (dict, JSON-able, may hold Decimal)
            of each; optional ``version`` (1), ``source`` (``server``), ``dedupe_key``, ``occurred_at`` (naive UTC; now),
            ``customer_id`` (int) and ``session_id`` (str)
        :return: int, how many were new; those whose dedupe key the store has seen are left out
        :raise ValueError: if a name or a payload is malformed
        """
        if not events:
            return 0
        now = fields.Datetime.now()
        rows = [_row(event, number, now) for number, event in enumerate(events)]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ecom_event
                       (store_id, company_id, name, source, version, dedupe_key, payload, occurred_at, recorded_at,
                        customer_id, session_id)
                SELECT new.store_id, store.company_id, new.name, source, version, dedupe_key, payload, occurred_at, %s,
                       customer_id, session_id
                  FROM jsonb_to_recordset(%s::jsonb)
                       AS new (number int, store_id int, name text, source text, version int, dedupe_key text,
                               payload jsonb, occurred_at timestamp, customer_id int, session_id text)
                  JOIN ecom_store store ON store.id = new.store_id
                 ORDER BY number
                    ON CONFLICT (store_id, dedupe_key) WHERE dedupe_key IS NOT NULL DO NOTHING
                """,
                now,
                simplejson.dumps(rows, use_decimal=True, default=str),
            )
        )
        recorded = self.env.cr.rowcount
        if recorded:
            self.env["ecom.event.cursor"]._wake_consumers({event["name"] for event in events})
        return recorded

    # === ORDER OF COMMITS === #

    @api.model
    def _number_committed(self):
        """Give committed events their positions, and commit. Call it where nothing is pending.

        When it returns, everything that was committed before the call has its position, whoever gave it out.

        :return: int, events numbered here
        """
        cr, ir_cron = self.env.cr, self.env["ir.cron"]
        for _attempt in range(_NUMBERING_ATTEMPTS):
            cr.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING_LOCK])
            try:
                with cr.savepoint(flush=False):
                    cr.execute(_NUMBER, [_NUMBERED_AT_ONCE], log_exceptions=False)
                    numbered = cr.rowcount
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # Another transaction was at it while we waited, which this one's snapshot does not show.
                ir_cron._commit_progress()
                continue
            ir_cron._commit_progress()
            return numbered
        return 0

    # === LOOKING AFTER IT === #

    @api.autovacuum
    def _gc_events(self):
        """Delete old events that every consumer has passed and that nobody has to try again."""
        limit = self._kept_since(self._keep_days)
        if not limit:
            return 0, False
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM ecom_event WHERE id IN (
                    SELECT event.id FROM ecom_event event
                     WHERE event.recorded_at < %s AND event.position <= %s
                       AND NOT EXISTS (SELECT FROM ecom_event_delivery delivery
                                        WHERE delivery.event_id = event.id AND delivery.state <> 'done')
                     ORDER BY event.recorded_at LIMIT %s)
                """,
                limit,
                self.env["ecom.event.cursor"]._passed_by_all(),
                GC_UNLINK_LIMIT,
            )
        )
        return self.env.cr.rowcount, self.env.cr.rowcount == GC_UNLINK_LIMIT


def _row(event, number, now):
    if not EVENT_NAME.match(event["name"]):
        raise ValueError(f"{event['name']!r} is not the name of an event")
    if not isinstance(event["payload"], dict):
        raise ValueError(f"The payload of {event['name']} is not a dict")
    return {
        "number": number,
        "version": 1,
        "source": "server",
        **event,
        "occurred_at": (event.get("occurred_at") or now).isoformat(),
    }
