import secrets
import time

import simplejson

from odoo import api, fields, models

from ..providers.demo import signature_header


class EcomDemoWebhook(models.Model):
    """A webhook that the demo gateway sends, over HTTP, until it was received."""

    _name = "ecom.demo.webhook"
    _description = "Demo Gateway Webhook"
    _inherit = ["ecom.queue.mixin"]
    _order = "id desc"
    _rec_name = "event_id"
    _queue_keep_days = 30

    charge_id = fields.Many2one(
        "ecom.demo.charge", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="charge_id.company_id", store=True, index=True)
    event_id = fields.Char(string="Event ID", required=True, readonly=True)
    body = fields.Text(required=True, readonly=True, help="JSON, exactly as sent.")

    @api.model
    def _new_id(self, prefix):
        return f"{prefix}_{secrets.token_hex(12)}"

    @api.model
    def _lane_key(self, vals):
        return f"charge:{vals['charge_id']}"

    @api.model
    def _queue(self, charge, event_type, data):
        """Write down an event of a charge and send it as soon as it is committed.

        :param str event_type: see ``readme/DEMO_GATEWAY.md``
        :param dict data: its ``data``, amounts as decimal strings
        """
        event_id = self._new_id("evt")
        event = {
            "id": event_id,
            "type": event_type,
            "data": data | {"amount": simplejson.RawJSON(data["amount"])},
            "createdAt": fields.Datetime.now().isoformat(timespec="seconds") + "Z",
        }
        return self._enqueue(
            [{"charge_id": charge.id, "event_id": event_id, "body": simplejson.dumps(event)}]
        )

    def _process_one(self):
        account = self.charge_id.provider_id._ecom_account()
        body = self.body.encode()
        response = account.http.request(
            "POST",
            self.charge_id.provider_id.ecom_webhook_url,
            data=body,
            headers={
                "Content-Type": "application/json",
                "X-Demo-Signature": signature_header(
                    account.webhook_secret, body, int(time.time())
                ),
            },
        )
        response.raise_for_status()
