"""What a store asks for a product: the seller's price, perhaps lowered by a campaign."""

from dataclasses import dataclass
from decimal import Decimal

from .selection import PriceRow


@dataclass(frozen=True, slots=True)
class Offer:
    """A price to sell at, and the row it stands on.

    ``amount`` and ``compare_at`` (the higher price shown struck out, or None) contain taxes if the row says so.
    """

    row: PriceRow
    amount: Decimal
    compare_at: Decimal | None = None
    campaign_id: int | None = None


def offer_of(row: PriceRow) -> Offer:
    """Return the offer that a price makes by itself; the MRP is what it compares with if nothing else is given."""
    compare_at = row.compare_at or (row.mrp if row.mrp and row.mrp > row.amount else None)
    return Offer(row, row.amount, compare_at)
