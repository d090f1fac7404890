import base64
import json
from decimal import Decimal

import simplejson
from psycopg2.errors import SerializationFailure
from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..domain.redaction import redact_json
from ..domain.webhook import Ignored, Quarantine, kept_headers

_EVIDENCE = frozenset({"provider", "event_id", "event_type", "raw_body", "headers", "received_at"})


class EcomWebhookEvent(models.Model):
    """The one door in: events that providers sent, verified, kept as received and applied once, by a lane.

    The row is committed before the provider gets its 2xx, so nothing that was acknowledged can be lost.
    """

    _name = "ecom.webhook.event"
    _description = "Webhook Event"
    _inherit = ["ecom.queue.mixin"]
    _order = "id desc"
    _rec_name = "event_id"
    _log_access = False

    _queue_retriable = ("failed", "quarantined")
    _queue_settled = ("done", "ignored")
    _queue_keep_days = 90
    _queue_since = "received_at"
    _queue_action = "ecom_base.ecom_webhook_event_action"

    provider = fields.Char(
        required=True, readonly=True, help="Who sent it: kind and number of the receiver."
    )
    event_id = fields.Char(
        string="Event ID",
        required=True,
        readonly=True,
        help="The provider's id, the same on every delivery.",
    )
    event_type = fields.Char(readonly=True, help="The provider's name of what happened.")
    raw_body = fields.Binary(
        attachment=False,
        readonly=True,
        prefetch=False,
        groups="base.group_system",
        help="The body as received, with whatever secrets it holds.",
    )
    body_text = fields.Text(
        string="Body",
        compute="_compute_body_text",
        help="The body, indented if it is JSON, without the secrets in it.",
    )
    headers = fields.Json(string="Headers Received", readonly=True)
    headers_text = fields.Text(
        string="Headers",
        compute="_compute_headers_text",
        help="Those headers that hold neither signature nor secret.",
    )
    received_at = fields.Datetime(string="Received", readonly=True)
    receiver_model = fields.Char(readonly=True)
    receiver_id = fields.Many2oneReference(
        string="Receiver ID", model_field="receiver_model", readonly=True
    )
    receiver_name = fields.Char(
        string="Receiver",
        compute="_compute_receiver_name",
        help="What the event was sent to, e.g. a payment provider.",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    reason = fields.Char(
        readonly=True, copy=False, help="Why the event was quarantined or ignored."
    )
    problem = fields.Char(compute="_compute_problem", help="Why it is not simply done.")
    state = fields.Selection(
        selection_add=[("quarantined", "Quarantined"), ("ignored", "Ignored")],
        ondelete={"quarantined": "set default", "ignored": "set default"},
    )

    _provider_event_unique = models.UniqueIndex(
        "(provider, event_id)", "This event has been received already."
    )
    _received_index = models.Index("(received_at)")

    @api.depends("raw_body")
    def _compute_body_text(self):
        for event in self:
            text = event._raw().decode(errors="replace").replace("\x00", "\ufffd")
            try:
                value = redact_json(json.loads(text, parse_float=Decimal))
            except ValueError:
                event.body_text = text
            else:
                event.body_text = simplejson.dumps(
                    value, indent=2, ensure_ascii=False, use_decimal=True
                )

    @api.depends("headers")
    def _compute_headers_text(self):
        for event in self:
            event.headers_text = "\n".join(
                f"{name}: {value}" for name, value in sorted((event.headers or {}).items())
            )

    @api.depends("receiver_model", "receiver_id")
    def _compute_receiver_name(self):
        for event in self:
            receiver = event._receiver().sudo()  # sudo: the name only
            event.receiver_name = receiver.display_name if receiver else event.provider

    @api.depends("reason", "error")
    def _compute_problem(self):
        for event in self:
            event.problem = event.reason or event.error

    def write(self, vals):
        if _EVIDENCE & vals.keys():
            raise UserError(self.env._("What a provider sent cannot be changed."))
        return super().write(vals)

    @api.model
    def _receive(self, receiver, raw, headers):
        """Verify a webhook and keep it for the lane. Answer the provider 2xx after this returns, new or not.

        :param receiver: one record of a model that inherits ``ecom.webhook.receiver``
        :param bytes raw: the body exactly as received
        :param headers: mapping of the request's headers
        :return: bool, False for an event that was received before
        :raise SignatureError: (401) if the signature does not fit
        :raise WebhookSecretMissing: (503) if the receiver has no secret
        """
        receiver.ensure_one()
        lower = {str(name).lower(): value for name, value in headers.items()}
        notice = receiver._webhook_verify(raw, lower)
        if self._is_known(receiver._webhook_provider(), notice.event_id):
            return False
        lane = self._lane_of(notice.lane_key)
        company = receiver.company_id if "company_id" in receiver._fields else None
        query = SQL(
            """
            INSERT INTO ecom_webhook_event
                   (provider, event_id, event_type, raw_body, headers, received_at,
                    receiver_model, receiver_id, company_id, state, lane, attempts)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'pending', %s, 0)
                ON CONFLICT (provider, event_id) DO NOTHING
            """,
            receiver._webhook_provider(),
            notice.event_id,
            notice.event_type,
            base64.b64encode(raw),
            Json(kept_headers(lower)),
            fields.Datetime.now(),
            receiver._name,
            receiver.id,
            company.id if company else None,
            lane,
        )
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(query, log_exceptions=False)
                is_new = bool(self.env.cr.rowcount)
        except SerializationFailure:
            # The only row this statement can meet is the same event, committed by another worker after our snapshot
            # was taken. Odoo's own retry would get there too, after sleeping.
            is_new = False
        if is_new:
            self._wake([lane])
        return is_new

    def _is_known(self, provider, event_id):
        """Tell whether an event is here already. Only reads: an insert that meets the row while its lane works on it
        would wait until the whole batch is committed, longer than providers wait for an answer.
        """
        self.env.cr.execute(
            SQL(
                "SELECT FROM ecom_webhook_event WHERE provider = %s AND event_id = %s",
                provider,
                event_id,
            )
        )
        return bool(self.env.cr.rowcount)

    def _raw(self):
        """Return the body exactly as received (bytes)."""
        self.ensure_one()
        event = self.sudo()  # sudo: what people see of it is redacted, what is processed is not
        return base64.b64decode(event.with_context(bin_size=False).raw_body or b"")

    def _json(self):
        """Return the decoded JSON body, numbers with a fraction as Decimal.

        :raise Quarantine: if it is not JSON
        """
        try:
            return json.loads(self._raw(), parse_float=Decimal)
        except ValueError as exc:
            raise Quarantine("The body is not JSON") from exc

    def _receiver(self):
        """Return the record the event was sent to, empty if it or its addon is gone."""
        self.ensure_one()
        if self.receiver_model not in self.env:
            return self.browse()
        return self.env[self.receiver_model].browse(self.receiver_id).exists()

    def _process_one(self):
        receiver = self._receiver()
        if not receiver:
            raise Quarantine("The receiver no longer exists")
        result = receiver._webhook_process(self)
        if isinstance(result, (Quarantine, Ignored)):
            self.write(self._verdict_vals(result))

    def _failure_vals(self, exc):
        if isinstance(exc, (Quarantine, Ignored)):
            return self._verdict_vals(exc)
        return super()._failure_vals(exc)

    def _verdict_vals(self, verdict):
        return {
            "state": "quarantined" if isinstance(verdict, Quarantine) else "ignored",
            "reason": str(verdict) or type(verdict).__name__,
            "attempts": self.attempts + 1,
            "next_try_at": False,
            "done_at": fields.Datetime.now(),
        }

    def action_retry(self):
        self.filtered("reason").write({"reason": False})
        return super().action_retry()

    def action_ignore(self):
        """Settle events that need no more attention."""
        self.check_access("write")
        self.filtered(lambda event: event.state in self._queue_retriable).write(
            {
                "state": "ignored",
                "done_at": fields.Datetime.now(),
                "reason": self.env._("Ignored by hand"),
            }
        )
