"""A program: localstripe, on a port, with the Checkout sessions that it lacks. See ``stripe_server.py``.

Sessions are our reading of docs.stripe.com/api/checkout/sessions; what pays them, and every webhook, is localstripe's.
"""

import sys

from aiohttp import web
from localstripe import resources
from localstripe.errors import UserError
from localstripe.resources import Event, PaymentIntent, StripeObject, schedule_webhook

# its own command keeps its state in a file that all users of the machine share, and listens to the whole network
resources.Store.dump_to_disk = lambda store: None

_REQUIRED = {"mode", "line_items", "success_url"}
_KNOWN = _REQUIRED | {
    "client_reference_id",
    "customer_email",
    "expires_at",
    "metadata",
    "payment_intent_data",
}
_SHORTEST, _LONGEST = 30 * 60, 24 * 60 * 60  # seconds


class Session(StripeObject):
    """A payment page. Its PaymentIntent exists once it is paid, as since Stripe's API of 2022-08-01."""

    object = "checkout.session"
    _id_prefix = "cs_test_"

    def __init__(self, **fields):
        unknown, missing = fields.keys() - _KNOWN, _REQUIRED - fields.keys()
        if unknown or missing or fields["mode"] != "payment":
            raise UserError(400, f"Unexpected {unknown}, missing {missing}")
        try:
            totals = [
                int(line["price_data"]["unit_amount"]) * int(line["quantity"])
                for line in fields["line_items"]
            ]
            (self.currency,) = {line["price_data"]["currency"] for line in fields["line_items"]}
            names = [line["price_data"]["product_data"]["name"] for line in fields["line_items"]]
        except (LookupError, TypeError, ValueError) as error:
            raise UserError(400, f"Bad line_items: {error!r}") from error
        if not all(names) or not fields["success_url"].startswith("http"):
            raise UserError(400, "Not a valid name or URL")
        super().__init__()
        self.amount_total = sum(totals)
        self.client_reference_id = fields.get("client_reference_id")
        self.metadata = fields.get("metadata") or {}
        self.mode, self.payment_intent = "payment", None
        self.status, self.payment_status = "open", "unpaid"
        self.url = f"http://localhost:{sys.argv[1]}/c/pay/{self.id}"
        self._intent = fields.get("payment_intent_data") or {}

        self.expires_at = int(fields.get("expires_at") or self.created + _LONGEST)
        if not _SHORTEST <= self.expires_at - self.created <= _LONGEST:
            raise UserError(400, "expires_at must be between 30 minutes and 24 hours from now")

    @classmethod
    def _api_expire(cls, id):
        session = cls._api_retrieve(id)
        if session.status != "open":
            raise UserError(400, "Only open sessions can be expired")
        session.status = "expired"
        schedule_webhook(Event("checkout.session.expired", session))
        return session

    @classmethod
    def _api_pay(cls, id, payment_method=None):
        """What the customer does on the page. Not an endpoint of Stripe."""
        session = cls._api_retrieve(id)
        if session.status != "open":
            raise UserError(400, "The session is over")
        intent = PaymentIntent._api_create(
            amount=session.amount_total,
            currency=session.currency,
            payment_method=payment_method,
            confirm=True,
            **session._intent,
        )
        session.payment_intent, session.status = intent.id, "complete"
        session.payment_status = "paid" if intent.status == "succeeded" else "unpaid"
        schedule_webhook(Event("checkout.session.completed", session))
        return session


resources.extra_apis += [
    ("POST", "/v1/checkout/sessions", Session._api_create),
    ("GET", "/v1/checkout/sessions/{id}", Session._api_retrieve),
    ("POST", "/v1/checkout/sessions/{id}/expire", Session._api_expire),
    ("POST", "/v1/checkout/sessions/{id}/_pay", Session._api_pay),
]

if __name__ == "__main__":
    from localstripe.server import app  # takes the routes over when it is imported

    web.run_app(app, host="localhost", port=int(sys.argv[1]))
