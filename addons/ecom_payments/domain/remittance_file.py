"""Remittance files of couriers: which parcels' cash they paid out, and what they kept.

Couriers send spreadsheets saved as text, each in its own way: with or without a byte order mark, commas, semicolons or
tabs, a few lines of titles above the header, amounts with rupee signs and lakh commas.
"""

import csv
import io
import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from .money import ZERO

AWB, AMOUNT, FEE, TAX, REFERENCE = "awb", "amount", "fee", "tax", "reference"
FIELDS = (AWB, AMOUNT, FEE, TAX, REFERENCE)
REQUIRED = (AWB, AMOUNT)


def _words(text):
    return tuple(text.split())


#: Headers that couriers use, in letters and digits only; the likelier ones first.
_KNOWN = {
    AWB: _words(
        "awb awbno awbnumber awbcode waybill waybillno waybillnumber trackingnumber trackingno trackingid tracking"
        " trackingref lrno cnno consignmentno consignmentnumber docketno"
    ),
    AMOUNT: _words(
        "codamount codcollected collected collectedamount amountcollected cod codvalue orderamount amount"
        " remittanceamount remittedamount collectableamount cashcollected"
    ),
    FEE: _words("codfee codfees codcharge codcharges fee fees charges charge deduction deductions"),
    TAX: _words(
        "gst gstamount tax taxamount gstonfee gstoncod gstoncodcharges igst feetax taxonfee"
    ),
    REFERENCE: _words(
        "utr utrno utrnumber remittanceid remittanceno crfid bankreference reference"
    ),
}
_SEPARATORS = ",;\t|"
_TITLE_LINES = 15  # how far down the header may stand
_MAX_ROWS = 100_000
_SHORTENED = re.compile(r"^\d(\.\d+)?e\+?\d+$", re.IGNORECASE)
_INDIAN_NUMBER = re.compile(r"^\d{1,3}(,\d{2,3})*(\.\d+)?$|^\d+(\.\d+)?$|^\.\d+$")
_EUROPEAN_NUMBER = re.compile(r"^\d{1,3}(\.\d{3})*,\d{1,2}$|^\d+,\d{1,2}$")


class FileUnreadable(ValueError):
    """The file as a whole cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file as rows of text.

    :ivar headers: tuple of str, as written in the file
    :ivar rows: tuple of (line number in the file, tuple of str)
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One parcel's cash.

    :ivar amount: what the courier says it collected; negative for cash it takes back
    :ivar fee: what it kept for that, usually positive
    :ivar tax: tax on the fee
    """

    line: int
    awb: str
    amount: Decimal
    fee: Decimal = ZERO
    tax: Decimal = ZERO
    reference: str = ""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that says nothing usable.

    :ivar code: ``awb_missing awb_shortened amount_missing number_invalid repeated``
    :ivar text: what stands there
    """

    line: int
    code: str
    text: str
    values: dict = field(default_factory=dict)


def decode(raw):
    """Return the text of a file, whatever program saved it."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def read_table(raw):
    """Return the :class:`Table` of a file.

    :param bytes raw: the file
    :raise FileUnreadable: ``file_empty``, ``file_binary``, ``header_missing``, ``file_too_long``
    """
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise FileUnreadable("file_binary")
    text = decode(raw)
    if not text.strip():
        raise FileUnreadable("file_empty")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    lines = [(reader.line_num, tuple(cell.strip() for cell in row)) for row in _rows(reader)]
    lines = [(number, row) for number, row in lines if any(row)]
    if len(lines) > _MAX_ROWS:
        raise FileUnreadable("file_too_long")
    start = _header_at([row for _number, row in lines])
    return Table(headers=lines[start][1], rows=tuple(lines[start + 1 :]))


def _rows(reader):
    try:
        yield from reader
    except csv.Error as error:
        raise FileUnreadable("file_binary") from error


def _separator(text):
    """Return the separator that the most of the first lines have most of."""
    sample = [line for line in text.splitlines()[: _TITLE_LINES * 2] if line.strip()]
    return max(
        _SEPARATORS, key=lambda mark: (max(line.count(mark) for line in sample), mark == ",")
    )


def _header_at(rows):
    """Return where the header is: the first row that names parcels, else the first with two cells or more."""
    for number, row in enumerate(rows[:_TITLE_LINES]):
        if any(_plain(cell) in _KNOWN[AWB] for cell in row):
            return number
    for number, row in enumerate(rows[:_TITLE_LINES]):
        if sum(bool(cell) for cell in row) > 1:
            return number
    raise FileUnreadable("header_missing")


def _plain(header):
    return re.sub(r"[^a-z0-9]", "", header.lower())


def guess_columns(headers, remembered=None):
    """Return what columns mean: dict of field to header, as far as that can be told.

    :param headers: the headers of a file
    :param dict remembered: the same dict from the last file of this courier; wins where the header is there again
    """
    columns = {
        name: header for name, header in (remembered or {}).items() if header in set(headers)
    }
    for name in FIELDS:
        ranked = [
            (_KNOWN[name].index(_plain(header)), header)
            for header in headers
            if _plain(header) in _KNOWN[name] and header not in columns.values()
        ]
        if name not in columns and ranked:
            columns[name] = min(ranked)[1]
    return columns


def read_entries(table, columns):
    """Return what a table says: ([:class:`Entry`], [:class:`BadLine`]), each in the order of the file.

    :param dict columns: header by field, at least those of ``REQUIRED``
    """
    places = {name: table.headers.index(header) for name, header in columns.items()}
    entries, bad, seen = [], [], {}
    for line, row in table.rows:
        entry = _read_entry(line, row, places)
        if isinstance(entry, Entry):
            known = (entry.awb, entry.amount, entry.fee, entry.reference)
            if known in seen:
                entry = BadLine(line, "repeated", _text(row), {"line": seen[known]})
            else:
                seen[known] = line
        (entries if isinstance(entry, Entry) else bad).append(entry)
    return entries, bad


def _read_entry(line, row, places):
    cells = {name: row[place] if place < len(row) else "" for name, place in places.items()}
    awb = clean_awb(cells[AWB])
    if not awb:
        return BadLine(line, "awb_missing", _text(row))
    if _SHORTENED.match(awb):
        return BadLine(line, "awb_shortened", _text(row), {"awb": awb})
    if not cells[AMOUNT]:
        return BadLine(line, "amount_missing", _text(row), {"awb": awb})
    amounts = {}
    for name in (AMOUNT, FEE, TAX):
        try:
            amounts[name] = parse_amount(cells.get(name, ""))
        except ValueError:
            return BadLine(line, "number_invalid", _text(row), {"awb": awb, "number": cells[name]})
    return Entry(line, awb, reference=cells.get(REFERENCE, ""), **amounts)


def _text(row):
    return " | ".join(row)[:200]


def clean_awb(text):
    """Return a tracking number without what spreadsheets add to it: quotes, an apostrophe, ``.0``."""
    text = text.strip().lstrip("'=").strip('"').strip()
    return text[:-2] if re.fullmatch(r"\d+\.0", text) else text


def parse_amount(text):
    """Return an amount as Decimal; nothing is zero.

    :param str text: e.g. ``1,29,900.00``, ``₹ 800``, ``-50``, ``(50.00)``, ``1.299,50``
    :raise ValueError: if it is no amount
    """
    text = re.sub(r"(?i)[\s\u00a0₹$€]|rs\.?|inr|usd", "", text)
    if text in {"", "-"}:
        return ZERO
    negative = text.startswith("-") or text.endswith("-") or (text[0], text[-1]) == ("(", ")")
    digits = text.strip("-+()")
    if _EUROPEAN_NUMBER.match(digits):
        digits = digits.replace(".", "").replace(",", ".")
    elif _INDIAN_NUMBER.match(digits):
        digits = digits.replace(",", "")
    try:
        amount = Decimal(digits)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not amount.is_finite():
        raise ValueError(text)
    return -amount if negative else amount
