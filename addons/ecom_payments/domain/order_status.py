"""The status of an order as the shop's customer understands it."""

from dataclasses import dataclass

PENDING_PAYMENT = "pending_payment"
CONFIRMED = "confirmed"
PROCESSING = "processing"
SHIPPED = "shipped"
DELIVERED = "delivered"
RETURNED = "returned"
CANCELLED = "cancelled"

#: What can become of a parcel. ``delivered``, ``rto_received``, ``lost`` and ``cancelled`` are final.
OUTCOMES = (
    "in_transit",
    "out_for_delivery",
    "ndr",
    "delivered",
    "rto_initiated",
    "rto_received",
    "lost",
    "cancelled",
)
#: Allowed next outcomes. A carrier's events arrive late and twice, so a final outcome never moves again.
NEXT_OUTCOMES = {
    "": frozenset(OUTCOMES),
    "in_transit": frozenset(OUTCOMES) - {"in_transit"},
    "out_for_delivery": frozenset(OUTCOMES) - {"out_for_delivery"},
    "ndr": frozenset(OUTCOMES) - {"ndr"},
    "rto_initiated": frozenset({"rto_received", "lost"}),
    "lost": frozenset(),
    "delivered": frozenset(),
    "rto_received": frozenset(),
    "cancelled": frozenset(),
}


@dataclass(frozen=True, slots=True)
class Shipment:
    """One parcel.

    :ivar shipped: it has left the warehouse
    :ivar started: somebody works on it (picked, printed, label made)
    :ivar outcome: one of :data:`OUTCOMES`, or ""
    """

    shipped: bool
    started: bool = False
    outcome: str = ""


def may_become(current, outcome):
    """Say whether a parcel with one outcome may get another."""
    return outcome in NEXT_OUTCOMES[current or ""]


def derive(*, confirmed, cancelled, shipments, brought_back=False):
    """Derive the status.

    A delivered parcel counts more than one that came back, and one still on its way more than both: the order is
    "shipped" until nothing is moving any more.

    :param bool confirmed: the shop has accepted the order
    :param shipments: iterable of :class:`Shipment`, without cancelled ones
    :param bool brought_back: everything delivered was returned by the customer
    """
    if cancelled:
        return CANCELLED
    if not confirmed:
        return PENDING_PAYMENT
    shipments = list(shipments)
    shipped = [shipment.outcome for shipment in shipments if shipment.shipped]
    if not shipped:
        started = any(shipment.started for shipment in shipments)
        return PROCESSING if started else CONFIRMED
    if any(not shipment.shipped for shipment in shipments):
        return SHIPPED
    if set(shipped) <= {"delivered", "rto_received"}:
        if "delivered" not in shipped or brought_back:
            return RETURNED
        return DELIVERED
    return SHIPPED
