"""When a failed job or request is tried again."""

import random
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime


class RetryLater(Exception):
    """Raise it in a job to be tried again after a time the outside world asked for (a 429 with Retry-After).

    It counts as an attempt like any failure, so that an endless 429 ends as a failed row that somebody sees.
    """

    def __init__(self, delay: float, reason: str = ""):
        """:param float delay: seconds until the next try."""
        super().__init__(reason or f"asked to wait {delay:g} s")
        self.delay = delay


def backoff(
    attempt: int,
    base: float = 15.0,
    cap: float = 6 * 3600.0,
    jitter: Callable[[], float] = random.random,
) -> float:
    """Return the seconds to wait after failed attempt number ``attempt`` (counted from 1).

    Doubles each time up to ``cap``. The upper half is random, so that rows that failed together (an outage) do not
    come back together.

    :param jitter: returns a number in [0, 1); a parameter so that tests can fix it.
    """
    if attempt < 1:
        raise ValueError("attempts are counted from 1")
    full = min(cap, base * 2.0 ** min(attempt - 1, 40))
    return full * (0.5 + 0.5 * jitter())


def retry_after_seconds(header: str | None, now: datetime) -> float | None:
    """Read a ``Retry-After`` header: seconds or an HTTP date (RFC 9110 section 10.2.3).

    :param now: timezone-aware instant the answer was received.
    :return: seconds, never negative, or None when there is no usable header.
    """
    if not header:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if when.tzinfo is None:  # "-0000": the sender means UTC
        when = when.replace(tzinfo=now.tzinfo)
    return max(0.0, (when - now).total_seconds())
