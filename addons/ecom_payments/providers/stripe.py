"""Stripe: PaymentIntents for the storefront's own page, Checkout for payments by link.

Every event is about one PaymentIntent, whose id is both the intent's reference and the payment's; a link's reference is the
Checkout session's.
"""

import json
import logging
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from ..domain.minor_units import AmountNotPayable, from_minor, is_payable, to_minor
from .base import GatewayEvent, GatewayRefused, Intent, RefundResult, SignatureInvalid
from .registry import register
from .sdk_http import SdkHttp

# below that level the SDK writes whole bodies
logging.getLogger("stripe").setLevel(logging.WARNING)

#: Seconds between signing and receiving: an older signature could be a recorded one.
TOLERANCE = 300
#: Currencies that Stripe counts in other units than ISO 4217, docs.stripe.com/currencies
_UNITS = {"ISK": 2, "UGX": 2, "MGA": 0}
# docs.stripe.com/currencies, minimum charge amounts
_MINIMUM = {
    "AED": 2,
    "CZK": 15,
    "DKK": "2.5",
    "GBP": "0.3",
    "HKD": 4,
    "HUF": 175,
    "JPY": 50,
    "MXN": 10,
    "MYR": 2,
    "NOK": 3,
    "PLN": 2,
    "RON": 2,
    "SEK": 3,
    "THB": 10,
}
_INTENT_KINDS = {
    "payment_intent.succeeded": "captured",
    "payment_intent.payment_failed": "failed",
    "payment_intent.amount_capturable_updated": "authorized",
}
_LINK_EVENTS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.expired",
)
#: How long a page may last, docs.stripe.com/api/checkout/sessions/create#create_checkout_session-expires_at
_SHORTEST, _LONGEST = timedelta(minutes=30), timedelta(hours=24)
_REFUND_EVENTS = ("refund.created", "refund.updated", "refund.failed", "charge.refund.updated")
_REFUND_STATES = {"succeeded": "done", "failed": "failed", "canceled": "failed"}
_REFUND_KINDS = {"done": "refunded", "failed": "refund_failed"}


@register
class StripeGateway:
    code = "stripe"
    name = "Stripe"
    api_url = "https://api.stripe.com"
    events = (*_INTENT_KINDS, "charge.refunded", *_REFUND_EVENTS, *_LINK_EVENTS)
    key_prefixes = (("pk_{mode}_",), ("sk_{mode}_", "rk_{mode}_"))

    def minimum(self, currency):
        return Decimal(str(_MINIMUM.get(currency, "0.5")))

    def takes(self, amount, currency):
        return is_payable(amount, currency, _UNITS)

    def create_intent(self, account, request):
        params = {
            **_price("amount", request),
            # not `description`: what binds a payment to its order is the id that we store, this is for people
            "metadata": {"ecom_payment": request.key, "ecom_order": request.description},
        }
        if account.manual_capture:
            params["capture_method"] = "manual"
        intent = _client(account).payment_intents.create(params, {"idempotency_key": request.key})
        return Intent(
            gateway_ref=intent["id"],
            client_params={
                "publishableKey": account.key_id,
                "paymentIntentId": intent["id"],
                "clientSecret": intent["client_secret"],
            },
        )

    def payment_link(self, account, request):
        metadata = {"ecom_payment": request.key, "ecom_order": request.description}
        payment = {"metadata": {**metadata, "ecom_link": "1"}}
        if account.manual_capture:
            payment["capture_method"] = "manual"
        price = {**_price("unit_amount", request), "product_data": {"name": request.description}}
        params = {
            "mode": "payment",
            "line_items": [{"quantity": 1, "price_data": price}],
            "success_url": request.return_url,
            "client_reference_id": request.key,
            "metadata": metadata,
            "payment_intent_data": payment,
        }
        ends = _page_end(request.expires_at, datetime.now(UTC))
        if ends:
            params["expires_at"] = int(ends.timestamp())
        if request.email:
            params["customer_email"] = request.email
        sessions = _client(account).checkout.sessions
        session = sessions.create(params, {"idempotency_key": request.key})
        return Intent(session["id"], {"sessionId": session["id"]}, session["url"], ends)

    def fetch(self, account, gateway_ref):
        client = _client(account)
        if gateway_ref.startswith("cs_"):
            return _of_session("", client.checkout.sessions.retrieve(gateway_ref).to_dict())
        return _of_state(client.payment_intents.retrieve(gateway_ref).to_dict())

    def capture(self, account, request):
        intents = _client(account).payment_intents
        intent = intents.retrieve(request.payment_ref)
        if intent["status"] != "succeeded":
            amount = {"amount_to_capture": _minor(request.amount, request.currency)}
            key = {"idempotency_key": f"capture:{request.key}"}
            intent = intents.capture(request.payment_ref, amount, key)
        return _of_intent("", "captured", intent.to_dict())

    def refund(self, account, request):
        """Stripe forgets idempotency keys after a day, and we try for longer: what was made is looked for first."""
        refunds, intent = _client(account).refunds, request.payment_ref or request.gateway_ref
        made = refunds.list({"payment_intent": intent, "limit": 100})["data"]
        refund = next(
            (one for one in made if _metadata(one).get("ecom_refund") == request.key), None
        ) or refunds.create(
            {
                "payment_intent": intent,
                "amount": _minor(request.amount, request.currency),
                "metadata": {"ecom_refund": request.key},
            },
            {"idempotency_key": request.key},
        )
        return RefundResult(refund["id"], _REFUND_STATES.get(refund["status"], "pending"))

    def verify(self, account, body, headers, now):
        import stripe  # noqa: PLC0415 a worker without Stripe does not pay for it

        if not account.webhook_secret:
            raise SignatureInvalid("The provider has no webhook secret.")
        try:
            stripe.WebhookSignature.verify_header(
                body, headers.get("stripe-signature"), account.webhook_secret, TOLERANCE
            )
        except (stripe.SignatureVerificationError, ValueError, TypeError) as error:
            raise SignatureInvalid("The Stripe-Signature header does not fit the body.") from error

    def parse(self, body, headers):
        event = json.loads(body)
        try:
            kind, found = event["type"], event["data"]["object"]
            if kind in _INTENT_KINDS:
                return _of_intent(event["id"], _INTENT_KINDS[kind], found)
            if kind in _REFUND_EVENTS:
                return _of_refund(event["id"], found)
            if kind == "charge.refunded":
                return _of_charge(event["id"], found)
            if kind in _LINK_EVENTS:
                return _of_session(event["id"], found)
        except (LookupError, TypeError, AttributeError) as error:
            raise ValueError(f"not an event of Stripe: {error!r}") from error
        return None

    def check(self, account):
        _client(account).balance.retrieve()


def _metadata(found):
    """Return the metadata of one of the SDK's objects, which are no mappings (dict)."""
    return found.to_dict().get("metadata") or {}


def _client(account):
    import stripe  # noqa: PLC0415 a worker without Stripe does not pay for it

    return stripe.StripeClient(
        account.secret,
        base_addresses={"api": account.base_url},
        http_client=SdkHttp(account, StripeGateway.name),
        max_network_retries=0,
    ).v1


def _page_end(wanted, now):
    """Return when a page that is asked for now ends: aware datetime, None if nothing is said.

    :raise GatewayRefused: sooner than Stripe allows
    """
    if not wanted:
        return None
    # the clocks differ, and the request is on its way for a while
    margin = timedelta(minutes=1)
    if wanted < now + _SHORTEST + margin:
        raise GatewayRefused("A payment page of Stripe lasts half an hour at least.")
    return min(wanted, now + _LONGEST - margin)


def _minor(amount, currency):
    try:
        return to_minor(amount, currency, _UNITS)
    except AmountNotPayable as error:
        raise GatewayRefused(str(error)) from error


def _price(name, request):
    amount = _minor(request.amount, request.currency)
    return {name: amount, "currency": request.currency.lower()}


# === EVENTS === #


def _money(found, *names):
    currency = found["currency"].upper()
    minor = next(found[name] for name in names if found.get(name))
    return {"amount": from_minor(minor, currency, _UNITS), "currency": currency}


def _of_intent(event_id, kind, intent):
    """:param dict intent: a PaymentIntent"""
    received = {"captured": "amount_received", "authorized": "amount_capturable"}
    return GatewayEvent(
        id=event_id,
        kind=kind,
        gateway_ref=intent["id"],
        payment_ref=intent["id"],
        message=(intent.get("last_payment_error") or {}).get("message") or "",
        of_link=bool((intent.get("metadata") or {}).get("ecom_link")),
        **_money(intent, received.get(kind, "amount"), "amount"),
    )


def _of_state(intent):
    """Return the event that says what a PaymentIntent is now, None while the customer may still pay it."""
    kinds = {"succeeded": "captured", "requires_capture": "authorized", "canceled": "failed"}
    kind = kinds.get(intent["status"])
    return kind and _of_intent("", kind, intent)


def _of_session(event_id, session):
    """:param dict session: a Checkout session; None while the customer may still pay, or the bank has not said yes"""
    if session["payment_status"] == "paid":
        kind, message = "captured", ""
    elif session["status"] == "expired":
        kind, message = "failed", "The page ended"
    else:
        return None
    return GatewayEvent(
        id=event_id,
        kind=kind,
        gateway_ref=session["id"],
        payment_ref=_id_of(session["payment_intent"]) or "",
        message=message,
        **_money(session, "amount_total"),
    )


def _of_refund(event_id, refund):
    """:param dict refund: a Refund; None while it is on its way"""
    kind = _REFUND_KINDS.get(_REFUND_STATES.get(refund["status"]))
    intent = _id_of(refund.get("payment_intent"))
    if not kind or not intent:
        return None
    return GatewayEvent(
        id=event_id,
        kind=kind,
        gateway_ref=intent,
        payment_ref=intent,
        refund_ref=refund["id"],
        refund_key=str((refund.get("metadata") or {}).get("ecom_refund") or ""),
        message=refund.get("failure_reason") or "",
        **_money(refund, "amount"),
    )


def _of_charge(event_id, charge):
    """Return the newest refund of a charge, None if it does not say: newer versions of Stripe's API report each refund in an
    event of its own, and a sum is not enough to tell one from another.

    :param dict charge: a Charge
    """
    refunds = (charge.get("refunds") or {}).get("data") or []
    if not refunds:
        return None
    newest = max(refunds, key=lambda refund: refund["created"])
    return _of_refund(event_id, {"payment_intent": charge["payment_intent"], **newest})


def _id_of(value):
    """Return the id in a field that may hold the whole object."""
    return value["id"] if isinstance(value, dict) else value
