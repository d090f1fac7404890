"""Decimal helpers that the rules about money share."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache

ZERO = Decimal(0)


def decimal_of(amount, decimals):
    """Return an amount as the decimal it stands for, with ``decimals`` places.

    :param amount: Decimal, int, str or a float of the ORM (taken by its shortest representation)
    """
    exact = amount if isinstance(amount, Decimal) else Decimal(str(amount))
    return exact.quantize(unit_of(decimals), rounding=ROUND_HALF_UP)


@cache
def unit_of(decimals):
    """Return the smallest amount of a currency with so many decimals, e.g. ``Decimal("0.01")``."""
    return Decimal(1).scaleb(-decimals)


def down_to(amount, step):
    """Round a non-negative amount down to a multiple of ``step``."""
    return (amount / step).to_integral_value(rounding=ROUND_DOWN) * step


def half_up_to(amount, step):
    """Round an amount to the nearest multiple of ``step``, halves away from zero."""
    return (amount / step).to_integral_value(rounding=ROUND_HALF_UP) * step
