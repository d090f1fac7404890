"""A proxy before a gateway's server that loses answers: what was asked for is done, and nobody hears of it."""

from http.server import BaseHTTPRequestHandler

import requests

from .local_server import LocalServer


class LossyProxy(LocalServer):
    """:param str target: address of the server behind it"""

    def __init__(self, target):
        self.target, self._path, self._lost, self._down = target, None, 0, 0
        self._listen(_Handler, proxy=self)

    def lose(self, path, *, then_down=0):
        """Lose the answer to the next POST to this path; hang up on so many further ones without asking."""
        self._path, self._lost, self._down = path, 1, then_down

    def answer(self, method, path, body, headers):
        """Return the response of the server behind, None to hang up."""
        concerned = method == "POST" and path == self._path
        if concerned and not self._lost and self._down:
            self._down -= 1
            return None
        kept = {
            name: value
            for name, value in headers.items()
            if name.lower() not in {"host", "connection", "content-length", "accept-encoding"}
        }
        found = requests.request(method, self.target + path, data=body, headers=kept, timeout=10)
        if concerned and self._lost:
            self._lost -= 1
            return None
        return found


class _Handler(BaseHTTPRequestHandler):
    proxy = None

    def _handle(self):
        length = int(self.headers.get("Content-Length") or 0)
        answer = self.proxy.answer(
            self.command, self.path, self.rfile.read(length) or None, self.headers
        )
        if answer is None:
            self.close_connection = True
            return
        self.send_response(answer.status_code)
        self.send_header("Content-Type", answer.headers.get("Content-Type", "application/json"))
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    do_GET = do_POST = _handle

    def log_message(self, *args):
        """The server behind it keeps what was asked."""
