"""Razorpay: orders for its checkout on the storefront's page, payment links for the rest.

An order's id, or a link's, is the reference of what we ask for; each attempt of the customer is a payment with an id of its own.
"""

import json
from decimal import Decimal

from odoo.addons.ecom_base.domain.webhook import body_digest

from ..domain.minor_units import AmountNotPayable, decimals_of, from_minor, is_payable, to_minor
from ..domain.money import unit_of
from .base import GatewayEvent, GatewayRefused, Intent, RefundResult, SignatureInvalid
from .registry import register
from .sdk_http import SdkHttp

_PAYMENT_KINDS = {
    "payment.authorized": "authorized",
    "payment.captured": "captured",
    "payment.failed": "failed",
    "order.paid": "captured",
}
_REFUND_KINDS = {"refund.processed": "refunded", "refund.failed": "refund_failed"}
_REFUND_STATES = {"processed": "done", "failed": "failed"}
_LINK_PAID = "payment_link.paid"
#: Minutes in which a payment is captured by itself, or else given back (Razorpay takes 12 to 7200).
_AUTOMATIC_MINUTES = 1440
_MANUAL_MINUTES = 7200
# states of a payment that has been captured
_TAKEN = {"captured", "refunded"}


@register
class RazorpayGateway:
    code = "razorpay"
    name = "Razorpay"
    api_url = "https://api.razorpay.com"
    events = (*_PAYMENT_KINDS, *_REFUND_KINDS, _LINK_PAID)
    key_prefixes = (("rzp_{mode}_",), ())

    def minimum(self, currency):
        return Decimal(1) if currency == "INR" else unit_of(decimals_of(currency))

    def takes(self, amount, currency):
        return is_payable(amount, currency)

    def create_intent(self, account, request):
        amount = _minor(request.amount, request.currency)
        order = _client(account).order.create(
            {
                "amount": amount,
                "currency": request.currency,
                "receipt": request.key,
                # asking again with this receipt returns the same order
                "unique_receipt": True,
                "notes": _notes(request),
                "payment": _capture_settings(account),
            },
            idempotent=True,
        )
        return Intent(
            gateway_ref=order["id"],
            client_params={
                "keyId": account.key_id,
                "orderId": order["id"],
                "amount": amount,
                "currency": request.currency,
            },
        )

    def payment_link(self, account, request):
        link = {
            "amount": _minor(request.amount, request.currency),
            "currency": request.currency,
            "reference_id": request.key,
            "description": f"{request.shop}: {request.description}",
            "notes": {**_notes(request), "ecom_link": "1"},
            "customer": {
                name: value
                for name, value in (("email", request.email), ("contact", request.phone))
                if value
            },
            # the shop writes to its customers itself
            "notify": {"sms": False, "email": False},
            "reminder_enable": False,
        }
        if request.expires_at:
            link["expire_by"] = int(request.expires_at.timestamp())
        if request.return_url:
            link |= {"callback_url": request.return_url, "callback_method": "get"}
        answer = _client(account).payment_link.create(link)
        return Intent(answer["id"], {"paymentLinkId": answer["id"]}, answer["short_url"])

    def fetch(self, account, gateway_ref):
        client = _client(account)
        if gateway_ref.startswith("plink_"):
            return self._fetch_link(client, gateway_ref)
        payments = client.order.payments(gateway_ref, {})["items"]
        for states, kind in ((_TAKEN, "captured"), ({"authorized"}, "authorized")):
            for payment in payments:
                if payment["status"] in states:
                    return _of_payment("", kind, payment)
        return None

    def _fetch_link(self, client, link_id):
        link = client.payment_link.fetch(link_id, {})
        if link["status"] in {"expired", "cancelled"}:
            return _of_link("", "failed", link, "")
        payments = [entry for entry in link["payments"] or () if entry["status"] in _TAKEN]
        if link["status"] != "paid" or not payments:
            return None
        return _of_link("", "captured", link, payments[0]["payment_id"])

    def capture(self, account, request):
        payments = _client(account).payment
        payment = payments.fetch(request.payment_ref, {})
        if payment["status"] not in _TAKEN:
            amount = _minor(request.amount, request.currency)
            payment = payments.capture(request.payment_ref, amount, {"currency": request.currency})
        return _of_payment("", "captured", payment)

    def refund(self, account, request):
        refund = _client(account).payment.refund(
            request.payment_ref,
            {
                "amount": _minor(request.amount, request.currency),
                "speed": "normal",
                "receipt": request.key,
                "notes": {"ecom_refund": request.key},
            },
            headers={"X-Refund-Idempotency": request.key},
            idempotent=True,
        )
        return RefundResult(refund["id"], _REFUND_STATES.get(refund["status"], "pending"))

    def verify(self, account, body, headers, now):
        import razorpay  # noqa: PLC0415 a worker without Razorpay does not pay for it
        from razorpay.utility import Utility  # noqa: PLC0415

        signature = headers.get("x-razorpay-signature", "")
        if not account.webhook_secret or not signature.isascii():
            raise SignatureInvalid("The X-Razorpay-Signature header cannot be checked.")
        try:
            Utility().verify_webhook_signature(body.decode(), signature, account.webhook_secret)
        except (razorpay.errors.SignatureVerificationError, UnicodeDecodeError) as error:
            raise SignatureInvalid(
                "The X-Razorpay-Signature header does not fit the body."
            ) from error

    def parse(self, body, headers):
        event = json.loads(body)
        event_id = headers.get("x-razorpay-event-id") or body_digest(body)
        try:
            kind, found = event["event"], event["payload"]
            if kind in _PAYMENT_KINDS:
                return _of_payment(event_id, _PAYMENT_KINDS[kind], found["payment"]["entity"])
            if kind in _REFUND_KINDS:
                payment = found["payment"]["entity"]
                return _of_refund(event_id, _REFUND_KINDS[kind], found["refund"]["entity"], payment)
            if kind == _LINK_PAID:
                payment = found["payment"]["entity"]
                return _of_link(
                    event_id, "captured", found["payment_link"]["entity"], payment["id"]
                )
        except (LookupError, TypeError, AttributeError) as error:
            raise ValueError(f"not an event of Razorpay: {error!r}") from error
        return None

    def check(self, account):
        _client(account).order.all({"count": 1})


def _client(account):
    import razorpay  # noqa: PLC0415 a worker without Razorpay does not pay for it

    return razorpay.Client(
        session=SdkHttp(account, RazorpayGateway.name),
        auth=(account.key_id, account.secret),
        base_url=account.base_url,
    )


def _minor(amount, currency):
    try:
        return to_minor(amount, currency)
    except AmountNotPayable as error:
        raise GatewayRefused(str(error)) from error


def _notes(request):
    return {"ecom_payment": request.key, "ecom_order": request.description}


def _capture_settings(account):
    """Say what becomes of an authorized payment, whatever is set in the merchant's dashboard."""
    if account.manual_capture:
        return {
            "capture": "manual",
            "capture_options": {"manual_expiry_period": _MANUAL_MINUTES, "refund_speed": "normal"},
        }
    return {
        "capture": "automatic",
        "capture_options": {
            "automatic_expiry_period": _AUTOMATIC_MINUTES,
            "manual_expiry_period": _MANUAL_MINUTES,
            "refund_speed": "normal",
        },
    }


# === EVENTS === #


def _money(found):
    currency = found["currency"]
    return {"amount": from_minor(found["amount"], currency), "currency": currency}


def _note(found, name):
    # empty notes are an empty list
    notes = found.get("notes") or {}
    return str(notes.get(name) or "")


def _of_payment(event_id, kind, payment):
    return GatewayEvent(
        id=event_id,
        kind=kind,
        gateway_ref=payment.get("order_id") or "",
        payment_ref=payment["id"],
        message=payment.get("error_description") or "",
        of_link=bool(_note(payment, "ecom_link")),
        **_money(payment),
    )


def _of_refund(event_id, kind, refund, payment):
    return GatewayEvent(
        id=event_id,
        kind=kind,
        gateway_ref=payment.get("order_id") or "",
        payment_ref=refund["payment_id"],
        refund_ref=refund["id"],
        refund_key=_note(refund, "ecom_refund"),
        **_money(refund),
    )


def _of_link(event_id, kind, link, payment_id):
    return GatewayEvent(
        id=event_id, kind=kind, gateway_ref=link["id"], payment_ref=payment_id, **_money(link)
    )
