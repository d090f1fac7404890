"""Moments as a store's clock shows them, also in the nights when clocks are changed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def to_utc(day: date, hours: float, tz: str) -> datetime:
    """Return a time of a store's clock as naive UTC.

    A time that the clock skips in spring is taken as if it had not been put forward; one that comes twice in autumn is
    the first.

    :param hours: since midnight by the clock, e.g. 9.5
    :param tz: name of the time zone
    """
    minutes = round(hours * 60)
    local = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return local.replace(tzinfo=ZoneInfo(tz)).astimezone(UTC).replace(tzinfo=None)


def from_utc(moment: datetime, tz: str) -> tuple[date, float]:
    """Return (day, hours since midnight) that a store's clock shows at a moment (naive UTC)."""
    local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(tz))
    return local.date(), local.hour + local.minute / 60
