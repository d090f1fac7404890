"""One address for two ports: websockets go to Odoo's gevent process, all else to its HTTP workers.

With --workers Odoo answers on two ports and expects a reverse proxy in front; without one the back office loses its
live updates. This is the smallest such proxy: it reads the first request's head, picks a port and copies bytes.
Odoo's workers close the connection after each answer, so one head is all there is to read.
For one machine and a handful of people; production has a real proxy (see docker-compose.yml).
"""

import asyncio
import contextlib
import signal
import sys

_HEAD_LIMIT = 64 * 1024
_HEAD_SECONDS = 30
_CHUNK = 64 * 1024
_WEBSOCKET = b"/websocket"
_DROPPED = (b"x-forwarded-", b"forwarded:", b"x-real-ip:", b"connection:", b"keep-alive:")


def rewrite(head, peer):
    """Return (is_websocket, head) with the forwarding headers Odoo's proxy mode reads.

    Headers of that kind sent by the client are dropped: anyone could claim any address with them.

    :param bytes head: request line and headers, up to and with the empty line.
    :param str peer: the client's address.
    """
    request, *lines = head.rstrip(b"\r\n").split(b"\r\n")
    target = request.split(b" ")[1] if request.count(b" ") == 2 else b""
    websocket = target.partition(b"?")[0] == _WEBSOCKET
    host = b""
    kept = []
    for line in lines:
        name = line[:16].lower()
        if name.startswith(b"host:"):
            host = line[5:].strip()
        if websocket and name.startswith(b"connection:") or not name.startswith(_DROPPED):
            kept.append(line)
    kept += [
        b"X-Forwarded-For: " + peer.encode(),
        b"X-Forwarded-Host: " + host,
        b"X-Forwarded-Proto: http",
    ]
    if not websocket:
        kept.append(b"Connection: close")
    return websocket, b"\r\n".join([request, *kept]) + b"\r\n\r\n"


async def _copy(reader, writer):
    """Copy bytes until one side ends."""
    with contextlib.suppress(OSError, asyncio.CancelledError):
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(OSError, RuntimeError):
        if writer.can_write_eof():
            writer.write_eof()


async def _serve(reader, writer, http_port, websocket_port):
    """Handle one client connection."""
    backend = None
    try:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), _HEAD_SECONDS)
        websocket, head = rewrite(head, writer.get_extra_info("peername")[0])
        port = websocket_port if websocket else http_port
        source, backend = await asyncio.open_connection("127.0.0.1", port)
        backend.write(head)
        upload = asyncio.ensure_future(_copy(reader, backend))
        await _copy(source, writer)
        upload.cancel()
    except asyncio.LimitOverrunError:
        writer.write(
            b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
    except ConnectionRefusedError:
        writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    except (OSError, asyncio.IncompleteReadError, TimeoutError):
        pass
    finally:
        for side in filter(None, (writer, backend)):
            side.close()


async def serve(host, port, http_port, websocket_port):
    """Listen until a signal ends the process."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)

    async def handle(reader, writer):
        await _serve(reader, writer, http_port, websocket_port)

    server = await asyncio.start_server(handle, host, port, limit=_HEAD_LIMIT, backlog=512)
    async with server:
        await stop.wait()


def main(arguments):
    """Run as a program: HOST PORT HTTP_PORT WEBSOCKET_PORT."""
    host, *ports = arguments
    # asyncio waits for open websockets when its loop closes normally; nobody needs that here
    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(serve(host, *map(int, ports)))


if __name__ == "__main__":
    main(sys.argv[1:])
