"""What carriers report of a parcel, in the shop's words, and what follows from it."""

from datetime import datetime

from .order_status import may_become

BOOKED = "booked"
PICKED_UP = "picked_up"
IN_TRANSIT = "in_transit"
OUT_FOR_DELIVERY = "out_for_delivery"
NDR = "ndr"
REFUSED = "refused"
DELIVERED = "delivered"
RTO_INITIATED = "rto_initiated"
RTO_IN_TRANSIT = "rto_in_transit"
RTO_RECEIVED = "rto_received"
LOST = "lost"
CANCELLED = "cancelled"

#: What a carrier can report, and the outcome of the parcel that it stands for (None: none). A cancelled booking is no
#: outcome: the parcel goes another way, or its order is cancelled too.
OUTCOME_OF = {
    BOOKED: None,
    PICKED_UP: IN_TRANSIT,
    IN_TRANSIT: IN_TRANSIT,
    OUT_FOR_DELIVERY: OUT_FOR_DELIVERY,
    NDR: NDR,
    # until the shop decides, the carrier tries again
    REFUSED: NDR,
    DELIVERED: DELIVERED,
    RTO_INITIATED: RTO_INITIATED,
    RTO_IN_TRANSIT: RTO_INITIATED,
    RTO_RECEIVED: RTO_RECEIVED,
    LOST: LOST,
    CANCELLED: None,
}
#: Attempts at the door that failed.
ATTEMPTS = frozenset({NDR, REFUSED})
_FINAL = frozenset({DELIVERED, RTO_RECEIVED, LOST, CANCELLED})
# outcomes that a parcel goes to and fro between; the latest report counts
_MOVING = frozenset({IN_TRANSIT, OUT_FOR_DELIVERY, NDR})


def next_outcome(current: str, since: datetime | None, kind: str, at: datetime) -> str | None:
    """Return the outcome that a report gives a parcel, None if it changes nothing.

    Reports come late, twice and in any order. Final outcomes and a return that has begun never move back; among the
    outcomes in between the one that happened last counts, whenever it is reported.

    :param current: the parcel's outcome, "" for none
    :param since: when it got that, in the time zone of ``at``
    :param kind: one of :data:`OUTCOME_OF`
    """
    outcome = OUTCOME_OF[kind]
    if outcome is None or not may_become(current, outcome):
        return None
    late = since is not None and at < since
    # what the warehouse itself says first, by handing the parcel over, is older than any report
    if late and outcome in _MOVING and current in _MOVING - {IN_TRANSIT}:
        return None
    if late and outcome == IN_TRANSIT:
        return None
    return outcome


def confirms(current: str, since: datetime | None, kind: str, at: datetime) -> bool:
    """Say whether a report tells again, at a later time, where a moving parcel is: what happened before that is old."""
    return OUTCOME_OF[kind] == current and current in _MOVING and (since is None or at > since)


def contradicts(current: str, since: datetime | None, kind: str, at: datetime) -> bool:
    """Say whether a report cannot be true if what is known of the parcel is: a person has to look.

    A report that is merely late contradicts nothing.
    """
    outcome = OUTCOME_OF[kind]
    if outcome in {None, current}:
        return False
    if current == RTO_INITIATED:
        return outcome == DELIVERED
    return current in _FINAL and outcome in _FINAL | {RTO_INITIATED} and not (since and at < since)


def whole_units(amount, decimals: int = 0) -> bool:
    """Say whether an amount (Decimal) has no more than these decimals: some carriers collect whole rupees only."""
    return amount == round(amount, decimals)
