"""Models that exist only while a test class runs, to try the mixins on."""

import hashlib
import hmac
import json
from contextlib import contextmanager

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.orm.model_classes import add_to_registry

from ..domain.retry import RetryLater
from ..domain.webhook import Ignored, Quarantine, WebhookNotice
from ..fields import Secret
from ..models.ecom_webhook_receiver import SignatureError, WebhookSecretMissing


class FakeJob(models.Model):
    """A queue whose rows do what ``script`` says."""

    _module = None
    _name = "ecom.test.job"
    _description = "Test Job"
    _inherit = ["ecom.queue.mixin"]
    _log_access = False

    _queue_max_attempts = 3
    _queue_keep_days = 7
    tried = []  # what was processed, in order

    key = fields.Char()
    script = fields.Char(default="ok")
    applied = fields.Integer()

    def _lane_key(self, vals):
        return vals.get("key")

    def _process_one(self):
        self.tried.append(self.id)
        self.applied += 1
        self.flush_recordset()
        verb, _, argument = (self.script or "ok").partition(" ")
        if verb == "fail":
            raise ValueError(f"cannot: password={argument or 'x'}")
        if verb == "later":
            raise RetryLater(float(argument))
        if verb == "conflict" and self.tried.count(self.id) <= int(argument):
            raise SerializationFailure("could not serialize access")


class FakeVault(models.Model):
    """A provider with a secret."""

    _module = None
    _name = "ecom.test.vault"
    _description = "Test Vault"
    _log_access = False

    name = fields.Char()
    secret = Secret(groups="base.group_system")
    note = fields.Char(compute="_compute_note", groups="base.group_system")

    @api.depends("secret")
    def _compute_note(self):
        for vault in self:
            vault.note = f"secret is {vault.secret}"


class FakeConsumer(models.AbstractModel):
    """A consumer that remembers what it got, and cannot take one kind of event."""

    _module = None
    _name = "ecom.test.consumer"
    _description = "Test Consumer"
    _inherit = ["ecom.event.consumer"]

    _event_names = ("order.placed", "order.confirmed")
    _event_batch = 2
    seen = []  # batches, in order
    bad = None  # name that it cannot take

    def _consume(self, events):
        self.seen.append(events)
        if any(event.name == type(self).bad for event in events):
            raise ValueError("cannot: token=abc123def")


class FakeReceiver(models.AbstractModel):
    """A provider that signs with HMAC-SHA256 over the raw body. It has no table, so that any transaction sees it."""

    _module = None
    _name = "ecom.test.receiver"
    _description = "Test Receiver"
    _inherit = ["ecom.webhook.receiver"]

    secrets = {1: "s3cr3t", 2: ""}  # by record id
    processed = []  # event ids, in order
    hang_ups = 1  # how often a "hang-up" still loses its connection

    def exists(self):
        return self.browse(set(self.ids) & self.secrets.keys())

    def _webhook_provider(self):
        return f"test:{self.id}"

    def _webhook_verify(self, raw_body, headers):
        secret = self.secrets[self.id]
        if not secret:
            raise WebhookSecretMissing("No webhook secret is configured")
        if not hmac.compare_digest(headers.get("x-test-signature", ""), sign(raw_body, secret)):
            raise SignatureError("The signature does not fit the body")
        event = json.loads(raw_body)
        return WebhookNotice(event["id"], event["type"], event.get("order"))

    def _webhook_process(self, event):
        self.processed.append(event.event_id)
        match event.event_type:
            case "odd.raised":
                raise Quarantine("wrong amount")
            case "odd.returned":
                return Quarantine("wrong amount, but noted")
            case "boring":
                return Ignored("nothing to do")
            case "broken":
                raise ValueError("boom")
            case "hang-up" if type(self).hang_ups:
                type(self).hang_ups -= 1
                # What the database sees of a worker killed with SIGKILL: a connection that is gone.
                with self.pool.cursor() as cr:
                    cr.execute(
                        "SELECT pg_terminate_backend(%s)", [self.env.cr._cnx.info.backend_pid]
                    )
                self.env.cr.execute("SELECT 1")
        return None


def sign(raw, secret):
    """Return the signature header of a body."""
    return hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


@contextmanager
def fake_models(registry, cr, *definitions):
    """Have these models in the registry, and their tables in the transaction of ``cr``."""
    for definition in definitions:
        # Not in the class: it would make every later registry of this process load the model.
        add_to_registry(registry, definition)._original_module = "ecom_base"
    registry._setup_models__(cr, [])
    names = [definition._name for definition in definitions]
    kept = [name for name in names if registry[name]._auto or registry[name]._abstract]
    registry.init_models(cr, kept, {"module": "ecom_base"})
    try:
        yield
    finally:
        for definition in definitions:
            del registry[definition._name]
        registry._setup_models__(cr)
