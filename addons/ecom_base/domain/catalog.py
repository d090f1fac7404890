"""Decisions of the catalogue: availability, prices and what a product still lacks."""

from dataclasses import dataclass
from decimal import Decimal

IN_STOCK, LOW_STOCK, BACKORDER, OUT_OF_STOCK = "in_stock", "low_stock", "backorder", "out_of_stock"
_BEST_FIRST = (IN_STOCK, LOW_STOCK, BACKORDER, OUT_OF_STOCK)
#: What a product should have before customers see it, in the order a merchant fills it in.
COMPLETENESS = ("image", "description", "category", "price", "sku", "weight", "tax")


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit costs, taxes included.

    :ivar Decimal amount: in major units, with exactly the currency's decimals
    :ivar str currency: ISO 4217
    :ivar Decimal | None compare_at: higher price that the amount is a reduction from
    """

    amount: Decimal
    currency: str
    compare_at: Decimal | None = None


def availability(free, *, tracked, backorder, low_below):
    """Tell whether a variant can be bought now.

    :param Decimal free: quantity in the store's warehouse that nobody has reserved or holds
    :param bool tracked: stock is counted for this product; services and uncounted goods are always there
    :param bool backorder: may be ordered without stock
    :param Decimal low_below: quantities up to this one count as low
    """
    if not tracked:
        return IN_STOCK
    if free <= 0:
        return BACKORDER if backorder else OUT_OF_STOCK
    return LOW_STOCK if free <= low_below else IN_STOCK


def best_availability(states):
    """Return the best of the variants' states; a product without variants is out of stock."""
    return min(states, key=_BEST_FIRST.index, default=OUT_OF_STOCK)


def lowest_price(prices):
    """Return the cheapest of the prices that are set, or None."""
    return min((price for price in prices if price), key=lambda price: price.amount, default=None)


def shop_state(priced, *, in_stock):
    """Return what customers see of a product: ``hidden``, ``unpriced``, ``out_of_stock`` or ``on_sale``.

    :param bool | None priced: has a price in some store; None: no store shows it
    :param bool in_stock: can be ordered in some store
    """
    if priced is None:
        return "hidden"
    if not priced:
        return "unpriced"
    return "on_sale" if in_stock else "out_of_stock"


def completeness(present):
    """Return how complete a product is and what it lacks.

    :param dict present: bool by entry of :data:`COMPLETENESS`; entries that do not apply are left out
    :return: (int percent, list[str] missing entries)
    """
    missing = [entry for entry in COMPLETENESS if not present.get(entry, True)]
    return (100 * (len(present) - len(missing)) // len(present) if present else 100), missing
