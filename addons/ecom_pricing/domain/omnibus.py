"""The prior price that a reduction is announced against: Directive 98/6/EC, Article 6a (the "Omnibus" directive).

It is the lowest price of the 30 days before the reduction began, and a percentage shown must be worked out from it
(Court of Justice, C-330/23, 26 September 2024). Member states may allow more for progressive reductions (6a.5), new
arrivals (6a.4) and perishable goods (6a.3): see :class:`Policy`. Not legal advice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal

from .timeline import Presented

WINDOW = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Policy:
    """What a region asks for.

    ``progressive``: reductions that follow each other without a rise share the reference of the first;
    ``new_arrivals``: goods on sale for less than 30 days are compared with what they cost since then;
    ``perishables``: perishable goods need no reference.
    """

    enabled: bool = True
    progressive: bool = True
    new_arrivals: bool = True
    perishables: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """Since when prices are recorded at all, since when the product is sold (naive UTC), and whether it perishes."""

    recorded_since: datetime
    launched_at: datetime
    perishable: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """The lowest price in ``[start, end)``, the days before the reduction began at ``end``.

    ``announceable``: the price now is lower, so that a reduction may be shown, of ``percent`` (rounded down).
    ``evidence``: all that was offered in those days. If too little is recorded to tell, ``amount`` is None and
    ``insufficient_history`` is set: nothing is guessed.
    """

    amount: Decimal | None
    start: datetime
    end: datetime
    announceable: bool = False
    insufficient_history: bool = False
    percent: int | None = None
    evidence: tuple[Presented, ...] = ()


def reference(
    line: Sequence[Presented], amount: Decimal, at: datetime, known: Known, policy: Policy
) -> Reference | None:
    """Return what a reduced price has to be compared with, or None where nothing has to be.

    :param line: what was offered of one product, in one currency and region, in order
    :param amount: the reduced price, as it is offered at ``at``
    """
    if not policy.enabled or (policy.perishables and known.perishable):
        return None
    end = _reduced_since(line, amount, at, policy)
    start = _window_start(end, known, policy)
    if start is None:
        return Reference(None, end - WINDOW, end, insufficient_history=True)
    evidence = tuple(
        one for one in line if one.start < end and (one.end is None or one.end > start)
    )
    if not evidence:
        return Reference(None, start, end, insufficient_history=True)
    lowest = min(one.amount for one in evidence)
    announceable = amount < lowest
    percent = _percent(lowest, amount) if announceable else None
    return Reference(lowest, start, end, announceable, percent=percent, evidence=evidence)


def _reduced_since(line, amount, at, policy):
    """Return when the reduction began that is offered at a moment; the moment itself if it is not recorded yet."""
    past = [one for one in line if one.start <= at]
    if not past or past[-1].amount != amount or (past[-1].end and past[-1].end <= at):
        return at
    first = past.pop()
    while past:
        before = past.pop()
        unbroken = before.end == first.start and before.compare_at is not None
        lower = before.amount >= first.amount if policy.progressive else before.amount == amount
        if not (unbroken and lower):
            break
        first = before
    return first.start


def _window_start(end, known, policy):
    """Return where the days to look at begin, or None if too little of them is recorded."""
    start = end - WINDOW
    if known.launched_at > start and known.launched_at >= known.recorded_since:
        return known.launched_at if policy.new_arrivals else None
    return start if known.recorded_since <= start else None


def _percent(lowest, amount):
    share = (lowest - amount) * 100 / lowest
    return int(share.quantize(Decimal(1), rounding=ROUND_DOWN))
