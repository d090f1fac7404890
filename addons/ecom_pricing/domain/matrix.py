"""What a cell of the price matrix holds: the standing price of one place, and what else bears on it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .selection import PriceRow, Wish, select

_AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,10})?")
_NO_VARIANT = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where the matrix looks: a region (None: everywhere) and a quantity step."""

    region_id: int | None = None
    min_qty: float = 0.0


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """The prices of one product or variant in one currency, as seen from a :class:`Place`.

    ``standing`` is the one that is typed into the cell. ``current`` and ``upcoming`` are prices for a time at the same
    place: the one that applies now, and the next. ``inherited`` is what applies where neither is. ``others`` counts the
    prices of the product or variant in this currency that are at another place or time.
    """

    standing: PriceRow | None = None
    current: PriceRow | None = None
    upcoming: PriceRow | None = None
    inherited: PriceRow | None = None
    others: int = 0


def matrix_cell(
    rows: Iterable[PriceRow], product_id: int | None, place: Place, at: datetime
) -> MatrixCell:
    """Return the cell of a variant, or of the whole product (``product_id`` None).

    :param rows: all prices of the product in one currency
    :param at: naive UTC
    """
    rows = list(rows)
    own = [row for row in rows if row.product_id == product_id]
    here = [row for row in own if (row.region_id, row.min_qty) == (place.region_id, place.min_qty)]
    standing = next((row for row in here if not row.windowed), None)
    timed = [row for row in here if row.windowed]
    current = next((row for row in timed if _applies(row, at)), None)
    later = [row for row in timed if row.valid_from is not None and row.valid_from > at]
    upcoming = min(later, key=lambda row: row.valid_from, default=None)
    inherited = None
    if standing is None and current is None:
        # one piece is what the step "from 0" is about
        quantity = place.min_qty or 1.0
        wish = Wish(product_id or _NO_VARIANT, place.region_id, quantity, at)
        inherited = select(rows, wish)
    shown = {row.id for row in (standing, current, upcoming) if row is not None}
    return MatrixCell(
        standing, current, upcoming, inherited, sum(row.id not in shown for row in own)
    )


def parse_amount(text) -> Decimal:
    """Return an amount that a client sends as text: digits, and a decimal point if need be.

    :raise ValueError: anything else
    """
    if not isinstance(text, str) or not _AMOUNT.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


def _applies(row, at):
    started = row.valid_from is None or row.valid_from <= at
    return started and (row.valid_to is None or row.valid_to > at)
