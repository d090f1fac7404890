"""When a customer is written to about an order, and when that is out of date."""

#: What a shop may write about. The order is that of an order's life.
EVENTS = [
    ("placed", "Order placed"),
    ("upfront_requested", "Upfront payment asked for"),
    ("upfront_received", "Upfront payment received"),
    ("upfront_failed", "Upfront payment failed"),
    ("confirmed", "Order confirmed"),
    ("prepaid_offer", "Offer to pay online instead"),
    ("payment_link", "Payment link"),
    ("payment_reminder", "Reminder to pay"),
    ("converted", "Cash was paid online instead"),
    ("shipped", "Parcel sent"),
    ("out_for_delivery", "Parcel out for delivery"),
    ("delivery_attempted", "Delivery attempted"),
    ("delivered", "Parcel delivered"),
    ("collected", "Payment at the door received"),
    ("refunded", "Refund made"),
    ("cancelled", "Order cancelled"),
    ("returned", "Parcel came back"),
]

#: Sent because a person or an offer asks for it, with the address of a payment page.
WITH_LINK = frozenset({"prepaid_offer", "payment_link", "payment_reminder"})
#: Sent by themselves: with a payment page if there can be one before the order is given up.
MAY_HAVE_LINK = frozenset({"upfront_requested", "upfront_failed"})
_ASKS_FOR_MONEY = WITH_LINK | MAY_HAVE_LINK
_AFTER_CANCELLING = frozenset({"cancelled", "refunded", "returned", "upfront_received"})
_OF_PARCEL = {
    "in_transit": "shipped",
    "out_for_delivery": "out_for_delivery",
    "ndr": "delivery_attempted",
    "delivered": "delivered",
    "rto_received": "returned",
}
#: A parcel that got this far makes these messages old news.
_OVERTAKEN = {
    "shipped": {"delivered", "rto_initiated", "rto_received", "lost"},
    "out_for_delivery": {"ndr", "delivered", "rto_initiated", "rto_received", "lost"},
    "delivery_attempted": {"delivered", "rto_initiated", "rto_received", "lost"},
}


def of_parcel(outcome):
    """Return the event that a parcel's outcome is to its customer, None for what they need not hear."""
    return _OF_PARCEL.get(outcome)


def of_payment_event(kind, *, purpose=None, state=None, announced=True, asks_upfront=False):
    """Return the events that a row of an order's timeline is to its customer: tuple.

    :param str kind: see ``ecom.payment.event``
    :param str purpose: of the transaction it is about
    :param str state: of that transaction since
    :param bool announced: whether a gateway ever took on the payment; if not, the customer never saw it
    :param bool asks_upfront: whether the order waits for money
    """
    if kind == "placed":
        return ("placed", "upfront_requested") if asks_upfront else ("placed",)
    if kind == "payment" and purpose == "upfront":
        if state == "done":
            return ("upfront_received",)
        return ("upfront_failed",) if state == "error" and announced else ()
    if kind == "converted":
        return ("converted",) if purpose == "conversion" else ()
    if kind in {"collection", "refund"}:
        name = "collected" if kind == "collection" else "refunded"
        return (name,) if state == "done" else ()
    return (kind,) if kind in {"confirmed", "cancelled"} else ()


def outdated(event, *, cancelled, due_online, parcel_outcome=None):
    """Return why a message need not be sent any more: ``cancelled``, ``paid``, ``overtaken``, or None.

    :param bool cancelled: the order
    :param bool due_online: something waits to be paid online
    :param str parcel_outcome: of the parcel it is about
    """
    if cancelled and event not in _AFTER_CANCELLING:
        return "cancelled"
    if event in _ASKS_FOR_MONEY and not due_online:
        return "paid"
    return "overtaken" if parcel_outcome in _OVERTAKEN.get(event, ()) else None
