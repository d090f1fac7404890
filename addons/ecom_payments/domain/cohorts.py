"""Days, weeks and months of a store, as spans of time."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

UNITS = ("day", "week", "month")


@dataclass(frozen=True, slots=True)
class Cohort:
    """All that began in one day, week (from Monday) or month.

    :ivar key: ``2026-11-24``, ``2026-W48`` or ``2026-11``
    :ivar day: its first day, also where the period that is looked at begins later
    :ivar start: when it, or the period, begins: naive UTC
    """

    key: str
    day: object
    start: datetime


def cohorts(first, last, unit, zone):
    """Return the cohorts of a period, in order: list of :class:`Cohort`.

    :param date first: first day of the period, in the store's own days
    :param date last: last day
    :param str unit: one of :data:`UNITS`
    :param zone: ``ZoneInfo`` of the store
    """
    found, day = [], first
    while day <= last:
        begin = _begin(day, unit)
        found.append(Cohort(_key(begin, unit), begin, utc(day, zone)))
        day = _after(begin, unit)
    return found


def utc(day, zone):
    """Return when a day begins in a time zone, as naive UTC."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC).replace(tzinfo=None)


def months_back(day, months):
    """Return the first day of the month ``months`` before that of a day."""
    number = day.year * 12 + day.month - 1 - months
    return day.replace(year=number // 12, month=number % 12 + 1, day=1)


def _begin(day, unit):
    if unit == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if unit == "week" else day


def _after(begin, unit):
    if unit == "month":
        return months_back(begin, -1)
    return begin + timedelta(days=7 if unit == "week" else 1)


def _key(begin, unit):
    if unit == "week":
        year, week, _day = begin.isocalendar()
        return f"{year}-W{week:02d}"
    return begin.isoformat()[: 7 if unit == "month" else 10]
