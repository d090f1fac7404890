"""The payment status of an order, derived from its ledger and from nothing else."""

from dataclasses import dataclass
from decimal import Decimal

from . import order_status as orders
from .money import ZERO

PENDING = "pending"
PARTIALLY_PAID = "partially_paid"
FULLY_PAID = "fully_paid"
FAILED = "failed"

_OPEN = frozenset({"draft", "pending", "authorized"})
_DEAD = frozenset({"error", "cancel"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the ledger.

    :ivar amount: positive for money in, negative for money back
    :ivar state: ``draft pending authorized done cancel error``, as on ``payment.transaction``
    :ivar refund: money back to the customer
    :ivar undone: a refund that is none: the courier took back what it had paid out, so nobody paid it
    :ivar at_door: cash on delivery
    :ivar written_off: a person gave up this open amount: not money, but not owed any more either
    """

    amount: Decimal
    state: str
    refund: bool = False
    at_door: bool = False
    written_off: bool = False
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """Where an order's money stands, in its currency.

    :ivar paid: captured, before refunds
    :ivar refunded: given back, positive
    :ivar balance: still to be paid, never negative
    :ivar overpaid: received beyond the total, never negative
    :ivar to_collect: cash that waits at the door
    :ivar written_off: given up, positive
    """

    status: str
    paid: Decimal
    refunded: Decimal
    balance: Decimal
    overpaid: Decimal
    to_collect: Decimal
    written_off: Decimal = ZERO

    @property
    def net(self):
        return self.paid - self.refunded


def derive(total, entries, *, order_status=orders.PENDING_PAYMENT):
    """Derive the position of an order.

    ``authorized`` is a promise, not money. An order of nothing is paid by nothing, but only when it is meant to cost
    nothing: a total of zero is fully paid, an empty ledger of a real total never is.

    :param Decimal total: what the order costs
    :param entries: iterable of :class:`Entry`
    :param str order_status: one of ``order_status.py``. A cancelled order and one that came back owe nothing; what is given
        back of a delivered one is not asked for again.
    """
    entries = list(entries)
    cancelled = order_status == orders.CANCELLED
    paid = _sum(entry.amount for entry in entries if _is_payment(entry) and entry.state == "done")
    given_back = [entry for entry in entries if entry.refund and entry.state == "done"]
    refunded = -_sum(entry.amount for entry in given_back)
    # who has the goods owes what was never paid, not what they were given back since
    owed_again = refunded
    if order_status == orders.DELIVERED:
        owed_again = -_sum(entry.amount for entry in given_back if entry.undone)
    written_off = _sum(
        entry.amount for entry in entries if entry.written_off and entry.state == "cancel"
    )
    net = paid - refunded
    return Position(
        status=_status(total, net, paid, entries),
        paid=paid,
        refunded=refunded,
        balance=_balance(total - written_off - paid + owed_again, order_status),
        written_off=written_off,
        overpaid=max(net - total, ZERO) if not cancelled else max(net, ZERO),
        to_collect=_sum(
            entry.amount
            for entry in entries
            if _is_payment(entry) and entry.at_door and entry.state in _OPEN
        ),
    )


def _balance(owed, order_status):
    over = order_status in {orders.CANCELLED, orders.RETURNED}
    return ZERO if over else max(owed, ZERO)


def _status(total, net, paid, entries):
    if net >= total and (net > ZERO or total == ZERO):
        return FULLY_PAID
    if net > ZERO:
        return PARTIALLY_PAID
    payments = [entry for entry in entries if _is_payment(entry)]
    nothing_open = not any(entry.state in _OPEN for entry in payments)
    if paid == ZERO and nothing_open and any(entry.state in _DEAD for entry in payments):
        return FAILED
    return PENDING


def _is_payment(entry):
    return not entry.refund


def _sum(amounts):
    return sum(amounts, ZERO)
