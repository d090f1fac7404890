"""Prices in a file: one a line (``sku, currency, amount…``), or one product a line with a column for each currency.

Nothing is guessed: amounts have a decimal point or none, an empty cell leaves what is there, ``-`` deletes it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from .price_check import check_price
from .price_table import FileUnreadable, unquoted

AMOUNTS = ("amount", "compare_at", "mrp", "unit_cost")
#: In the order of an export. ``product`` is for people; it is not read.
LONG = ("sku", "product", "applies_to", "currency", "region", "min_qty", *AMOUNTS)
LONG += ("tax_included", "valid_from", "valid_to")
WIDE = ("sku", "product", "applies_to", "region", "min_qty")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_CODE = re.compile(r"[A-Z]{3}")
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Entry:
    """A price of a file. ``whole`` tells whether it is of all variants; None: as the product has it.

    ``values`` has the fields to write, None to empty one; with ``clear`` the price is deleted.
    """

    line: int
    sku: str
    whole: bool | None
    currency: str
    region: str | None
    min_qty: Decimal
    valid_from: datetime | None
    valid_to: datetime | None
    values: Mapping = field(hash=False, compare=False)
    clear: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line cannot be imported: a code of :func:`~.price_check.check_price`, or ``formula``, ``comma``,
    ``ambiguous``, ``not_a_date``, ``not_yes_no``, ``applies_to_unknown``, ``sku_missing``, ``sku_unknown``,
    ``sku_ambiguous``, ``currency_unknown``, ``region_unknown``, ``amount_missing``, ``repeated``, ``overlap``.
    """

    line: int
    column: str
    code: str
    text: str


class _Wrong(ValueError):
    def __init__(self, column, code, text):
        super().__init__(code)
        self.column, self.code, self.text = column, code, str(text)[:80]


@dataclass(frozen=True, slots=True)
class Shop:
    """What a file is read against: decimals by currency code, codes of regions, the time zone of plain dates."""

    decimals: Mapping[str, int]
    regions: frozenset[str]
    tz: str


def read(rows: Iterable[tuple[int, list]], shop: Shop) -> tuple[list[Entry], list[Problem]]:
    """Read the rows of a file, the first of which names the columns. Cells are texts, numbers, dates or None.

    :raise FileUnreadable: if the columns are not those of prices
    """
    rows = iter(rows)
    _line, header = next(rows, (0, []))
    columns, codes = _columns(header, shop)
    entries, problems = [], []
    for line, cells in rows:
        values = {name: _cell(cells, place) for name, place in columns.items()}
        try:
            entries += _entries(line, values, codes, shop)
        except _Wrong as wrong:
            problems.append(Problem(line, wrong.column, wrong.code, wrong.text))
    return entries, problems


def _cell(cells, place):
    cell = cells[place] if place < len(cells) else None
    if isinstance(cell, str):
        cell = cell.strip()
    return None if cell == "" else cell


def _columns(header, shop):
    """Return (place by name, currency codes that are columns)."""
    names = [str(name or "").strip() for name in header]
    names = [
        name.lower() if name.lower() in LONG or not _CODE.fullmatch(name) else name
        for name in names
    ]
    columns = {}
    for place, name in enumerate(names):
        if name in columns:
            raise FileUnreadable("column_repeated", name)
        if name:
            columns[name] = place
    codes = [name for name in columns if _CODE.fullmatch(name)]
    known = LONG if "currency" in columns else (*WIDE, *shop.decimals)
    for name in columns:
        if name not in known:
            code = "currency_unknown" if name in codes and known is not LONG else "column_unknown"
            raise FileUnreadable(code, name)
    if "sku" not in columns or not (codes or "currency" in columns):
        raise FileUnreadable("column_missing", "currency" if "sku" in columns else "sku")
    columns.pop("product", None)
    return columns, codes


def _entries(line, cells, codes, shop):
    place = _place(line, cells, shop)
    if codes:
        return [
            _entry(place, code, {"amount": cells[code]}, shop)
            for code in codes
            if cells[code] is not None
        ]
    currency = _text(cells, "currency")
    if currency not in shop.decimals:
        raise _Wrong("currency", "currency_unknown", currency or "")
    entry = _entry(place, currency, {name: cells.get(name) for name in AMOUNTS}, shop, cells)
    return [entry] if entry.values or entry.clear else []


def _place(line, cells, shop):
    sku = _text(cells, "sku")
    if not sku:
        raise _Wrong("sku", "sku_missing", "")
    applies_to = (_text(cells, "applies_to") or "").lower()
    if applies_to not in ("", "product", "variant"):
        raise _Wrong("applies_to", "applies_to_unknown", applies_to)
    region = _text(cells, "region")
    if region and region not in shop.regions:
        raise _Wrong("region", "region_unknown", region)
    quantity = cells.get("min_qty")
    min_qty = Decimal(0) if quantity is None else _number("min_qty", quantity)
    if min_qty < 0:
        raise _Wrong("min_qty", "not_positive", quantity)
    return {
        "line": line,
        "sku": sku,
        "whole": {"product": True, "variant": False}.get(applies_to),
        "region": region,
        "min_qty": min_qty,
        "valid_from": _moment("valid_from", cells.get("valid_from"), shop.tz),
        "valid_to": _moment("valid_to", cells.get("valid_to"), shop.tz),
    }


def _entry(place, currency, amounts, shop, cells=None):
    if amounts["amount"] == "-":
        return Entry(**place, currency=currency, values={}, clear=True)
    decimals = shop.decimals[currency]
    shown = {name: currency if name == "amount" and cells is None else name for name in AMOUNTS}
    values = {
        name: None if cell == "-" else _amount(shown[name], cell, decimals)
        for name, cell in amounts.items()
        if cell is not None
    }
    for name, amount in values.items():
        if amount is not None and amount <= 0:
            raise _Wrong(shown[name], "not_positive", amounts[name])
    # without an amount of its own, the line changes one that is there: the database checks that
    checked = {"amount": Decimal(1), **values} if "amount" not in values else values
    window = {name: place[name] for name in ("valid_from", "valid_to")}
    problem = check_price({**checked, **window}, decimals)
    if problem and ("amount" in values or problem[0] not in ("compare_at_too_low", "above_mrp")):
        code, name = problem
        raise _Wrong(shown.get(name, name), code, amounts.get(name) or place.get(name))
    if cells and cells.get("tax_included") is not None:
        values["tax_included"] = _yes_no(cells["tax_included"])
    return Entry(**place, currency=currency, values=values)


def _text(cells, name):
    cell = cells.get(name)
    if cell is None:
        return None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = unquoted(str(cell))
    if text is None:
        raise _Wrong(name, "formula", cell)
    return text


def _number(name, cell):
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        cell = repr(cell)
    text = str(cell)
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    if text.startswith(("=", "+", "-", "@")):
        raise _Wrong(name, "formula", text)
    raise _Wrong(name, "comma" if "," in text else "not_a_number", text)


def _amount(name, cell, decimals):
    if isinstance(cell, str) and decimals < 3 and _THOUSANDS.fullmatch(cell):
        raise _Wrong(name, "ambiguous", cell)
    return _number(name, cell)


def _yes_no(cell):
    answer = _YES_NO.get(str(cell).lower())
    if answer is None:
        raise _Wrong("tax_included", "not_yes_no", cell)
    return answer


def _moment(name, cell, tz):
    """Return a moment as naive UTC; one without a zone is in the time zone of the store."""
    if cell is None:
        return None
    try:
        moment = cell if isinstance(cell, date) else datetime.fromisoformat(str(cell))
    except ValueError:
        raise _Wrong(name, "not_a_date", cell) from None
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), tzinfo=ZoneInfo(tz))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(tz))
    try:
        return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    except OverflowError:
        raise _Wrong(name, "not_a_date", cell) from None
