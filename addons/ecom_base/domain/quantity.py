"""Quantities a shop may ask for: whole pieces, or measured goods to the precision of their unit."""

from dataclasses import dataclass
from decimal import Decimal

MAX_QUANTITY = Decimal(9999)
MAX_LINES = 100


class QuantityError(ValueError):
    """A quantity that cannot be ordered. ``problem`` is one sentence for the client."""

    def __init__(self, problem):
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Wanted:
    """One product and how much of it, after duplicates were merged.

    :ivar key: what identifies the product
    :ivar quantity: in the product's own unit
    :ivar shown_price: unit price the client had shown, or None
    :ivar index: position of the first request line it came from, to name in errors
    """

    key: object
    quantity: Decimal
    shown_price: Decimal | None
    index: int


def check_quantity(quantity, step):
    """Return the quantity, refused rather than rounded if it is not a multiple of ``step``.

    :param Decimal step: smallest orderable quantity, 1 for pieces
    :raise QuantityError: if it is not positive, above :data:`MAX_QUANTITY` or not a multiple of ``step``
    """
    if quantity <= 0:
        raise QuantityError("The quantity must be greater than zero.")
    if quantity > MAX_QUANTITY:
        raise QuantityError(f"The quantity may be {MAX_QUANTITY} at most.")
    if quantity % step:
        unit = "a whole number" if step == 1 else f"a multiple of {step}"
        raise QuantityError(f"The quantity must be {unit}.")
    return quantity


def merge(wanted):
    """Add up the lines that ask for the same product; the order of first mention stays.

    The price shown last wins: it is the one the customer saw when the total was drawn.

    :param wanted: iterable of :class:`Wanted`
    :return: list[Wanted]
    """
    merged = {}
    for item in wanted:
        before = merged.get(item.key)
        if before:
            item = Wanted(
                item.key,
                before.quantity + item.quantity,
                before.shown_price if item.shown_price is None else item.shown_price,
                before.index,
            )
        merged[item.key] = item
    return list(merged.values())
