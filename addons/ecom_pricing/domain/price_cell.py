"""One price as the matrix and the API write it: which price is meant, what it becomes, and what came of that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from .price_check import check_price, to_amount
from .selection import PriceRow

AMOUNTS = ("amount", "compare_at", "mrp", "unit_cost")
_VALUES = (*AMOUNTS, "tax_included")


@dataclass(frozen=True, slots=True)
class Cell:
    """A price to write.

    ``product_id`` None: of the whole product; ``region_id`` None: for everywhere. Moments are naive UTC. ``values`` has
    the fields to write (amounts as Decimal, None to empty one; ``tax_included``), others stay; None deletes the price.
    ``expected_version`` is the version its editor saw, 0 for no price; None: whatever it is now.
    """

    template_id: int
    product_id: int | None
    currency_id: int
    region_id: int | None
    values: Mapping | None
    min_qty: float = 0.0
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    expected_version: int | None = None

    @property
    def place(self) -> tuple:
        """Return what makes it another price, but for its time."""
        return self.product_id, self.region_id, self.min_qty

    @property
    def window(self) -> tuple:
        return self.valid_from, self.valid_to


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a cell.

    ``status`` is ``saved``, ``unchanged``, ``cleared``, ``conflict`` (somebody else changed it: ``row`` is what is there)
    or ``refused`` (``code`` of :func:`~.price_check.check_price`, ``overlap``, ``amount_missing`` or ``invalid``;
    ``message`` for people). ``price_id`` and ``version`` are None and 0 where there is no price now.
    """

    status: str
    price_id: int | None = None
    version: int = 0
    code: str | None = None
    message: str | None = None
    row: PriceRow | None = None


def find(cell: Cell, rows: list[PriceRow]) -> PriceRow | None:
    """Return the price that a cell means, of those of its product and currency."""
    return next(
        (
            row
            for row in rows
            if _place(row) == cell.place and (row.valid_from, row.valid_to) == cell.window
        ),
        None,
    )


def changes(cell: Cell, row: PriceRow | None) -> dict:
    """Return the values that differ from the price that is there."""
    if row is None:
        return dict(cell.values)
    return {
        name: value for name, value in cell.values.items() if (value or None) != _plain(row, name)
    }


def problem(cell: Cell, row: PriceRow | None, rows: list[PriceRow], decimals: int) -> tuple | None:
    """Return what is wrong with a price as it would be: (code, field), or None.

    :param row: the price there is now
    :param rows: all prices of the product in the currency
    :param decimals: of the currency
    """
    there = {name: getattr(row, name) for name in _VALUES} if row else {}
    values = {**there, **cell.values}
    if row is None and to_amount(values.get("amount")) is None and "amount" not in cell.values:
        return "amount_missing", "amount"
    wrong = check_price(
        {**values, "valid_from": cell.valid_from, "valid_to": cell.valid_to}, decimals
    )
    if wrong:
        return wrong
    others = [other for other in rows if other is not row and _place(other) == cell.place]
    if any(cell.window != (None, None) and _overlap(cell, other) for other in others):
        return "overlap", "valid_from"
    return None


def _place(row):
    return row.product_id, row.region_id, row.min_qty


def _plain(row, name):
    return getattr(row, name) or None


def _overlap(cell, row):
    return row.windowed and not (
        _over(cell.valid_to, row.valid_from) or _over(row.valid_to, cell.valid_from)
    )


def _over(end, start):
    return end is not None and start is not None and end <= start
