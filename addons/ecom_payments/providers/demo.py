"""The demo gateway: takes no money, needs no account, but talks over real HTTP like one that does.

Its hosted page and its API are served by this Odoo (see ``controllers/demo_gateway.py``). This class only knows their
addresses and formats, so another server could take their place. The format of its events is in ``readme/DEMO_GATEWAY.md``.
"""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from odoo.addons.ecom_base.domain.http_exchange import HttpError

from ..domain.minor_units import decimals_of
from ..domain.money import unit_of
from .base import (
    GatewayEvent,
    GatewayRefused,
    GatewayUnavailable,
    Intent,
    RefundResult,
    SignatureInvalid,
)
from .registry import register

SIGNATURE_HEADER = "x-demo-signature"
#: Seconds between signing and receiving: an older signature could be a recorded one.
TOLERANCE = 300
_KINDS = {
    "payment.captured": "captured",
    "payment.failed": "failed",
    "refund.processed": "refunded",
    "refund.failed": "refund_failed",
}


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the hosted page has to know of a payment. Travels in the page's address, signed."""

    provider: str
    reference: str
    amount: str
    currency: str
    description: str
    shop: str
    return_url: str
    expires_at: int


@register
class DemoGateway:
    code = "demo"
    name = "Demo gateway"
    api_url = ""
    events = tuple(_KINDS)
    key_prefixes = ((), ())

    def minimum(self, currency):
        return Decimal(1) if currency == "INR" else unit_of(decimals_of(currency))

    def takes(self, amount, currency):
        return not amount % unit_of(decimals_of(currency))

    def create_intent(self, account, request):
        reference = f"dmo_{hashlib.sha256(request.key.encode()).hexdigest()[:32]}"
        ticket = Ticket(
            provider=account.uid,
            reference=reference,
            amount=str(request.amount),
            currency=request.currency,
            description=request.description,
            shop=request.shop,
            return_url=request.return_url or "",
            expires_at=int(request.expires_at.timestamp()) if request.expires_at else 0,
        )
        token = seal_ticket(account.webhook_secret, ticket)
        return Intent(
            gateway_ref=reference,
            client_params={"reference": reference},
            payment_url=f"{account.base_url}/ecom/demo-gateway/pay/{account.uid}/{token}",
        )

    def fetch(self, account, gateway_ref):
        answer = self._call(account, "GET", f"/charges/{account.uid}/{gateway_ref}")
        return self.parse(answer, {}) if answer else None

    def payment_link(self, account, request):
        return self.create_intent(account, request)

    def capture(self, account, request):
        raise GatewayRefused("The demo gateway captures every payment at once.")

    def check(self, account):
        self._call(account, "GET", f"/charges/{account.uid}/none")

    def refund(self, account, request):
        answer = self._call(
            account,
            "POST",
            f"/refunds/{account.uid}",
            {
                "key": request.key,
                "reference": request.gateway_ref,
                "paymentId": request.payment_ref,
                "amount": str(request.amount),
                "currency": request.currency,
            },
        )
        refund = json.loads(answer)
        return RefundResult(refund["refundId"], refund["status"])

    def verify(self, account, body, headers, now):
        parts = dict(
            part.strip().split("=", 1)
            for part in headers.get(SIGNATURE_HEADER, "").split(",")
            if "=" in part
        )
        try:
            signed_at = int(parts["t"])
            given = parts["v1"].encode("ascii")
        except (KeyError, ValueError) as error:
            raise SignatureInvalid(
                "The X-Demo-Signature header is missing or malformed."
            ) from error
        if abs(now - signed_at) > TOLERANCE:
            raise SignatureInvalid("The signature is too old, or from the future.")
        expected = sign(account.webhook_secret, body, signed_at).encode("ascii")
        if not hmac.compare_digest(expected, given):
            raise SignatureInvalid("The signature does not fit the body.")

    def parse(self, body, headers):
        event = json.loads(body, parse_float=Decimal, parse_int=Decimal)
        if not isinstance(event, dict) or not isinstance(event.get("data"), dict):
            raise ValueError("an event is an object with an object `data`")
        kind = _KINDS.get(event.get("type"))
        if kind is None:
            return None
        data = event["data"]
        return GatewayEvent(
            id=_text(event, "id"),
            kind=kind,
            gateway_ref=_text(data, "reference"),
            payment_ref=_text(data, "paymentId"),
            amount=_amount(data.get("amount")),
            currency=_text(data, "currency"),
            refund_ref=str(
                data.get("refundId") or (event["id"] if kind.startswith("refund") else "")
            ),
            refund_key=str(data.get("refundKey") or ""),
            message=str(data.get("message") or ""),
        )

    def _call(self, account, method, path, payload=None):
        """Call the gateway's API, signed like a webhook: (method, path, body).

        :return: bytes, or None where the gateway knows nothing of it
        """
        body = json.dumps(payload).encode() if payload else b""
        signed_at = int(time.time())
        try:
            response = account.http.request(
                method,
                f"{account.base_url}/ecom/demo-gateway{path}",
                data=body,
                headers={
                    "Content-Type": "application/json",
                    "X-Demo-Signature": signature_header(
                        account.webhook_secret, path.encode() + body, signed_at
                    ),
                },
            )
        except HttpError as error:
            raise GatewayUnavailable(f"The demo gateway: {error}") from error
        if response.status_code == 404 and method == "GET":
            return None
        if response.status_code >= 500:
            raise GatewayUnavailable(f"The demo gateway answered {response.status_code}.")
        if response.status_code >= 400:
            raise GatewayRefused(response.json().get("error", "refused"))
        return response.content


def sign(secret, body, signed_at):
    """Return the hexadecimal HMAC-SHA256 of ``"<signed_at>." + body``.

    :param str secret: webhook secret of the provider
    :param bytes body: exactly as sent
    :param int signed_at: Unix time
    """
    if not secret:
        raise SignatureInvalid("The provider has no webhook secret.")
    return hmac.new(secret.encode(), b"%d." % signed_at + body, hashlib.sha256).hexdigest()


def signature_header(secret, body, signed_at):
    """Return the value of the ``X-Demo-Signature`` header."""
    return f"t={signed_at},v1={sign(secret, body, signed_at)}"


def seal_ticket(secret, ticket):
    """Write a ticket so that nobody without the secret can alter it."""
    fields = [getattr(ticket, name) for name in Ticket.__dataclass_fields__]
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
    return f"{_b64(text)}.{_b64(_ticket_mac(secret, text))}"


def open_ticket(secret, token):
    """Read a sealed ticket.

    :raise SignatureInvalid: if it was not written by :func:`seal_ticket` with this secret
    """
    try:
        text, mac = (
            base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in token.split(".")
        )
    except ValueError as error:
        raise SignatureInvalid("The address of the payment page is damaged.") from error
    if not hmac.compare_digest(_ticket_mac(secret, text), mac):
        raise SignatureInvalid("The address of the payment page was altered.")
    return Ticket(*json.loads(text))


def _ticket_mac(secret, text):
    return hmac.digest(secret.encode(), b"ticket:" + text, hashlib.sha256)


def _b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _text(data, name):
    value = data.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"`{name}` is missing")
    return value


def _amount(value):
    if isinstance(value, str):
        try:
            value = Decimal(value)
        except InvalidOperation as error:
            raise ValueError("`amount` is not a number") from error
    if not isinstance(value, Decimal) or not value.is_finite():
        raise ValueError("`amount` is not a number")
    return value
