from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..domain.retry import backoff


class EcomEventDelivery(models.Model):
    """An event that one consumer could not work off, to be tried again."""

    _name = "ecom.event.delivery"
    _description = "Event Set Aside"
    _inherit = ["ecom.queue.mixin"]
    _order = "id desc"
    _rec_name = "consumer"
    _log_access = False

    _queue_keep_days = 30
    _queue_since = "set_aside_at"
    _queue_action = "ecom_base.ecom_event_delivery_action"

    consumer = fields.Char(
        required=True, readonly=True, help="Technical name of the part that could not handle it."
    )
    consumer_label = fields.Char(string="Consumer Name", compute="_compute_consumer_label")
    event_id = fields.Many2one(
        "ecom.event", required=True, readonly=True, index=True, ondelete="cascade"
    )
    event_name = fields.Char(related="event_id.name")
    payload_text = fields.Text(related="event_id.payload_text")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    set_aside_at = fields.Datetime(required=True, readonly=True)

    _consumer_event_unique = models.UniqueIndex("(consumer, event_id)")

    @api.depends("consumer")
    def _compute_consumer_label(self):
        for delivery in self:
            delivery.consumer_label = self.env["ecom.event.cursor"]._label_of(delivery.consumer)

    @api.model
    def _set_aside(self, consumer, event, exc):
        """Keep an event for another try after a while.

        :param consumer: empty recordset of the consumer's model
        :param Event event: what could not be consumed
        :param Exception exc: why
        """
        now = fields.Datetime.now()
        self._enqueue(
            [
                {
                    "consumer": consumer._name,
                    "event_id": event.id,
                    "company_id": event.company_id,
                    "set_aside_at": now,
                    "attempts": 1,
                    "next_try_at": now + timedelta(seconds=backoff(1)),
                    "error": self._error_text(exc),
                }
            ]
        )

    def _process_one(self):
        consumer = self.env.get(self.consumer)
        if consumer is None:
            raise UserError(self.env._("The part that took this event is no longer installed."))
        consumer._consume(self.env["ecom.event.cursor"]._read_events(self.event_id.ids))
