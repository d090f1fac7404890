"""What every carrier with an API must be able to do, and the facts that cross the border.

No ORM here: a carrier builds a request, parses a response, checks a webhook. All amounts are Decimal in major units, all
times naive UTC.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol


class CarrierUnavailable(Exception):
    """The carrier did not answer, or said that trying again may help."""


class CarrierRefused(Exception):
    """The carrier understood and said no. Trying again will not help."""


class TokenInvalid(Exception):
    """A webhook without the token that was agreed on."""


@dataclass(frozen=True, slots=True)
class CarrierAccount:
    """How to reach a carrier on behalf of a merchant.

    :ivar uid: public id of the ``delivery.carrier``, as in the webhook's address
    :ivar base_url: address of the API, without a trailing slash
    :ivar http: client with ``request(method, url, *, params, data, json, headers)``, deadlines and redaction built in
    :ivar login: public part of the credentials, for carriers that have one
    :ivar secret: password or token; never logged
    :ivar webhook_token: what the carrier's webhooks carry
    :ivar pickup: name of the pickup place, as registered with the carrier
    :ivar service: kind of service, in the carrier's words; empty: the carrier's choice
    """

    uid: str
    base_url: str
    http: object = field(repr=False)
    login: str = ""
    secret: str = field(default="", repr=False)
    webhook_token: str = field(default="", repr=False)
    pickup: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who gets the parcel. ``phone`` has ten digits for Indian carriers, ``country`` is a name."""

    name: str
    street: str
    street2: str
    city: str
    state: str
    postal_code: str
    country: str
    phone: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class ParcelItem:
    """One product in a parcel. ``price`` is that of one unit, tax included."""

    name: str
    sku: str
    quantity: int
    price: Decimal
    hsn: str = ""


@dataclass(frozen=True, slots=True)
class ShipmentRequest:
    """A parcel to be fetched and delivered.

    :ivar reference: our name of the booking, at most 50 letters, digits and dashes; asking twice with one reference
        gives one parcel
    :ivar to_collect: cash to bring back, 0 for none
    :ivar value: what the goods are worth, tax included
    :ivar weight: kilograms
    :ivar size: length, breadth, height in centimetres
    """

    reference: str
    ordered_at: datetime
    receiver: Receiver
    items: tuple[ParcelItem, ...]
    to_collect: Decimal
    value: Decimal
    currency: str
    weight: Decimal
    size: tuple[Decimal, Decimal, Decimal]
    seller: str = ""
    seller_gstin: str = ""
    invoice: str = ""


@dataclass(frozen=True, slots=True)
class Booking:
    """A shipment the carrier has accepted.

    :ivar awb: number on the parcel
    :ivar order_ref: the carrier's id of the booking, where that is not the number
    :ivar shipment_ref: likewise, of the shipment
    :ivar courier: who carries it, where the carrier is a broker
    :ivar note: what did not go as it should, for people
    """

    awb: str
    order_ref: str = ""
    shipment_ref: str = ""
    courier: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class BookedShipment:
    """What of a booking the carrier's calls need."""

    awb: str
    reference: str = ""
    order_ref: str = ""
    shipment_ref: str = ""


@dataclass(frozen=True, slots=True)
class CarrierEvent:
    """One thing that happened to a parcel, in our words.

    :ivar kind: one of :data:`~...domain.shipment.OUTCOME_OF`
    :ivar said: the carrier's words, with place and reason
    :ivar collected: cash that was taken, None where the carrier does not say
    """

    awb: str
    kind: str
    at: datetime
    said: str = ""
    collected: Decimal | None = None


#: What may be asked of a carrier that could not deliver.
NDR_ACTIONS = ("reattempt", "reschedule", "contact", "rto")


@dataclass(frozen=True, slots=True)
class NdrRequest:
    """What to do about a parcel that could not be delivered.

    :ivar action: one of :data:`NDR_ACTIONS`
    :ivar day: when to come again, for ``reschedule``
    :ivar phone: another number, for ``contact``
    :ivar address: another address, for ``contact``; the PIN code cannot change
    """

    awb: str
    action: str
    day: date | None = None
    phone: str = ""
    address: str = ""
    comment: str = ""


class Carrier(Protocol):
    """One carrier. Implementations are registered by ``code``, see :mod:`.registry`.

    :ivar live_url: usual address of its API
    :ivar test_url: address of its test system, None if it has none
    :ivar uses_login: has a user name beside its secret
    :ivar batch: numbers that :meth:`track` takes at once
    :ivar cents: collects fractions of the currency's unit
    """

    code: str
    name: str
    live_url: str
    test_url: str | None
    uses_login: bool
    batch: int
    cents: bool

    def book(self, account: CarrierAccount, request: ShipmentRequest) -> Booking:
        """Have a parcel fetched; at most one per ``request.reference``, however often it is asked for.

        :raise CarrierUnavailable: worth trying again with the same reference
        :raise CarrierRefused: with the carrier's reason
        """

    def cancel(self, account: CarrierAccount, shipment: BookedShipment) -> None:
        """Call a shipment off. One that is called off already is no error. Raises like :meth:`book`."""

    def change_amount(self, account: CarrierAccount, shipment: BookedShipment, amount: Decimal):
        """Have another amount collected. Raises like :meth:`book`.

        :raise NotImplementedError: the carrier cannot; a shipment that has not left can be booked anew
        """

    def label_url(self, account: CarrierAccount, shipment: BookedShipment) -> str:
        """Return the address of the label to print (PDF). It may be good for some minutes only. Raises like :meth:`book`."""

    def act(self, account: CarrierAccount, request: NdrRequest) -> str:
        """Say what to do about an undelivered parcel; return the carrier's answer. Raises like :meth:`book`."""

    def track(self, account: CarrierAccount, awbs: list[str]) -> list[CarrierEvent]:
        """Return what happened to parcels, oldest first. Numbers the carrier does not know are left out."""

    def tracking_url(self, awb: str) -> str:
        """Return the carrier's page about a parcel, for the customer."""

    def verify(self, account: CarrierAccount, headers: dict) -> None:
        """Check that a webhook comes from the carrier.

        :param dict headers: names in lower case
        :raise TokenInvalid: if not
        """

    def parse(self, body: bytes) -> list[CarrierEvent]:
        """Return what a verified webhook reports, oldest first; empty if it is of no interest.

        :raise ValueError: if it is not in the carrier's format
        """

    def check(self, account: CarrierAccount) -> None:
        """Call the carrier once, with no effect, to see whether credentials and address are right. Raises like :meth:`book`."""
