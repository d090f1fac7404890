"""Files and pasted lists of postal codes, as people have them: one column or a table, a header or none."""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field

from .pincode import PincodeError, merge, normalise, parse_entry

#: A file larger than this is no list of postal codes.
MAX_BYTES = 5_000_000
#: If so many codes of a list look alike, the others are taken for mistakes.
_USUAL = 0.9
_DELIMITERS = ",;\t|"
_COLUMN = {
    **dict.fromkeys(
        ("pin", "pins", "pincode", "pincodes", "pinno", "zip", "zips", "zipcode", "zipcodes")
        + (
            "postcode",
            "postcodes",
            "postalcode",
            "postalcodes",
            "code",
            "codes",
            "deliverypincode",
        ),
        "code",
    ),
    **dict.fromkeys(("from", "pinfrom", "pincodefrom", "zipfrom", "start", "frompincode"), "from"),
    **dict.fromkeys(("to", "pinto", "pincodeto", "zipto", "end", "topincode"), "to"),
}
#: What spreadsheets make of a code: a number with decimals, or text marked by an apostrophe.
_SPREADSHEET = re.compile(r"^'|\.0+$")


class NotAList(ValueError):
    """The file cannot be read at all.

    :ivar problem: ``spreadsheet`` (Excel's own format), ``too_large`` or ``not_text``
    """

    def __init__(self, problem):
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is left out, and why: a problem of :class:`~.pincode.PincodeError`, ``no_code``, or ``odd_one``: a
    code unlike nine in ten of the list.
    """

    number: int
    text: str
    entry: str
    problem: str


@dataclass(slots=True)
class Reading:
    """What was found.

    :ivar spans: without doubles, sorted
    :ivar entries: how many codes and ranges were read, doubles included
    :ivar bad: list of :class:`BadLine`
    """

    spans: list = field(default_factory=list)
    entries: int = 0
    bad: list = field(default_factory=list)


def decode(raw):
    """Return the text of an uploaded file, whatever program saved it.

    :raise NotAList:
    """
    if len(raw) > MAX_BYTES:
        raise NotAList("too_large")
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise NotAList("spreadsheet")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    if b"\x00" in raw:
        raise NotAList("not_text")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def read(text):
    """Read a list of codes, ranges and prefixes. Wrong lines are named and left out; nothing is guessed.

    A header says which column holds the codes, or the first and the last of a range. Without one, a table is
    recognised by its first line: one cell of it is a code and the others are text; else every cell is a code.

    :return: :class:`Reading`
    """
    found, lines, cells_of = Reading(), [], None
    for number, line, row in _rows(text.removeprefix("\ufeff")):
        if cells_of is None:
            cells_of, is_header = _layout(row)
            if is_header:
                continue
        try:
            entries = cells_of(row)
            if not entries:
                raise PincodeError("", "no_code")
            parsed = [parse_entry(entry) for entry in entries]
        except PincodeError as error:
            found.bad.append(_bad(number, line, error.entry, error.problem))
        else:
            lines.append((number, line, parsed))
    return _without_odd_ones(found, lines)


def _without_odd_ones(found, lines):
    """Name the few codes that look unlike all others: a digit too many, a letter O for a zero."""
    shapes = Counter(_shape(span) for _number, _line, spans in lines for span in spans)
    usual, count = shapes.most_common(1)[0] if shapes else (None, 0)
    strict = count >= _USUAL * shapes.total()
    good = []
    for number, line, spans in lines:
        odd = next((span for span in spans if strict and _shape(span) != usual), None)
        if odd:
            found.bad.append(_bad(number, line, str(odd), "odd_one"))
        else:
            found.entries += len(spans)
            good += spans
    found.bad.sort(key=lambda bad: bad.number)
    found.spans = merge(good)
    return found


def _shape(span):
    return len(span.first), span.first.isdigit()


def _bad(number, line, entry, problem):
    return BadLine(number, line.strip()[:120], entry, problem)


def _rows(text):
    """Yield (line number, line, cells) of lines that are not empty."""
    lines = text.splitlines()
    delimiter = _delimiter(lines)
    for number, line in enumerate(lines, 1):
        if line.strip(_DELIMITERS + " \t\"'"):
            try:
                row = next(csv.reader(io.StringIO(line), delimiter=delimiter), [])
            except csv.Error:  # a cell longer than any list has
                row = [line]
            yield number, line, [_SPREADSHEET.sub("", cell.strip()) for cell in row]


def _delimiter(lines):
    """Return the delimiter that most lines at the beginning have."""
    head = [line for line in lines[:50] if line.strip()]
    return max(_DELIMITERS, key=lambda sign: sum(sign in line for line in head))


def _layout(first):
    """Return how to find the codes of a line, and whether the first line is a header.

    :param first: cells of the first line
    """
    names = [_COLUMN.get(re.sub(r"[^a-z]", "", cell.lower())) for cell in first]
    if "from" in names and "to" in names:
        return _range_of(names.index("from"), names.index("to")), True
    if "code" in names:
        return _column(names.index("code")), True
    codes = [index for index, cell in enumerate(first) if cell and _is_code(cell)]
    texts = [cell for cell in first if cell and not any(sign.isdigit() for sign in cell)]
    if not codes and len(texts) == len([cell for cell in first if cell]):
        # a header in other words: of a single column, or of a table that says no more than this
        return (_column(0) if len(first) == 1 else _all), True
    if len(codes) == 1 and texts:
        return _column(codes[0]), False
    return _all, False


def _column(index):
    return lambda row: [cell for cell in row[index : index + 1] if cell]


def _range_of(first, last):
    def cells(row):
        ends = [normalise(row[index]) for index in (first, last) if index < len(row) and row[index]]
        return ["-".join(ends)] if ends else []

    return cells


def _all(row):
    return [cell for cell in row if cell]


def _is_code(cell):
    try:
        parse_entry(cell)
    except PincodeError:
        return False
    return True
