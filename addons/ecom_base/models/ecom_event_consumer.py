import logging
import random
import time

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

_CONFLICTS_IN_A_ROW = 5


class EcomEventConsumer(models.AbstractModel):
    """A part of the system that works events off, in order, each with every database effect exactly once.

    To use it: make an ``AbstractModel`` that inherits this, implement :meth:`_consume`, and declare its one lane with
    ``<function model="…" name="_ensure_lanes" eval="[1, 1]" />`` in its data. Call no provider in :meth:`_consume`: put
    a row into a queue of your own (``ecom.queue.mixin``) instead.

    An event that cannot be consumed does not hold up the rest: it is set aside as an ``ecom.event.delivery``, which is
    tried again with growing delays and shows in the back office. So events may come late, after newer ones.
    """

    _name = "ecom.event.consumer"
    _description = "Event Consumer"
    _inherit = ["ecom.lane.mixin"]

    #: Names it wants (tuple); None: all.
    _event_names = None
    #: Names that wake it at once; the rest waits for its interval, so that page views cost no wake-up each.
    _event_urgent = ("order.placed", "order.confirmed", "order.cancelled", "customer.created")
    #: Events a transaction works off.
    _event_batch = 200
    #: Where it begins when it is installed: ``first`` event kept, or ``now``.
    _event_start = "first"

    @api.model
    def _consume(self, events):
        """Work events off. Override.

        Runs in a savepoint and may run again for the same events if the transaction was lost. Raise to have the events
        tried one by one.

        :param list events: :class:`~..domain.event.Event`, in order of position
        """
        raise NotImplementedError(f"{self._name} does not say what it does with events")

    @api.model
    def _abstract_consumer(self):
        return self._name == "ecom.event.consumer"

    @api.model
    def _backlog(self):
        return SQL(
            """
            SELECT count(*), NULL::bigint, min(recorded_at)
              FROM ecom_event
             WHERE (position IS NULL OR position > COALESCE(
                       (SELECT position FROM ecom_event_cursor WHERE consumer = %s), 0))
               AND %s
            """,
            self._name,
            self.env["ecom.event.cursor"]._wanted_by(self._name),
        )

    @api.model
    def _run_lane(self, lane=0, lanes=1):
        """Work off what is there, committing batch by batch. Called by the lane's cron."""
        ir_cron = self.env["ir.cron"]
        cursor = self.env["ecom.event.cursor"]
        cursor = cursor.browse(cursor._of(self))
        ir_cron._commit_progress(remaining=cursor.waiting_count)
        conflicts = 0
        while True:
            self.env["ecom.event"]._number_committed()
            try:
                handled = self._run_batch(cursor)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                conflicts += 1
                if conflicts > _CONFLICTS_IN_A_ROW:
                    raise
                self.env.cr.rollback()
                time.sleep(random.uniform(0.0, 0.05 * 2**conflicts))
                continue
            conflicts = 0
            time_left = ir_cron._commit_progress(handled or 0)
            if handled is None or not time_left:
                if handled is None:
                    ir_cron._commit_progress(remaining=0)
                return

    def _run_batch(self, cursor):
        """Work off one batch and move the cursor, without committing.

        :return: int events, None if none is left or somebody else is at it
        """
        cursor.invalidate_recordset()
        if not cursor._lock():
            return None
        events, position = cursor._next(self._event_batch)
        if position == cursor.position:
            return None
        if events:
            self._try(events)
        cursor._move(position)
        return len(events)

    def _try(self, events):
        """Consume events together; if that fails, one by one, and set aside those that fail."""
        try:
            with self.env.cr.savepoint():
                self._consume(events)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as exc:  # noqa: BLE001 one bad event must not stop the others
            if len(events) > 1:
                for event in events:
                    self._try([event])
                return
            _logger.warning(
                "%s set event %s (%s) aside: %s",
                self._name,
                events[0].id,
                events[0].name,
                self.env["ecom.event.delivery"]._error_text(exc),
            )
            _logger.debug("%s", self._name, exc_info=exc)
            self.env["ecom.event.delivery"]._set_aside(self, events[0], exc)
