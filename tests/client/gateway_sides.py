"""The other side of the gateways: customers who pay there, and the webhooks that tell the shop.

localstripe is a Stripe server that is not ours and delivers its own webhooks; Razorpay is played by the server of the addon's
tests, written from Razorpay's documentation.
"""

import json
import time
import uuid

import requests
from doubles import razorpay_server, stripe_server

WEBHOOK_SECRET = "whsec_of_the_lives"


class Razorpay:
    """Razorpay as a merchant's shop sees it."""

    code = "razorpay"
    keys = (razorpay_server.KEY_ID, razorpay_server.SECRET)
    running = staticmethod(lambda: razorpay_server.RazorpayServer().running())

    def __init__(self, server):
        self.server, self.url = server, server.url

    def connect(self, webhook_url):
        self.webhook_url = webhook_url

    def pay(self, order):
        """Have the customer pay; the webhook comes twice, as it may."""
        payment = self.server.pay(order["payment"]["clientParams"]["orderId"])
        self._notify("payment.captured", f"evt_{payment['id']}", payment=payment)
        self._notify("payment.captured", f"evt_{payment['id']}", payment=payment)
        return payment["amount"]

    def refunds(self):
        """Report the refunds that were asked for; return their amounts."""
        for refund in self.server.refunds.values():
            payment = self.server.payments[refund["payment_id"]]
            self._notify("refund.processed", f"evt_{refund['id']}", refund=refund, payment=payment)
        return [refund["amount"] for refund in self.server.refunds.values()]

    def _notify(self, name, event_id, **entities):
        event = {
            "entity": "event",
            "event": name,
            "contains": list(entities),
            "payload": {kind: {"entity": entity} for kind, entity in entities.items()},
            "created_at": int(time.time()),
        }
        body = json.dumps(event).encode()
        headers = {
            "Content-Type": "application/json",
            "X-Razorpay-Signature": razorpay_server.sign(body, WEBHOOK_SECRET),
            "X-Razorpay-Event-Id": event_id,
        }
        answer = requests.post(self.webhook_url, data=body, headers=headers, timeout=30)
        assert answer.status_code == 200, answer.text


class Stripe:
    """Stripe, played by localstripe, which signs and delivers its webhooks to the shop itself."""

    code = "stripe"
    keys = (stripe_server.PUBLISHABLE, stripe_server.SECRET)
    running = staticmethod(stripe_server.StripeServer.running)

    def __init__(self, server):
        self.server, self.url = server, server.url

    def connect(self, webhook_url):
        name = uuid.uuid4().hex
        target = {"url": webhook_url, "secret": WEBHOOK_SECRET}
        self.server.call("POST", f"/_config/webhooks/{name}", json=target)

    def pay(self, order):
        """Have the customer pay with a card."""
        return self.server.pay(order["payment"]["clientParams"]["paymentIntentId"])["amount"]

    def refunds(self):
        """Return the amounts of the refunds that were asked for; localstripe has no event about them."""
        return [refund["amount"] for refund in self.server.call("GET", "/v1/refunds")["data"]]


SIDES = {side.code: side for side in (Razorpay, Stripe)}
