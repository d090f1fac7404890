"""What handlers return and how it becomes bytes."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import simplejson
from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class RawJson:
    """A body that is JSON text already, e.g. assembled from ``jsonb`` by the database."""

    text: bytes


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """A body with its own status, headers or media type. ``body``: model, dict, :class:`RawJson` or bytes."""

    body: object
    status: int | None = None
    headers: dict = field(default_factory=dict)
    content_type: str = "application/json"


def to_json(value):
    """Serialize to UTF-8 JSON. Decimals are written digit for digit, times as RFC 3339 UTC.

    :param value: pydantic model, dict or list
    :return: bytes
    """
    if isinstance(value, BaseModel):
        value = value.model_dump(by_alias=True, exclude_none=True)
    return simplejson.dumps(
        value, use_decimal=True, default=_default, ensure_ascii=False, separators=(",", ":")
    ).encode()


def _default(value):
    if isinstance(value, BaseModel):
        return value.model_dump(by_alias=True, exclude_none=True)
    if isinstance(value, datetime):
        # Odoo's datetimes are naive UTC
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def to_bytes(body):
    """Return the bytes of whatever a handler gave."""
    if isinstance(body, RawJson):
        return body.text
    if isinstance(body, bytes):
        return body
    if body is None:
        return b""
    return to_json(body)


def etag_of(body):
    """Return a strong entity tag of the bytes."""
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
