"""Rate limits per credential and address, kept in memory or, for several servers, in Redis."""

import functools
import logging
import math
import os
import threading
import time

import limits
from limits.errors import StorageError

from .errors import RateLimited

_logger = logging.getLogger(__name__)

#: Calls allowed per credential and client address; ``ir.config_parameter`` ``ecom_base.rate.<class>`` overrides.
DEFAULTS = {
    "read": "1200/minute",
    "write": "300/minute",
    "events": "600/minute",
    "webhook": "6000/minute",
    "refused": "60/minute",
}
# One server answers for many customers, so its secret key may call more often than one browser.
_SECRET_FACTOR = 10
_SWEEP_EVERY = 60  # seconds between two looks for spent counters


class _Memory:
    """Counters of this process.

    The storage of ``limits`` starts a thread every few calls, which walks over all counters: too dear for each read.
    """

    def __init__(self):
        self._windows = {}
        self._lock = threading.Lock()
        self._sweep_at = 0.0

    def count(self, key, seconds):
        """Count one call in the present window of a key; return (calls so far, Unix time of the window's end)."""
        now = time.time()
        with self._lock:
            if now >= self._sweep_at:
                self._windows = {
                    k: window for k, window in self._windows.items() if window[1] > now
                }
                self._sweep_at = now + _SWEEP_EVERY
            calls, end = self._windows.get(key, (0, 0.0))
            if end <= now:
                calls, end = 0, now + seconds
            self._windows[key] = (calls + 1, end)
        return calls + 1, end


class _Shared:
    """Counters in Redis, for several servers."""

    def __init__(self, uri):
        self._storage = limits.storage.storage_from_string(
            uri, wrap_exceptions=True, socket_timeout=1
        )

    def count(self, key, seconds):
        name = "/".join(map(str, key))
        return self._storage.incr(name, seconds), self._storage.get_expiry(name)


@functools.cache
def _counters():
    uri = os.environ.get("ECOM_REDIS_URL") or "memory://"
    return _Memory() if uri == "memory://" else _Shared(uri)


@functools.cache
def _parse(text):
    return limits.parse(text)


def _limit_of(env, rate):
    # sudo: limits are settings of the server, read before any user is known
    text = env["ir.config_parameter"].sudo().get_param(f"ecom_base.rate.{rate}")
    try:
        return _parse(text or DEFAULTS[rate])
    except ValueError:
        _logger.error(
            "ecom_base.rate.%s is not a rate such as %r; using that", rate, DEFAULTS[rate]
        )
        return _parse(DEFAULTS[rate])


def hit(env, rate, caller, address):
    """Count one call.

    :param str rate: limit class, a key of :data:`DEFAULTS`
    :param str address: the client's IP address
    :return: dict of ``RateLimit-*`` headers (draft-ietf-httpapi-ratelimit-headers-07)
    :raise RateLimited: if the limit of this window is used up
    """
    limit = _limit_of(env, rate)
    # the limit is part of the key: a changed limit counts afresh
    key = (
        env.cr.dbname,
        rate,
        str(limit),
        caller.scope,
        "" if caller.kind == "secret" else address,
    )
    amount = limit.amount * (_SECRET_FACTOR if caller.kind == "secret" else 1)
    try:
        calls, end = _counters().count(key, limit.get_expiry())
    except StorageError:
        # A shop that answers beats a shop that counts.
        _logger.warning(
            "The rate limit store does not answer; calls are not limited", exc_info=True
        )
        return {}
    reset = max(1, math.ceil(end - time.time()))
    headers = {
        "RateLimit-Limit": str(amount),
        "RateLimit-Remaining": str(max(0, amount - calls)),
        "RateLimit-Reset": str(reset),
    }
    if calls > amount:
        raise RateLimited(
            f"Too many calls. Try again in {reset} seconds.",
            headers={**headers, "Retry-After": str(reset)},
        )
    return headers
