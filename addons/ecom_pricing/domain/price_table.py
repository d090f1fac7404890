"""A file of prices as rows of cells, whatever program saved it. Where it could be read in two ways, it is refused."""

import csv
import io
import re
from collections.abc import Iterator

MAX_BYTES = 20_000_000
MAX_LINES = 250_000
_SEPARATORS = ",;\t|"
_DECLARED = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)
#: What a spreadsheet program would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class FileUnreadable(ValueError):
    """The file cannot be read at all.

    :ivar code: ``file_empty``, ``file_too_large``, ``file_too_long``, ``file_not_text``, ``file_encoding``,
        ``file_old_spreadsheet``, ``file_damaged``, ``separator_ambiguous``, ``column_unknown``, ``column_missing``,
        ``column_repeated`` or ``currency_unknown``
    :ivar text: what it is about, e.g. the name of a column
    """

    def __init__(self, code, text=""):
        super().__init__(code)
        self.code, self.text = code, text


def rows(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, cells) of the lines of a CSV file that are not empty.

    :raise FileUnreadable:
    """
    if len(raw) > MAX_BYTES:
        raise FileUnreadable("file_too_large")
    text = _decode(raw)
    declared = _DECLARED.match(text)
    separator = declared[1] if declared else _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    count = 0
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells) or (declared and reader.line_num == 1):
                continue
            count += 1
            if count > MAX_LINES:
                raise FileUnreadable("file_too_long")
            yield reader.line_num, cells
    except csv.Error as error:
        raise FileUnreadable("file_damaged", str(reader.line_num)) from error


def _decode(raw):
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileUnreadable("file_old_spreadsheet")
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileUnreadable("file_encoding") from error
    if "\0" in text:
        raise FileUnreadable("file_not_text")
    if not text.strip():
        raise FileUnreadable("file_empty")
    return text


def _separator(text):
    """Return what separates the names of the columns."""
    header = next(line for line in text.splitlines() if line.strip())
    found = [sign for sign in _SEPARATORS if sign in header]
    if len(found) > 1:
        raise FileUnreadable("separator_ambiguous")
    return found[0] if found else ","


def quoted(text: str) -> str:
    """Return a text as a cell that no spreadsheet program takes for a formula: with an apostrophe before it."""
    return f"'{text}" if text.startswith((*_FORMULA, "'")) else text


def unquoted(text: str) -> str | None:
    """Return the text of a cell that :func:`quoted` wrote, or None if it looks like a formula."""
    if text.startswith("'"):
        return text[1:]
    return None if text.startswith(_FORMULA) else text
