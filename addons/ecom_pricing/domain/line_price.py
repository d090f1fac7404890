"""What a seller's price becomes on a line of an order: with or without the buyer's taxes in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from .money import round_half_up

#: Modes of Odoo's tax engine: what an amount is when it is handed over.
WITH_TAX = "total_included"
BEFORE_TAX = "total_excluded"
#: The policy by which the price with tax is the same for everybody.
GROSS_FIXED = "gross_fixed"


@dataclass(frozen=True, slots=True)
class LinePrice:
    """The price of one unit on a document.

    ``unit`` is the document's unit price, as Odoo reads it for the line's taxes: not rounded. ``amount`` is the price that
    is kept to the smallest unit of the currency whatever the quantity; ``mode`` tells whether it contains the taxes. None:
    Odoo's own arithmetic on ``unit`` does that already.
    """

    unit: float
    amount: Decimal
    mode: str | None = None

    def times(self, factor: float) -> "LinePrice":
        """Return the price of ``factor`` units, for lines in another unit than the product's."""
        if factor == 1.0:
            return self
        return replace(self, unit=self.unit * factor, amount=self.amount * Decimal(repr(factor)))


def price_mode(*, tax_included: bool, policy: str, at_home: bool) -> str | None:
    """Say what stays equal for a buyer: the price with tax or the one before tax; None: the latter, to be worked out.

    :param tax_included: whether the seller's price contains the taxes of the store's home
    :param policy: ``gross_fixed`` or ``net_fixed``
    :param at_home: whether the buyer pays the taxes of the store's home
    """
    if not tax_included:
        return BEFORE_TAX
    return WITH_TAX if at_home or policy == GROSS_FIXED else None


def prorate(total: Decimal, weights: Sequence[Decimal | None], decimals: int) -> list[Decimal]:
    """Split an amount by weights, in the smallest unit of the currency; the last share takes what remains.

    :param weights: one for each share; if one is None or zero, all shares are equal
    :param decimals: of the currency
    """
    if not weights:
        return []
    if any(not weight for weight in weights):
        weights = [Decimal(1)] * len(weights)
    whole = sum(weights)
    shares = [round_half_up(total * weight / whole, decimals) for weight in weights[:-1]]
    return [*shares, total - sum(shares)]
