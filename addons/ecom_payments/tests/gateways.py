"""Razorpay and Stripe for tests: what customers do there, and the webhooks that follow. Put one before ``PaymentsCase``."""

import json
import time
import uuid

from . import razorpay_server, stripe_server

WEBHOOK_SECRET = "whsec_of_the_tests"


class GatewayTools:
    """Tests of what every gateway must bear are written against this."""

    gateway = None
    keys = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider = cls.set_up(cls.gateway, cls.keys, cls.server.url)

    @classmethod
    def set_up(cls, code, keys, url, **values):
        """Enable a gateway of the store's company in test mode."""
        provider = cls.env["payment.provider"].search(
            [("code", "=", f"ecom_{code}"), ("company_id", "=", cls.store.company_id.id)]
        )
        key_id, secret = keys
        provider.write(
            {
                "ecom_key_id": key_id,
                "ecom_secret": secret,
                "ecom_webhook_secret": WEBHOOK_SECRET,
                "ecom_base_url": url,
                "state": "test",
                **values,
            }
        )
        return provider

    # === WEBHOOKS === #

    def send(self, webhook, *, provider=None):
        """Deliver (raw body, headers) over HTTP; return the response."""
        body, headers = webhook
        provider = provider or self.provider
        path = f"/api/webhooks/{self.gateway}/{provider.ecom_uid}"
        return self.call("POST", path, body, auth=None, headers=headers)

    def event(self, order, kind="captured", **changes):
        """Return the webhook that reports what became of an order's open payment. Overridden.

        :param changes: ``amount`` in smallest units, ``currency``, ``ref`` (of the intent), ``payment`` (its id)
        """
        raise NotImplementedError

    def deliver_at(self, *webhooks):
        for webhook in webhooks:
            self.deliver(webhook)

    def ref(self, order):
        """Return the gateway's id of an order's open payment."""
        return (
            self.record(order)
            .ecom_transaction_ids.filtered("ecom_gateway_ref")[-1:]
            .ecom_gateway_ref
        )

    def payment_row(self, order):
        rows = self.record(order).ecom_transaction_ids
        return rows.filtered(lambda row: row.ecom_purpose in {"upfront", "conversion"})[-1:]

    def refund_rows(self, order):
        return self.record(order).ecom_transaction_ids.filtered(
            lambda row: row.operation == "refund"
        )

    def run_jobs(self):
        self.env["ecom.gateway.job"].search([]).write({"next_try_at": False})
        self.run_lane("ecom.gateway.job")
        self.env.invalidate_all()


class RazorpayTools(GatewayTools):
    gateway = "razorpay"
    keys = (razorpay_server.KEY_ID, razorpay_server.SECRET)

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(razorpay_server.RazorpayServer().running())
        super().setUpClass()

    def setUp(self):
        super().setUp()
        self.server.fail(0)
        self.server.lose_answers(0)

    def pay(self, order, **options):
        """Have the customer pay, and return the webhook about it."""
        payment = self.server.pay(self.ref(order), **options)
        return self.webhook("payment.captured", payment=payment)

    def give_back(self, order, amount):
        """Give money back in the gateway's dashboard; return the webhook."""
        return self.of_refund(self.server.refund(self.paid_id(order), amount))

    def again(self, webhook):
        """Return the same report in an event of its own."""
        body, headers = webhook
        return body, headers | {"X-Razorpay-Event-Id": f"evt_{uuid.uuid4().hex}"}

    def paid_id(self, order):
        """Return the gateway's id of the payment that an order got."""
        payments = self.server.payments.values()
        return next(payment["id"] for payment in payments if payment["order_id"] == self.ref(order))

    def of_refund(self, refund, name="refund.processed"):
        payment = self.server.payments[refund["payment_id"]]
        return self.webhook(name, refund=refund, payment=payment)

    def made_refund(self, order):
        """Return the webhook about the newest refund that we asked for."""
        refunds = [r for r in self.server.refunds.values() if r["receipt"]]
        return self.of_refund(refunds[-1])

    def count_refunds(self):
        return len(self.server.refunds)

    def event(self, order, kind="captured", *, event_id=None, **changes):
        row = self.payment_row(order)
        payment = {
            "id": changes.get("payment")
            or f"pay_{(changes.get('ref') or row.ecom_gateway_ref)[-8:]}",
            "amount": changes.get("amount") or int(row.amount * 100),
            "currency": changes.get("currency", "INR"),
            "order_id": changes.get("ref") or row.ecom_gateway_ref,
            "notes": changes.get("notes") or [],
            "error_description": "Declined" if kind == "failed" else None,
        }
        return self.webhook(f"payment.{kind}", event_id=event_id, payment=payment)

    def webhook(self, name, *, event_id=None, **entities):
        """Return a signed webhook: (raw body, headers)."""
        event = {
            "entity": "event",
            "event": name,
            "contains": list(entities),
            "payload": {kind: {"entity": entity} for kind, entity in entities.items()},
            "created_at": int(time.time()),
        }
        body = json.dumps(event).encode()
        return body, {
            "X-Razorpay-Signature": razorpay_server.sign(body, WEBHOOK_SECRET),
            "X-Razorpay-Event-Id": event_id or f"evt_{uuid.uuid4().hex}",
        }


class StripeTools(GatewayTools):
    gateway = "stripe"
    keys = (stripe_server.PUBLISHABLE, stripe_server.SECRET)

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(stripe_server.StripeServer.running())
        super().setUpClass()

    def pay(self, order, **options):
        intent = self.server.pay(self.ref(order), **options)
        return self.webhook("payment_intent.succeeded", intent)

    def give_back(self, order, amount):
        data = {"payment_intent": self.ref(order), "amount": amount}
        refund = self.server.call("POST", "/v1/refunds", data=data)
        return self.webhook("refund.created", refund)

    def again(self, webhook):
        """Return the same report in an event of its own."""
        event = json.loads(webhook[0])
        return self.webhook(event["type"], event["data"]["object"])

    def made_refund(self, order):
        return self.webhook("refund.updated", self.refunds(order)[0])

    def refunds(self, order):
        intent_id = self.payment_row(order).provider_reference
        refunds = self.server.call("GET", f"/v1/refunds?payment_intent={intent_id}")["data"]
        return [refund for refund in refunds if refund["metadata"]]

    def event(self, order, kind="captured", *, event_id=None, **changes):
        row = self.payment_row(order)
        name = {
            "captured": "succeeded",
            "failed": "payment_failed",
            "authorized": "amount_capturable_updated",
        }[kind]
        amount = changes.get("amount") or int(row.amount * 100)
        intent = {
            "id": changes.get("ref") or row.ecom_gateway_ref,
            "object": "payment_intent",
            "amount": amount,
            "amount_received": amount if kind == "captured" else 0,
            "amount_capturable": amount if kind == "authorized" else 0,
            "currency": changes.get("currency", "INR").lower(),
            "metadata": changes.get("notes") or {},
            "last_payment_error": {"message": "Declined"} if kind == "failed" else None,
        }
        return self.webhook(f"payment_intent.{name}", intent, event_id=event_id)

    def webhook(self, name, found, *, event_id=None):
        """Return a webhook signed by the vendor's SDK: (raw body, headers)."""
        import stripe  # noqa: PLC0415

        event = {
            "id": event_id or f"evt_{uuid.uuid4().hex}",
            "object": "event",
            "api_version": "2026-10-28.endive",
            "type": name,
            "livemode": False,
            "data": {"object": found},
        }
        body = json.dumps(event)
        sign = stripe.WebhookSignature.generate_signature_header
        return body.encode(), {"Stripe-Signature": sign(body, WEBHOOK_SECRET)}
