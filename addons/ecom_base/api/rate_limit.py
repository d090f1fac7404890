"""Rate limits per credential and address, kept in memory or, for several servers, in Redis."""

import functools
import logging
import math
import os
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


@functools.cache
def _limiter():
    uri = os.environ.get("ECOM_REDIS_URL") or "memory://"
    options = {} if uri == "memory://" else {"wrap_exceptions": True, "socket_timeout": 1}
    return limits.strategies.FixedWindowRateLimiter(
        limits.storage.storage_from_string(uri, **options)
    )


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
    names = (env.cr.dbname, rate, caller.scope, "" if caller.kind == "secret" else address)
    if caller.kind == "secret":
        limit = type(limit)(limit.amount * _SECRET_FACTOR, limit.multiples)
    limiter = _limiter()
    try:
        allowed = limiter.hit(limit, *names)
        window = limiter.get_window_stats(limit, *names)
    except StorageError:
        # A shop that answers beats a shop that counts.
        _logger.warning(
            "The rate limit store does not answer; calls are not limited", exc_info=True
        )
        return {}
    reset = max(1, math.ceil(window.reset_time - time.time()))
    headers = {
        "RateLimit-Limit": str(limit.amount),
        "RateLimit-Remaining": str(window.remaining),
        "RateLimit-Reset": str(reset),
    }
    if not allowed:
        raise RateLimited(
            f"Too many calls. Try again in {reset} seconds.",
            headers={**headers, "Retry-After": str(reset)},
        )
    return headers
