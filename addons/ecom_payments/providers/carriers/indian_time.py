"""Indian carriers report local time, without saying so."""

from datetime import UTC, datetime, timedelta, timezone

_INDIA = timezone(timedelta(hours=5, minutes=30))
_FORMATS = ("%Y-%m-%d %H:%M:%S", "%d %m %Y %H:%M:%S", "%d-%m-%Y %H:%M:%S", "%d %b %Y, %I:%M %p")


def parse(text):
    """Return naive UTC, to the second, of a carrier's time.

    :raise ValueError: if it is none
    """
    moment = _moment(str(text).strip())
    if not moment.tzinfo:
        moment = moment.replace(tzinfo=_INDIA)
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _moment(text):
    for shape in _FORMATS:
        try:
            return datetime.strptime(text, shape).replace(tzinfo=_INDIA)
        except ValueError:
            continue
    return datetime.fromisoformat(text)
