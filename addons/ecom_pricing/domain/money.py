"""Amounts of money as a seller writes them: exact, and never finer than their currency."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


def precision_problem(amount: Decimal, decimals: int) -> bool:
    """Tell whether an amount is finer than its currency: 99.5 JPY, 1.2345 KWD.

    :param decimals: decimals of the currency (ISO exponent), 0 for JPY
    """
    return amount != round_half_up(amount, decimals)


def round_half_up(amount: Decimal, decimals: int) -> Decimal:
    """Return an amount in the smallest unit of its currency, halves away from zero."""
    return amount.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Ending:
    """How a store's prices end: at ``n * step + tail``, e.g. step 1 and tail 0.99, or step 10 and tail 9."""

    step: Decimal
    tail: Decimal


def apply_ending(amount: Decimal, ending: Ending | None, decimals: int) -> Decimal:
    """Return the price nearest to an amount that ends as wanted; halfway goes up, and never to zero or below.

    :param ending: None to only round
    """
    if ending is None:
        return round_half_up(amount, decimals)
    steps = round_half_up((amount - ending.tail) / ending.step, 0)
    price = steps * ending.step + ending.tail
    if price <= 0:
        price += ending.step
    return round_half_up(price, decimals)
