"""The bench's load generator, against a small server of its own."""

import asyncio
import json
import threading

import pytest

from ecom_cli.benching import load
from ecom_cli.benching.measures import Measure


class Server:
    """Answers `{"path": …}` over keep-alive connections; /fail with 500, /close and ends the connection."""

    def __init__(self):
        self.connections = 0
        self.loop = asyncio.new_event_loop()
        started = threading.Event()

        async def start():
            server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
            self.port = server.sockets[0].getsockname()[1]
            started.set()

        self.loop.create_task(start())
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        started.wait(10)

    async def _serve(self, reader, writer):
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ")[1].decode()
                body = json.dumps({"path": path}).encode()
                status = b"500 Error" if path == "/fail" else b"200 OK"
                length = b"Content-Length: %d\r\n\r\n" % len(body)
                if path == "/chunked":
                    length = b"Transfer-Encoding: chunked\r\n\r\n"
                    body = b"".join(b"1\r\n%c\r\n" % letter for letter in body) + b"0\r\n\r\n"
                writer.write(b"HTTP/1.1 " + status + b"\r\n" + length + body)
                if path == "/close":
                    break
        except asyncio.IncompleteReadError:
            pass
        writer.close()

    def request(self, path):
        return load.Request(f"http://127.0.0.1:{self.port}{path}")

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()


@pytest.fixture
def server():
    made = Server()
    yield made
    made.stop()


@pytest.mark.parametrize("path", ["/plain?a=1", "/chunked"])
def test_once(server, path):
    answer = load.once(server.request(path))
    assert (answer.status, answer.json()) == (200, {"path": path})


def test_keep_alive_and_figures(server):
    result = load.run(server.request("/x"), connections=3, seconds=0.4, warmup=0.1)
    assert server.connections == 3
    assert result.count > 10
    assert not result.failures
    assert 0 < result.median <= result.p99
    assert result.rate == pytest.approx(result.count / 0.4)


def test_closed_connections_are_opened_again(server):
    result = load.run(server.request("/close"), connections=1, seconds=0.3, warmup=0)
    assert result.count > 2
    assert not result.failures


def test_failures_are_counted_not_measured(server):
    result = load.run(server.request("/fail"), connections=1, seconds=0.2, warmup=0)
    assert result.count == 0
    assert result.failures["BadAnswer: HTTP 500"] > 0


def test_flow(server):
    numbers = []

    async def flow(connection, number):
        numbers.append(number)
        await connection.send(server.request("/one"))
        await connection.send(server.request("/two"))

    result = load.run(flow, connections=2, seconds=0.2, warmup=0)
    assert result.count
    assert len(numbers) == len(set(numbers))


def test_bounds():
    assert Measure("a", at_least=0.7).holds(0.7)
    assert not Measure("a", at_least=0.7).holds(0.69)
    assert not Measure("a", at_most=2).holds(2.1)
    assert Measure("a", at_least=1, at_most=2).bound() == "≥ 1, ≤ 2"
