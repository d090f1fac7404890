"""Opaque cursors of keyset pages: where the last page ended, by value, so that inserts move nothing."""

import base64
import binascii
import json
from datetime import datetime
from decimal import Decimal, InvalidOperation

MAX_LENGTH = 1000
_INT_LIMIT = 2**31


class InvalidCursor(ValueError):
    """A cursor this API did not make, or one of another order."""


def encode(sort, values, state=""):
    """Return the cursor.

    :param str sort: name of the order
    :param list[str] values: keys of the last row as texts
    :param str state: what the next page must repeat, e.g. the corrected query
    :return: str, URL-safe
    """
    payload = json.dumps([sort, state, values], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(payload.encode()).decode().rstrip("=")


def decode(cursor, sort, types):
    """Read a cursor back, checking every value, since it comes from outside.

    :param tuple types: of each value: ``int``, ``Decimal``, ``datetime`` or ``str``
    :return: (tuple of values, str state)
    :raise InvalidCursor: if it is damaged or belongs to another order
    """
    if len(cursor) > MAX_LENGTH:
        raise InvalidCursor("too long")
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found_sort, state, values = json.loads(
            base64.b64decode(padded, altchars=b"-_", validate=True)
        )
        if found_sort != sort or not isinstance(values, list) or len(values) != len(types):
            raise InvalidCursor("of another order")
        return tuple(_load(value, kind) for value, kind in zip(values, types, strict=True)), _load(
            state, str
        )
    except (binascii.Error, ValueError, TypeError, InvalidOperation, RecursionError) as error:
        raise InvalidCursor("damaged") from error


def _load(value, kind):
    if not isinstance(value, str) or "\0" in value or len(value) > 200:
        raise InvalidCursor("not a text")
    value.encode()  # a lone surrogate cannot be sent to the database
    if kind is str:
        return value
    loaded = datetime.fromisoformat(value) if kind is datetime else kind(value)
    if kind is datetime and loaded.tzinfo:
        raise InvalidCursor("not a time in UTC")
    if kind is int and abs(loaded) >= _INT_LIMIT:
        raise InvalidCursor("not a number of this order")
    if kind is Decimal and (
        loaded.is_nan() or (loaded.is_finite() and abs(loaded.adjusted()) > 30)
    ):
        raise InvalidCursor("not an amount")
    return loaded
