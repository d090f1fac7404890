"""What a store asks for a product: the seller's price, perhaps lowered by a campaign."""

from dataclasses import dataclass, replace
from decimal import Decimal

from .selection import PriceRow


@dataclass(frozen=True, slots=True)
class Offer:
    """A price to sell at, and the row it stands on.

    ``amount`` and ``compare_at`` (the higher price shown struck out, or None) contain taxes if the row says so. ``extra``
    is the part of ``amount`` that the buyer's choices add.
    """

    row: PriceRow
    amount: Decimal
    compare_at: Decimal | None = None
    campaign_id: int | None = None
    extra: Decimal = Decimal(0)

    def with_extra(self, extra: Decimal) -> "Offer":
        """Return the offer for somebody whose choices cost more (or less)."""
        if not extra:
            return self
        compare_at = self.compare_at and self.compare_at + extra
        return replace(
            self, amount=self.amount + extra, compare_at=compare_at, extra=self.extra + extra
        )

    def with_amount(self, amount: Decimal) -> "Offer":
        """Return the offer for a part of what it is for."""
        return replace(self, amount=amount, compare_at=None)


def offer_of(row: PriceRow) -> Offer:
    """Return the offer that a price makes by itself; the MRP is what it compares with if nothing else is given."""
    compare_at = row.compare_at or (row.mrp if row.mrp and row.mrp > row.amount else None)
    return Offer(row, row.amount, compare_at)
