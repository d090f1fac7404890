"""The sockets below the HTTP client: every one is checked before it connects and cut off at the deadline."""

import contextlib
import contextvars
import logging
import os
import queue
import socket
import threading
import time

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from ..domain.http_exchange import HttpRefused
from ..domain.net_address import is_public

_current = contextvars.ContextVar("ecom_http_exchange")


def _not_ours(record):
    """Drop urllib3's own debug lines of our exchanges: they hold whole URLs, secrets and all."""
    return record.levelno > logging.DEBUG or _current.get(None) is None


logging.getLogger("urllib3.connectionpool").addFilter(_not_ours)


class Exchange:
    """What holds for all sockets of one exchange, retries apart. A context manager.

    Timeouts of sockets start anew with every byte, so a slow sender could go on forever: here the sockets are shut down
    when the deadline comes, whatever the thread is waiting for.

    :param float seconds: until the deadline
    :param bool public_only: connect to public addresses only
    :param networks: networks that count as public
    """

    def __init__(self, seconds, public_only=False, networks=()):
        self.public_only = public_only
        self.networks = networks
        self.passed = False
        self._end = time.monotonic() + seconds
        self._sockets = []
        self._lock = threading.Lock()

    def left(self):
        """Return the seconds until the deadline, never less than a millisecond: sockets take no zero."""
        return max(self._end - time.monotonic(), 0.001)

    def __enter__(self):
        self._token = _current.set(self)
        self._timer = threading.Timer(self.left(), self._cut)
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(self, *exc):
        self._timer.cancel()
        _current.reset(self._token)
        with self._lock:
            for sock in self._sockets:
                sock.close()
            self._sockets.clear()

    def watch(self, sock):
        """Shut this socket down at the deadline. TLS takes sockets over, so a duplicate is kept."""
        duplicate = socket.socket(fileno=os.dup(sock.fileno()))
        with self._lock:
            self._sockets.append(duplicate)

    def _cut(self):
        with self._lock:
            self.passed = True
            for sock in self._sockets:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)


def _resolve(host, port, timeout):
    """Return getaddrinfo's answer within a time, which getaddrinfo itself knows nothing of.

    :raise socket.gaierror: if there is no such host, or no answer in time
    """
    answers = queue.SimpleQueue()

    def ask():
        try:
            answers.put((socket.getaddrinfo(host, port, type=socket.SOCK_STREAM), None))
        except (OSError, UnicodeError) as error:
            answers.put((None, error))

    threading.Thread(target=ask, daemon=True).start()
    try:
        found, error = answers.get(timeout=timeout)
    except queue.Empty:
        raise socket.gaierror(socket.EAI_AGAIN, "no answer in time") from None
    if error:
        raise (
            error
            if isinstance(error, socket.gaierror)
            else socket.gaierror(socket.EAI_NONAME, str(error))
        )
    return found


class _GuardedConnection:
    """A connection that resolves once and connects to the very addresses that were checked."""

    def _new_conn(self):
        exchange = _current.get()
        timeout = min(self.timeout or exchange.left(), exchange.left())
        try:
            found = _resolve(self._dns_host, self.port, timeout)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        if exchange.public_only:
            for *_kind, address in found:
                if not is_public(address[0], exchange.networks):
                    raise HttpRefused(
                        f"{self.host} is not an address on the public internet.", sent=False
                    )
        return self._connect_to(found, exchange, timeout)

    def _connect_to(self, found, exchange, timeout):
        problem = None
        for family, kind, protocol, _name, address in found:
            sock = socket.socket(family, kind, protocol)
            try:
                sock.settimeout(timeout)
                for option in self.socket_options or ():
                    sock.setsockopt(*option)
                sock.connect(address)
            except OSError as error:
                sock.close()
                problem = error
                continue
            exchange.watch(sock)
            return sock
        if isinstance(problem, TimeoutError):
            raise ConnectTimeoutError(self, f"{self.host} did not accept in time") from problem
        raise NewConnectionError(self, str(problem)) from problem

    def request(self, *args, **kwargs):
        if self.sock is not None:  # kept alive since an earlier exchange
            _current.get().watch(self.sock)
        return super().request(*args, **kwargs)


class _PlainConnection(_GuardedConnection, HTTPConnection):
    pass


class _TlsConnection(_GuardedConnection, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


_POOLS = {"http": _PlainPool, "https": _TlsPool}


class GuardedAdapter(HTTPAdapter):
    """Send through guarded connections, directly or to a proxy."""

    def init_poolmanager(self, *args, **kwargs):
        made = super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS
        return made

    def proxy_manager_for(self, proxy, **kwargs):
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager


def new_session():
    """Return a ``requests.Session`` without cookies, retries, or settings from the environment (``.netrc``)."""
    session = requests.Session()
    session.trust_env = False
    session.cookies = _NoCookies()
    for scheme in ("http://", "https://"):
        session.mount(scheme, GuardedAdapter())
    return session


class _NoCookies(requests.cookies.RequestsCookieJar):
    """Providers' APIs are called without a session; a cookie would only carry one call's state into the next."""

    def extract_cookies(self, response, request):
        pass

    def set_cookie(self, cookie, *args, **kwargs):
        pass
