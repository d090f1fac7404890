import json
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ..domain.event import Event

_READ = (
    "id, position, store_id, company_id, name, source, version, payload::text, occurred_at, customer_id, session_id,"
    " dedupe_key"
)


class EcomEventCursor(models.Model):
    """How far one consumer has read the outbox. Moved in the transaction of what the consumer did."""

    _name = "ecom.event.cursor"
    _description = "Event Consumer"
    _order = "consumer"
    _rec_name = "consumer"
    _log_access = False

    consumer = fields.Char(
        required=True, readonly=True, help="Technical name of the part that reads events."
    )
    label = fields.Char(string="Name", compute="_compute_label")
    position = fields.Integer(
        required=True,
        readonly=True,
        aggregator=None,
        help="Position of the last event it has worked off.",
    )
    moved_at = fields.Datetime(string="Last Read", readonly=True)
    waiting_count = fields.Integer(
        string="Waiting", compute="_compute_waiting", help="Events it has not read yet."
    )
    oldest_waiting_at = fields.Datetime(
        string="Oldest Waiting",
        compute="_compute_waiting",
        help="When the oldest event that it has not read was recorded.",
    )

    _consumer_unique = models.UniqueIndex("(consumer)")

    @api.depends("consumer")
    def _compute_label(self):
        for cursor in self:
            cursor.label = self._label_of(cursor.consumer)

    @api.model
    def _label_of(self, consumer):
        """Return what people call a consumer: str.

        :param str consumer: technical name, maybe of an addon that is gone
        """
        model = self.env.get(consumer)
        return consumer if model is None else model._description

    @api.depends("position")
    def _compute_waiting(self):
        for cursor in self:
            self.env.cr.execute(
                SQL(
                    "SELECT count(*), min(recorded_at) FROM ecom_event WHERE (position > %s OR position IS NULL) AND %s",
                    cursor.position,
                    self._wanted_by(cursor.consumer),
                )
            )
            cursor.waiting_count, cursor.oldest_waiting_at = self.env.cr.fetchone()

    # === CONSUMERS === #

    @api.model
    def _consumers(self):
        """Return the consumers of all installed addons: list of empty recordsets."""
        names = sorted(self.env.registry.descendants(["ecom.event.consumer"], "_inherit"))
        return [self.env[name] for name in names if not self.env[name]._abstract_consumer()]

    @api.model
    def _wake_consumers(self, event_names):
        """Run the consumers that must not wait for their interval, after the commit."""
        for consumer in self._consumers():
            if not event_names.isdisjoint(consumer._event_urgent):
                consumer._wake([0])

    @api.model
    def _of(self, consumer):
        """Return the id of a consumer's cursor, made on first use.

        :param consumer: empty recordset of its model
        """
        self.env.cr.execute(
            "SELECT id FROM ecom_event_cursor WHERE consumer = %s", [consumer._name]
        )
        found = self.env.cr.fetchone()
        if found:
            return found[0]
        start = self._head() if consumer._event_start == "now" else 0
        return self.create({"consumer": consumer._name, "position": start}).id

    @api.model
    def _head(self):
        """Return the position of the newest event, 0 if there is none."""
        self.env.cr.execute("SELECT max(position) FROM ecom_event")
        return self.env.cr.fetchone()[0] or 0

    @api.model
    def _passed_by_all(self):
        """Return the position that every installed consumer has reached."""
        names = [consumer._name for consumer in self._consumers()]
        self.env.cr.execute(
            "SELECT min(position) FROM ecom_event_cursor WHERE consumer = ANY(%s)", [names]
        )
        (passed,) = self.env.cr.fetchone()
        return self._head() if passed is None else passed

    # === READING === #

    def _lock(self):
        """Take the cursor for this transaction.

        :return: bool, False if somebody else has it
        """
        self.env.cr.execute(
            "SELECT id FROM ecom_event_cursor WHERE id = %s FOR UPDATE SKIP LOCKED", [self.id]
        )
        return bool(self.env.cr.fetchone())

    def _next(self, limit):
        """Return the events after the cursor, in order, and where the cursor stands once they are worked off.

        :return: (list of :class:`~..domain.event.Event`, int)
        """
        head = self._head()
        events = self._select(
            SQL(
                "position > %s AND position <= %s AND %s ORDER BY position LIMIT %s",
                self.position,
                head,
                self._wanted_by(self.consumer),
                limit,
            )
        )
        return events, events[-1].position if len(events) == limit else max(head, self.position)

    @api.model
    def _read_events(self, ids):
        """Return events by their database ids: list of :class:`~..domain.event.Event`."""
        return self._select(SQL("id = ANY(%s) ORDER BY position", list(ids)))

    def _select(self, condition):
        self.env.cr.execute(SQL("SELECT %s FROM ecom_event WHERE %s", SQL(_READ), condition))
        return [_event(row) for row in self.env.cr.fetchall()]

    def _move(self, position):
        self.write({"position": position, "moved_at": fields.Datetime.now()})

    @api.model
    def _wanted_by(self, name):
        """Return the SQL condition of the events that a consumer wants."""
        consumer = self.env.get(name)
        if consumer is None or consumer._event_names is None:
            return SQL("TRUE")
        return SQL("name = ANY(%s)", list(consumer._event_names))

    @api.autovacuum
    def _gc_orphans(self):
        """Delete the cursors of consumers whose addon is gone."""
        known = {consumer._name for consumer in self._consumers()}
        self.search([("consumer", "not in", list(known))]).unlink()


def _event(row):
    *start, payload, occurred_at, customer_id, session_id, dedupe_key = row
    return Event(
        *start,
        json.loads(payload, parse_float=Decimal),
        occurred_at,
        customer_id,
        session_id,
        dedupe_key,
    )
