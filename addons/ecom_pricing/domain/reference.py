"""The seller's reference rates: information for people. Nothing that forms a price, a cart or an order may import this
module (``tools/check_layers.py``).

A rate is for one pair in one direction. It is never turned round, and two are never chained.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .money import round_half_up


@dataclass(frozen=True, slots=True)
class ReferenceRate:
    """One unit of ``source`` is about ``rate`` units of ``target`` (ISO codes), from a day on."""

    source: str
    target: str
    rate: Decimal
    valid_from: date


@dataclass(frozen=True, slots=True)
class Spread:
    """How ratios of prices are distributed: how many there are, the middle one, and between what eight of ten lie."""

    count: int
    median: Decimal | None = None
    p10: Decimal | None = None
    p90: Decimal | None = None


def current_rates(rates: Iterable[ReferenceRate], today: date) -> list[ReferenceRate]:
    """Return the rate of each pair that holds today: the latest that is not of a later day."""
    latest: dict[tuple[str, str], ReferenceRate] = {}
    for rate in rates:
        pair = (rate.source, rate.target)
        if rate.valid_from <= today and (
            pair not in latest or latest[pair].valid_from < rate.valid_from
        ):
            latest[pair] = rate
    return [latest[pair] for pair in sorted(latest)]


def indicative(amount: Decimal, rate: ReferenceRate, decimals: int) -> Decimal:
    """Return what an amount is about worth in the rate's target currency.

    :param decimals: of the target currency
    """
    return round_half_up(amount * rate.rate, decimals)


def spread(ratios: Iterable[Decimal]) -> Spread:
    """Return the distribution of ratios, in six significant digits."""
    ordered = sorted(ratios)
    if not ordered:
        return Spread(0)
    return Spread(len(ordered), *(_significant(_quantile(ordered, q)) for q in (50, 10, 90)))


def _quantile(ordered, percent):
    """Return the value below which so many percent lie, between two neighbours in proportion."""
    place = Decimal(percent) * (len(ordered) - 1) / 100
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _significant(ratio):
    return round_half_up(ratio, max(0, 5 - ratio.adjusted()))
