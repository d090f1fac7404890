"""Events of the outbox: what a consumer gets, and how a client's clock is read."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

EVENT_NAME = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")

#: Storefront events may wait this long on a phone without network.
MAX_AGE = timedelta(hours=72)
#: A client's clock may be this far ahead of ours once it was corrected.
MAX_AHEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Event:
    """One fact, as consumers get it.

    :ivar int id: database id, unique, but not in the order of commits; :attr:`position` is
    :ivar int position: place in the order in which consumers see events; grows, with gaps
    :ivar str name: ``noun.verb`` for facts of this server (``order.placed``), a plain word for what a storefront
        reported (``page_view``), which anybody with the publishable key can forge
    :ivar str source: ``server`` or ``storefront``
    :ivar int version: of the payload's shape
    :ivar dict payload: JSON value, fractions as Decimal
    :ivar datetime occurred_at: naive UTC
    :ivar int customer_id: ``ecom.customer`` id, None if unknown or deleted since
    :ivar str session_id: the storefront's name of the visit, None for server facts outside a visit
    :ivar str dedupe_key: unique in the store, None where the same fact cannot come twice
    """

    id: int
    position: int
    store_id: int
    company_id: int
    name: str
    source: str
    version: int
    payload: dict
    occurred_at: datetime
    customer_id: int | None = None
    session_id: str | None = None
    dedupe_key: str | None = None


class ClockError(ValueError):
    """A client's time that cannot be believed. ``str()`` is one sentence for the client."""


def occurred_at(claimed: datetime, sent_at: datetime | None, received_at: datetime) -> datetime:
    """Return when a client's event happened by our clock, never later than ``received_at``.

    A device whose clock is wrong is wrong by the same amount when it sends, so ``sent_at`` corrects it.

    :param claimed: when it happened, by the client's clock; timezone-aware, like the others
    :param sent_at: when the client sent it, by the same clock; None if it did not say
    :param received_at: now
    :raise ClockError: if it lies more than 72 hours back or five minutes ahead
    """
    skew = received_at - sent_at if sent_at else timedelta(0)
    try:
        moment = claimed + skew
    except OverflowError as error:
        raise ClockError("Is not a time that can be.") from error
    if moment < received_at - MAX_AGE:
        raise ClockError("Is more than 72 hours ago.")
    if moment > received_at + MAX_AHEAD:
        raise ClockError("Is more than 5 minutes in the future; send `sentAt` to correct a clock.")
    return min(moment, received_at)


_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@]{2,}")
_PHONE = re.compile(r"\+?\d(?:[\s().-]?\d){9,14}")


def without_contacts(text: str) -> str:
    """Return free text (a search term) with e-mail addresses and phone numbers masked."""
    return _PHONE.sub("[number]", _EMAIL.sub("[email]", text))
