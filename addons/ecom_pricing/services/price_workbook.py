"""XLSX files as rows of cells. A workbook is a ZIP of XML: both can be made to grow a thousandfold when opened."""

import io
import zipfile

import openpyxl

from ..domain.price_table import MAX_BYTES, MAX_LINES, FileUnreadable

_MAX_UNPACKED = 400_000_000
_MAX_PARTS = 500
_MAX_COLUMNS = 200


def is_workbook(raw):
    """Tell whether a file is a ZIP, as XLSX is."""
    return raw.startswith(b"PK\x03\x04")


def rows(raw):
    """Yield (row number, cells) of the rows of the first sheet that are not empty, one in memory at a time.

    Formulas are texts that begin with ``=``; what they would come to is not read.

    :raise FileUnreadable:
    """
    if len(raw) > MAX_BYTES:
        raise FileUnreadable("file_too_large")
    try:
        _check_parts(raw)
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, keep_links=False)
        yield from _rows(book)
    except FileUnreadable:
        raise
    except Exception as error:  # whatever openpyxl stumbles over in a file that is none
        raise FileUnreadable("file_damaged") from error


def _check_parts(raw):
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = archive.infolist()
        # zipfile reads no more of a part than it declares here
        if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
            raise FileUnreadable("file_too_large")
        for part in parts:
            with archive.open(part) as content:
                if b"<!DOCTYPE" in content.read(1024):
                    raise FileUnreadable("file_damaged")


def _rows(book):
    count = 0
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # they may lie
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=_MAX_COLUMNS), 1):
        if number > MAX_LINES * 2:
            raise FileUnreadable("file_too_long")
        if all(cell is None for cell in row):
            continue
        count += 1
        if count > MAX_LINES:
            raise FileUnreadable("file_too_long")
        yield number, list(row)
