"""A small load generator: N keep-alive connections on one thread, cheap enough to leave the cores to the server."""

import asyncio
import itertools
import json
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

_PATIENCE = 60
_BUFFER = 16 * 1024 * 1024


@dataclass(frozen=True)
class Request:
    """One HTTP request, ready to be sent many times.

    :param str url: absolute, http only.
    :param bytes body: sent as it is.
    """

    url: str
    method: str = "GET"
    headers: dict = field(default_factory=dict)
    body: bytes = b""

    @cached_property
    def address(self):
        """Return (host, port)."""
        parts = urlsplit(self.url)
        return parts.hostname, parts.port or 80

    @cached_property
    def wire(self):
        """Return the bytes to send."""
        parts = urlsplit(self.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"Host": parts.netloc, **self.headers}
        if self.body or self.method not in {"GET", "HEAD", "DELETE"}:
            headers["Content-Length"] = str(len(self.body))
        lines = [f"{self.method} {target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


@dataclass(frozen=True)
class Answer:
    """One HTTP response; header names in lower case."""

    status: int
    headers: dict
    body: bytes

    def json(self):
        """Return the parsed body."""
        return json.loads(self.body)


class BadAnswer(Exception):
    """A status of 400 or more where a flow expected success."""

    def __init__(self, answer):
        super().__init__(f"HTTP {answer.status}")
        self.answer = answer


class Connection:
    """A keep-alive connection that opens itself again when the server has closed it."""

    def __init__(self):
        self._reader = self._writer = self._address = None

    async def send(self, request, check=True):
        """Send a request and return its :class:`Answer`.

        :param bool check: raise for a status of 400 or more.
        :raise BadAnswer: see `check`.
        """
        reused = self._writer is not None and self._address == request.address
        try:
            answer = await asyncio.wait_for(self._exchange(request), _PATIENCE)
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            self.close()
            if not reused or getattr(error, "partial", b""):
                raise
            # the server ended an idle connection: nothing was processed
            answer = await asyncio.wait_for(self._exchange(request), _PATIENCE)
        except BaseException:
            self.close()
            raise
        if check and answer.status >= 400:
            raise BadAnswer(answer)
        return answer

    async def _exchange(self, request):
        if self._writer is None or self._address != request.address:
            self.close()
            self._reader, self._writer = await asyncio.open_connection(
                *request.address, limit=_BUFFER
            )
            self._address = request.address
        self._writer.write(request.wire)
        head = await self._reader.readuntil(b"\r\n\r\n")
        status_line, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = {name.lower(): value.strip() for name, _colon, value in pairs}
        status = int(status_line.split(" ", 2)[1])
        body = await self._body(request, status, headers)
        if headers.get("connection", "").lower() == "close" or status_line.startswith("HTTP/1.0"):
            self.close()
        return Answer(status, headers, body)

    async def _body(self, request, status, headers):
        if request.method == "HEAD" or status in {204, 304}:
            return b""
        if "content-length" in headers:
            return await self._reader.readexactly(int(headers["content-length"]))
        if headers.get("transfer-encoding", "").lower() == "chunked":
            parts = []
            while size := int((await self._reader.readline()).split(b";")[0], 16):
                parts.append(await self._reader.readexactly(size))
                await self._reader.readline()
            await self._reader.readline()
            return b"".join(parts)
        return await self._reader.read()

    def close(self):
        """Close it; the next request opens it again."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


@dataclass
class Load:
    """What a load saw.

    :param list latencies: seconds of each success, in no particular order.
    :param float seconds: how long was measured.
    :param Counter failures: what went wrong -> how often.
    :param float cpu_seconds: CPU of the server side while measuring; None when not known.
    :param list rates: successes per second of each round.
    """

    latencies: list
    seconds: float
    failures: Counter
    cpu_seconds: float | None = None
    rates: list = field(default_factory=list)

    @property
    def count(self):
        """How many succeeded."""
        return len(self.latencies)

    @property
    def rate(self):
        """Successes per second: the median of the rounds."""
        return statistics.median(self.rates) if self.rates else self.count / self.seconds

    @property
    def median(self):
        """Median latency in milliseconds."""
        return self.percentile(50)

    @property
    def p99(self):
        """99th percentile in milliseconds."""
        return self.percentile(99)

    @property
    def mean(self):
        """Mean latency in milliseconds."""
        return statistics.fmean(self.latencies) * 1000 if self.latencies else float("inf")

    @property
    def cpu(self):
        """CPU milliseconds of the server side per success."""
        known = self.cpu_seconds is not None and self.count
        return self.cpu_seconds * 1000 / self.count if known else float("nan")

    def percentile(self, percent):
        """Return a latency percentile in milliseconds (nearest rank)."""
        if not self.latencies:
            return float("inf")
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] * 1000

    def __add__(self, other):
        """Put two rounds of the same target together."""
        cpu = None
        if self.cpu_seconds is not None and other.cpu_seconds is not None:
            cpu = self.cpu_seconds + other.cpu_seconds
        return Load(
            self.latencies + other.latencies,
            self.seconds + other.seconds,
            self.failures + other.failures,
            cpu,
            self.rates + other.rates,
        )


def run(target, connections, seconds, warmup, cpu=lambda: None):
    """Load a target and return a :class:`Load`.

    What counts is what was answered after the warm-up and before the time is up: counting only requests that also began
    in that time would lose one per connection, a fifth of the rate where an answer takes a second of five.

    :param target: a Request or `async def flow(connection, number)`.
    :param cpu: returns the server side's CPU seconds so far, or None.
    """
    return asyncio.run(_run(target, connections, seconds, warmup, cpu))


async def _run(target, connections, seconds, warmup, cpu):
    numbers = itertools.count()
    flow = _repeat(target) if isinstance(target, Request) else target
    begin = time.perf_counter() + warmup
    end = begin + seconds
    latencies, failures = [], Counter()

    async def worker():
        connection = Connection()
        while (started := time.perf_counter()) < end:
            try:
                await flow(connection, next(numbers))
                problem = None
            except Exception as error:  # noqa: BLE001 - a bench counts whatever goes wrong
                problem = f"{type(error).__name__}: {error}"[:120]
            ended = time.perf_counter()
            if ended < begin or (ended > end and not problem):
                continue
            if problem:
                failures[problem] += 1
            else:
                latencies.append(ended - started)
        connection.close()

    async def meter():
        await asyncio.sleep(warmup)
        before = cpu()
        await asyncio.sleep(max(0, end - time.perf_counter()))
        after = cpu()
        return None if before is None or after is None else after - before

    *_workers, used = await asyncio.gather(*(worker() for _ in range(connections)), meter())
    return Load(latencies, seconds, failures, used, [len(latencies) / seconds])


def _repeat(request):
    async def flow(connection, _number):
        await connection.send(request)

    return flow


def once(request):
    """Send one request on a connection of its own and return its answer, whatever its status."""

    async def send():
        connection = Connection()
        try:
            return await connection.send(request, check=False)
        finally:
            connection.close()

    return asyncio.run(send())
