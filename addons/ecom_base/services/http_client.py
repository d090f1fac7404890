"""The one door out: everything that leaves this server for another one goes through :class:`HttpClient`."""

import logging
import os
import time
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

import requests
import simplejson
from requests.utils import get_environ_proxies

from ..domain.http_exchange import (
    HttpError,
    HttpInsecure,
    HttpRefused,
    HttpResponse,
    HttpTimeout,
    HttpTooLarge,
    HttpUnreachable,
    is_idempotent,
    is_temporary,
)
from ..domain.net_address import AddressRefused, check_url
from ..domain.redaction import is_sensitive, redact_text, redact_url
from ..domain.retry import backoff, retry_after_seconds
from .http_transport import Exchange, new_session

_logger = logging.getLogger(__name__)

_CHUNK = 16 * 1024
_REDIRECTS = 5
_USER_AGENT = "ecom-suite/19.0"


class HttpClient:
    """Call one web service, or fetch addresses that users gave.

    :param str base_url: where relative addresses start; absolute ones must then stay on its origin, so that credentials
        cannot leave it
    :param float timeout: seconds to connect, and between two packets
    :param float deadline: seconds for everything: name resolution, retries, pauses, the whole body
    :param int attempts: tries in all; only requests that may be sent twice, or were not sent at all, are tried again
    :param int max_bytes: longest answer, after decompression
    :param dict headers: sent with every request
    :param secrets: values that must not appear in a log or a message (known names and shapes never do)
    :param bool public_only: for addresses that users gave. Every host, that of a redirect too, must resolve to public
        addresses only, and exactly those are connected to. Proxies are not used.
    :param networks: networks that count as public, see :func:`~..domain.net_address.parse_networks`
    """

    def __init__(
        self,
        base_url="",
        *,
        timeout=10.0,
        deadline=30.0,
        attempts=3,
        max_bytes=4 * 1024 * 1024,
        headers=None,
        secrets=(),
        public_only=False,
        networks=(),
    ):
        if not (timeout > 0 and deadline > 0):
            raise ValueError("an HTTP client needs a timeout and a deadline")
        self._base_url = base_url.rstrip("/") + "/" if base_url else ""
        self._timeout = timeout
        self._deadline = deadline
        self._attempts = attempts
        self._max_bytes = max_bytes
        self._headers = {"User-Agent": _USER_AGENT, "Accept": "*/*", **(headers or {})}
        self._secrets = tuple(secret for secret in secrets if secret)
        self._public_only = public_only
        self._networks = tuple(networks)
        self._session = new_session()

    def request(
        self,
        method,
        url,
        *,
        params=None,
        data=None,
        json=None,
        headers=None,
        deadline=None,
        idempotent=None,
        follow_redirects=False,
    ):
        """Send one request and read its answer.

        :param str url: absolute, or relative to the client's base URL
        :param params: query parameters, dict or list of pairs
        :param data: body, bytes or str, or a dict for a form
        :param json: body, any JSON value; Decimal is written exactly
        :param float deadline: seconds for everything, instead of the client's
        :param bool idempotent: whether it may be sent twice; by default its method and ``Idempotency-Key`` decide
        :param bool follow_redirects: follow up to five, of GET and HEAD only
        :return: :class:`~..domain.http_exchange.HttpResponse`, whatever its status
        :raise HttpError: if there is no answer; see its subclasses
        """
        method = method.upper()
        headers = {**self._headers, **(headers or {})}
        if json is not None:
            data = simplejson.dumps(json, use_decimal=True).encode()
            headers.setdefault("Content-Type", "application/json")
        again = is_idempotent(method, headers) if idempotent is None else idempotent
        prepared = self._prepare(method, self._absolute(url), params, data, headers)
        with Exchange(deadline or self._deadline, self._public_only, self._networks) as exchange:
            response = self._with_retries(exchange, prepared, again)
            if follow_redirects and method in {"GET", "HEAD"}:
                response = self._follow(exchange, prepared, response)
            return response

    def get(self, url, **options):
        """Send a GET request; see :meth:`request`."""
        return self.request("GET", url, **options)

    def post(self, url, **options):
        """Send a POST request; see :meth:`request`."""
        return self.request("POST", url, **options)

    # === ADDRESSES === #

    def _absolute(self, url):
        try:
            absolute = urljoin(self._base_url, url if "://" in url else url.lstrip("/"))
            strayed = self._base_url and _origin(absolute) != _origin(self._base_url)
        except ValueError as error:
            raise HttpRefused(f"Not a web address: {error}", sent=False) from None
        if strayed:
            raise HttpRefused(f"{self._shown(absolute)} is not on {self._base_url}", sent=False)
        return absolute

    def _prepare(self, method, url, params, data, headers):
        try:
            if self._public_only:
                check_url(url)
            return self._session.prepare_request(
                requests.Request(method, url, params=params, data=data, headers=headers)
            )
        except AddressRefused as error:
            raise HttpRefused(str(error), sent=False) from None
        except (requests.exceptions.RequestException, ValueError) as error:
            raise HttpRefused(f"Not a web address: {self._shown(str(error))}", sent=False) from None

    def _follow(self, exchange, prepared, response):
        for _hop in range(_REDIRECTS):
            target = response.headers.get("Location")
            if response.status_code not in {301, 302, 303, 307, 308} or not target:
                return response
            url = self._next(prepared.url, target)
            if prepared.url.startswith("https:") and not url.startswith("https:"):
                raise HttpRefused(f"{response.url} leads to an unprotected address.")
            headers = dict(prepared.headers)
            if _origin(url) != _origin(prepared.url):
                headers = {k: v for k, v in headers.items() if not is_sensitive(k)}
            prepared = self._prepare(prepared.method, url, None, None, headers)
            response = self._with_retries(exchange, prepared, True)
        raise HttpUnreachable(f"{response.url} redirects too often.")

    def _next(self, url, target):
        """Return where a redirect leads, if that is an address at all."""
        try:
            url = urljoin(url, target)
            _origin(url)
        except ValueError as error:
            raise HttpRefused(f"Redirected to what is no web address: {error}") from None
        return url

    # === TRYING === #

    def _with_retries(self, exchange, prepared, again):
        for attempt in range(1, self._attempts + 1):
            started = time.monotonic()
            try:
                outcome = self._once(exchange, prepared)
            except HttpError as error:
                outcome = error
            self._log(prepared, outcome, attempt, time.monotonic() - started)
            pause = self._pause_before_retry(outcome, again, attempt)
            if pause is None or pause >= exchange.left():
                break
            time.sleep(pause)
        if isinstance(outcome, HttpError):
            raise outcome
        return outcome

    def _pause_before_retry(self, outcome, again, attempt):
        """Return the seconds until the next try, None if there shall be none."""
        if attempt == self._attempts:
            return None
        pause = backoff(attempt, base=0.5, cap=8.0)
        if isinstance(outcome, (HttpTimeout, HttpUnreachable)):
            return pause if again or not outcome.sent else None
        if isinstance(outcome, HttpResponse) and is_temporary(outcome.status_code) and again:
            asked = retry_after_seconds(outcome.headers.get("Retry-After"), datetime.now(UTC))
            return pause if asked is None else asked
        return None

    def _once(self, exchange, prepared):
        shown = self._shown(prepared.url)
        timeout = min(self._timeout, exchange.left())
        response = None
        try:
            response = self._session.send(
                prepared,
                stream=True,
                timeout=timeout,
                allow_redirects=False,
                verify=os.environ.get("REQUESTS_CA_BUNDLE") or True,
                proxies={} if self._public_only else get_environ_proxies(prepared.url),
            )
            content = self._read(exchange, response, shown)
        except requests.exceptions.RequestException as error:
            raise self._named(exchange, error, shown) from None
        except OSError as error:  # a socket shut down at the deadline while its body is read
            raise self._named(exchange, error, shown) from None
        finally:
            if response is not None:
                response.close()
        return HttpResponse(response.status_code, response.headers, content, shown)

    def _read(self, exchange, response, shown):
        declared = response.headers.get("Content-Length", "")
        if declared.isdecimal() and int(declared) > self._max_bytes:
            raise HttpTooLarge(f"{shown} is larger than {self._max_bytes} bytes.")
        content = bytearray()
        for chunk in response.iter_content(_CHUNK):
            content += chunk
            if len(content) > self._max_bytes:
                raise HttpTooLarge(f"{shown} is larger than {self._max_bytes} bytes.")
        if exchange.passed:  # a body without a length just ends when its socket is shut
            raise HttpTimeout(f"{shown} took longer than its deadline.")
        return bytes(content)

    def _named(self, exchange, error, shown):
        """Return the :class:`HttpError` that says what an exception of requests means."""
        if exchange.passed:
            return HttpTimeout(f"{shown} took longer than its deadline.")
        reason = getattr(error.args[0], "reason", None) if error.args else None
        unsent = type(reason).__name__ in {"NewConnectionError", "NameResolutionError"}
        if isinstance(error, requests.exceptions.ConnectTimeout):
            return HttpTimeout(f"{shown} did not accept a connection in time.", sent=False)
        if isinstance(error, requests.exceptions.SSLError):
            return HttpInsecure(f"{shown} could not prove who it is: {self._text(reason or error)}")
        if isinstance(error, requests.exceptions.Timeout) or "timed out" in str(error):
            return HttpTimeout(f"{shown} did not answer in time.")
        return HttpUnreachable(
            f"{shown} cannot be reached: {self._text(reason or error)}", sent=not unsent
        )

    # === SAYING === #

    def _shown(self, url):
        return redact_text(redact_url(url), self._secrets, limit=300)

    def _text(self, error):
        return redact_text(str(error), self._secrets, limit=300)

    def _log(self, prepared, outcome, attempt, seconds):
        failed = isinstance(outcome, HttpError)
        _logger.log(
            logging.WARNING if failed or outcome.status_code >= 500 else logging.INFO,
            "%s %s: %s, %.0f ms, try %s of %s",
            prepared.method,
            self._shown(prepared.url),
            f"{type(outcome).__name__}: {outcome}" if failed else outcome.status_code,
            seconds * 1000,
            attempt,
            self._attempts,
        )


def _origin(url):
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
