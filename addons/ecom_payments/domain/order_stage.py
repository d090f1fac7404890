"""Where an order stands on the desk: what is to be done next about it."""

from . import order_status as status

TO_CONFIRM = "to_confirm"
AWAITING_PAYMENT = "awaiting_payment"
TO_SHIP = "to_ship"
SHIPPED = "shipped"
DELIVERED = "delivered"
RETURNED = "returned"
CANCELLED = "cancelled"

_OF_STATUS = {
    status.PENDING_PAYMENT: AWAITING_PAYMENT,
    status.CONFIRMED: TO_SHIP,
    status.PROCESSING: TO_SHIP,
    status.SHIPPED: SHIPPED,
    status.DELIVERED: DELIVERED,
    status.RETURNED: RETURNED,
    status.CANCELLED: CANCELLED,
}
#: A parcel's outcome that says most about an order with several comes first.
_TELLING = (
    "rto_initiated",
    "ndr",
    "lost",
    "out_for_delivery",
    "in_transit",
    "rto_received",
    "delivered",
)


def derive(order_status, held):
    """Return the stage of an order.

    :param str order_status: see :mod:`.order_status`
    :param bool held: somebody is to confirm it, or to look at it, before it ships
    """
    stage = _OF_STATUS[order_status]
    return TO_CONFIRM if held and stage == TO_SHIP else stage


def telling(outcomes):
    """Return the outcome to show of an order's parcels, None if none has left."""
    return next((outcome for outcome in _TELLING if outcome in outcomes), None)
