"""Periods that figures are shown for, and the equally long time before them to compare with."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

#: Days by key. The period ends now, so its last day is not over yet.
DAYS = {"today": 1, "7d": 7, "30d": 30, "90d": 90}


@dataclass(frozen=True)
class Period:
    """A time span in the store's own days, and the span it is compared with.

    ``start``, ``end`` and ``previous_*`` are aware UTC datetimes; both ends included. The earlier span ends at the same
    time of day, so that a day that has just begun is not measured against a whole one.
    """

    key: str
    start: datetime
    end: datetime
    previous_start: datetime
    previous_end: datetime
    granularity: str  # hour or day: what a point of a chart stands for
    buckets: tuple[datetime, ...]  # naive local starts of the points, in order


def period(key, now, tz):
    """Return the :class:`Period` named ``key`` that ends at ``now``.

    :param str key: one of :data:`DAYS`
    :param datetime now: aware
    :param str tz: name of the time zone whose days count
    :raise KeyError: unknown key
    """
    days = DAYS[key]
    zone = ZoneInfo(tz)
    local = now.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    first = midnight - timedelta(days=days - 1)
    granularity = "hour" if days == 1 else "day"
    return Period(
        key=key,
        start=_utc(first, zone),
        end=now.astimezone(UTC),
        previous_start=_utc(first - timedelta(days=days), zone),
        previous_end=_utc(local.replace(tzinfo=None) - timedelta(days=days), zone),
        granularity=granularity,
        buckets=_buckets(first, local.replace(tzinfo=None), granularity),
    )


def _buckets(first, last, granularity):
    step = timedelta(hours=1) if granularity == "hour" else timedelta(days=1)
    buckets = []
    while first <= last:
        buckets.append(first)
        first += step
    return tuple(buckets)


def _utc(local, zone):
    return local.replace(tzinfo=zone).astimezone(UTC)


#: Fewer cases than this say nothing about a trend or a share.
ENOUGH = 5


def change(current, previous, cases):
    """Return the relative change as a float (0.25: a quarter more), or None if there is too little to compare with.

    :param int cases: how many orders, parcels … ``previous`` was measured on
    """
    if not previous or cases < ENOUGH:
        return None
    return float((current - previous) / previous)
