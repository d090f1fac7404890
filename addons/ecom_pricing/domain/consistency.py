"""When a price looks odd beside the others. Such prices are legal: a person is told, nothing is stopped."""

from decimal import Decimal

#: Products priced in both currencies, below which nothing is said about the ratio that is usual.
ENOUGH = 5
#: Card networks take amounts of currencies with three decimals in steps of this; so do Stripe and Razorpay.
CARD_STEP = Decimal("0.010")

_WHOLE = Decimal(100)


def ratio_limits(median: Decimal, count: int, percent: Decimal) -> tuple[Decimal, Decimal] | None:
    """Return the lowest and the highest ratio of a price to the one in the primary currency that is not odd.

    :param median: the ratio usual in the store
    :param count: of how many products
    :param percent: how far from it a ratio may be
    :return: None if too few products tell what is usual
    """
    if count < ENOUGH or median <= 0:
        return None
    share = percent / _WHOLE
    return max(median * (1 - share), Decimal(0)), median * (1 + share)


def change_limits(percent: Decimal) -> tuple[Decimal, Decimal]:
    """Return the lowest and the highest quotient of the new price and the old that is not a large change."""
    share = percent / _WHOLE
    return max(1 - share, Decimal(0)), 1 + share
