"""What a courier's remittance should hold, parcel by parcel."""

from dataclasses import dataclass
from decimal import Decimal

from .money import ZERO

OK, SHORT, OVER, REVERSED, UNKNOWN = "ok", "short", "over", "reversed", "unknown"


@dataclass(frozen=True, slots=True)
class Cash:
    """Cash of one order, in its currency.

    :ivar held: collected by the courier and not paid out
    :ivar due: not collected yet, as far as is known
    :ivar paid_out: paid out before and not taken back: what the courier may take back
    """

    held: Decimal = ZERO
    due: Decimal = ZERO
    paid_out: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was expected of one line, and what it is by that."""

    expected: Decimal
    state: str


def judge(claims, cash):
    """Compare the lines of a remittance with what is known.

    Where one order has several parcels, their lines share what the order's customer paid.

    :param claims: list of (order or None, Decimal collected), in the order of the file
    :param dict cash: :class:`Cash` by order
    :return: list of :class:`Verdict`, one for each claim
    """
    verdicts = [Verdict(ZERO, UNKNOWN)] * len(claims)
    by_order = {}
    for place, (order, _collected) in enumerate(claims):
        if order is not None:
            by_order.setdefault(order, []).append(place)
    for order, places in by_order.items():
        amounts = [claims[place][1] for place in places]
        for place, verdict in zip(places, _judge_order(amounts, cash[order]), strict=True):
            verdicts[place] = verdict
    return verdicts


def _judge_order(amounts, cash):
    left = cash.held + cash.due
    paid_in = sum((amount for amount in amounts if amount > ZERO), ZERO)
    returnable = cash.paid_out + paid_in
    open_claims = sum(amount > ZERO for amount in amounts)
    verdicts = []
    for amount in amounts:
        if amount > ZERO:
            open_claims -= 1
            # the last line answers for all that is left
            expected = left if not open_claims else min(left, amount)
            verdicts.append(Verdict(expected, _compare(amount, expected)))
            left -= min(left, amount)
        elif amount < ZERO:
            expected = max(amount, -returnable)
            verdicts.append(Verdict(expected, REVERSED))
            returnable += expected
        else:
            verdicts.append(Verdict(ZERO, OK))
    return verdicts


def _compare(amount, expected):
    if amount == expected:
        return OK
    return SHORT if amount < expected else OVER
