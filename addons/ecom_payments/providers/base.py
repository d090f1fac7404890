"""What every payment gateway must be able to do, and the facts that cross the border.

No ORM here: a gateway builds a request, parses a response, checks a signature. All amounts are Decimal in major units.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol


class SignatureInvalid(Exception):
    """A webhook without a valid signature: missing, wrong, or too old."""


class GatewayUnavailable(Exception):
    """The gateway did not answer, or answered that trying again may help."""


class GatewayRefused(Exception):
    """The gateway understood and said no. Trying again will not help."""


@dataclass(frozen=True, slots=True)
class GatewayAccount:
    """How to reach a gateway on behalf of a merchant.

    :ivar uid: public id of the ``payment.provider`` record, as in the webhook's address
    :ivar key_id: public part of the credentials
    :ivar secret: secret part; never logged
    :ivar webhook_secret: key of the webhook signatures
    :ivar base_url: address of the gateway's API, without a trailing slash
    :ivar live: False while the provider is in test mode
    :ivar manual_capture: payments are only reserved, until :meth:`Gateway.capture` takes them
    :ivar http: client with ``request(method, url, *, data, headers)``, deadlines and redaction built in
    """

    uid: str
    base_url: str
    http: object = field(repr=False)
    key_id: str = ""
    secret: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)
    live: bool = False
    manual_capture: bool = False


@dataclass(frozen=True, slots=True)
class IntentRequest:
    """Money to ask a customer for.

    :ivar key: our id of the payment; asking twice with one key gives one payment
    :ivar description: what the customer reads, e.g. the order's number
    :ivar return_url: where the customer goes afterwards, None to stay on the gateway's page
    """

    key: str
    amount: Decimal
    currency: str
    description: str
    shop: str
    return_url: str | None = None
    expires_at: datetime | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """A payment the gateway is ready to take.

    :ivar gateway_ref: the gateway's id of it, which its events carry
    :ivar client_params: what the storefront needs to open the gateway's own checkout (JSON-able)
    :ivar payment_url: page that takes the money, None where there is none
    :ivar expires_at: when the page ends, None if it lasts as long as was asked for
    """

    gateway_ref: str
    client_params: dict
    payment_url: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaptureRequest:
    """Money that is reserved and shall be taken. Fields as of :class:`RefundRequest`; ``key`` is our id of the payment."""

    key: str
    gateway_ref: str
    payment_ref: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Money to give back.

    :ivar key: our id of the refund, sent as idempotency key
    :ivar gateway_ref: the intent's id
    :ivar payment_ref: the gateway's id of the captured payment
    """

    key: str
    gateway_ref: str
    payment_ref: str
    amount: Decimal
    currency: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RefundResult:
    """What the gateway said to a refund. ``state``: ``pending``, ``done`` or ``failed``."""

    refund_ref: str
    state: str
    message: str = ""


#: What a gateway can report. Everything else is ignored.
EVENT_KINDS = frozenset({"authorized", "captured", "failed", "refunded", "refund_failed"})


@dataclass(frozen=True, slots=True)
class GatewayEvent:
    """One thing that happened at a gateway, in our words.

    :ivar kind: one of :data:`EVENT_KINDS`
    :ivar gateway_ref: the intent it belongs to
    :ivar payment_ref: the gateway's id of the payment
    :ivar refund_ref: the gateway's id of the refund, for refunds
    :ivar refund_key: our id of the refund, if the gateway echoes it
    :ivar amount: positive, also for refunds
    :ivar of_link: made on the page of a payment link, which reports it under its own reference too
    """

    id: str
    kind: str
    gateway_ref: str
    payment_ref: str
    amount: Decimal
    currency: str
    refund_ref: str = ""
    refund_key: str = ""
    message: str = ""
    of_link: bool = False


class Gateway(Protocol):
    """One payment gateway. Implementations are registered by ``code``, see :mod:`.registry`.

    :ivar api_url: usual address of its API; empty if this server itself is the gateway
    :ivar events: names of its webhooks that matter here, for the merchant to tick
    :ivar key_prefixes: what its keys begin with: (of ``key_id``, of ``secret``); ``{mode}`` stands for live or test
    """

    code: str
    name: str
    api_url: str
    events: tuple[str, ...]
    key_prefixes: tuple[tuple[str, ...], tuple[str, ...]]

    def minimum(self, currency: str) -> Decimal:
        """Return the smallest amount the gateway takes in a currency."""

    def takes(self, amount: Decimal, currency: str) -> bool:
        """Tell whether the gateway can take exactly this amount."""

    def create_intent(self, account: GatewayAccount, request: IntentRequest) -> Intent:
        """Announce a payment.

        :raise GatewayUnavailable: worth trying again with the same key
        :raise GatewayRefused: the gateway does not want it
        """

    def payment_link(self, account: GatewayAccount, request: IntentRequest) -> Intent:
        """Announce a payment on a page of the gateway's own, whose address can be sent to the customer.

        Raises like :meth:`create_intent`.
        """

    def fetch(self, account: GatewayAccount, gateway_ref: str) -> GatewayEvent | None:
        """Ask what became of an intent or link: the way to learn of an event whose webhook was lost.

        :return: that it is captured or authorized, or failed for good; None while nothing is decided
        """

    def capture(self, account: GatewayAccount, request: CaptureRequest) -> GatewayEvent:
        """Take money that is reserved. Asking again for what is captured already is no error."""

    def refund(self, account: GatewayAccount, request: RefundRequest) -> RefundResult:
        """Give money back, at most once per ``request.key``."""

    def verify(self, account: GatewayAccount, body: bytes, headers: dict, now: float) -> None:
        """Check a webhook's signature over the raw body.

        :param dict headers: names in lower case
        :param float now: Unix time
        :raise SignatureInvalid: whatever is wrong with it
        """

    def parse(self, body: bytes, headers: dict) -> GatewayEvent | None:
        """Return what a verified webhook reports, None for events of no interest.

        :param dict headers: those that hold no secret, names in lower case
        :raise ValueError: if it is not in the gateway's format
        """

    def check(self, account: GatewayAccount) -> None:
        """Call the gateway once, with no effect, to see whether the keys and the address are right.

        :raise GatewayUnavailable: or ``GatewayRefused``, saying what is wrong
        """
