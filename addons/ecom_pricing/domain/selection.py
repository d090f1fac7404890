"""Which of the seller's prices applies, and why not the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One price the seller has set, of one product in one currency.

    ``product_id`` is a variant, or None for all variants of the product; ``region_id`` None: everywhere. Moments are
    naive UTC, half open: ``valid_from <= at < valid_to``.
    """

    id: int
    product_id: int | None
    region_id: int | None
    min_qty: float
    amount: Decimal
    compare_at: Decimal | None = None
    mrp: Decimal | None = None
    unit_cost: Decimal | None = None
    tax_included: bool = True
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    version: int = 1

    @property
    def windowed(self) -> bool:
        """Tell whether the price is for a time only; it then comes before the standing one."""
        return self.valid_from is not None or self.valid_to is not None


@dataclass(frozen=True, slots=True)
class Wish:
    """Who asks: for which variant, from which region (None: no region), how many, when (naive UTC)."""

    product_id: int
    region_id: int | None
    quantity: float
    at: datetime


def select(rows: Iterable[PriceRow], wish: Wish) -> PriceRow | None:
    """Return the one price that applies, or None: then the product is not for sale.

    Of those that fit, the variant's own comes before the product's, the region's before the one for everywhere, a price
    for a time before the standing one, and the highest quantity step before lower ones.
    """
    fitting = [row for row in rows if _problem(row, wish) is None]
    return max(fitting, key=_rank, default=None)


def explain(rows: Iterable[PriceRow], wish: Wish) -> list[tuple[PriceRow, str]]:
    """Say of every price why it applies or not.

    :return: pairs of price and ``chosen``, ``other_variant``, ``other_region``, ``not_yet``, ``ended``,
        ``quantity_too_low`` or ``less_specific``; the chosen one first
    """
    rows = list(rows)
    chosen = select(rows, wish)
    reasons = [
        (row, "chosen" if row is chosen else _problem(row, wish) or "less_specific") for row in rows
    ]
    return sorted(reasons, key=lambda pair: pair[1] != "chosen")


def _problem(row: PriceRow, wish: Wish) -> str | None:
    if row.product_id not in (None, wish.product_id):
        return "other_variant"
    if row.region_id not in (None, wish.region_id):
        return "other_region"
    if row.valid_from is not None and wish.at < row.valid_from:
        return "not_yet"
    if row.valid_to is not None and wish.at >= row.valid_to:
        return "ended"
    return "quantity_too_low" if row.min_qty > wish.quantity else None


def _rank(row: PriceRow) -> tuple:
    return (row.product_id is not None, row.region_id is not None, row.windowed, row.min_qty)
