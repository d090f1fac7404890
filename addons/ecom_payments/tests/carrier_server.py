"""What the servers that stand in for carriers share: real HTTP in a thread, state, and faults on demand."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from .local_server import LocalServer


class Refusal(Exception):
    def __init__(self, value, status=400):
        super().__init__(str(value))
        self.value, self.status = value, status


class CarrierServer(LocalServer):
    """Keeps ``calls``: (method, path, body) of every request, answered or not."""

    def __init__(self):
        self.calls = []
        self._lost, self._failing, self._delay = 0, 0, 0.0
        self._lose_path = ""
        self._lock = threading.Lock()
        self._listen(_Handler, carrier=self)

    def reset(self):
        """Know nothing, and work."""
        self.calls.clear()
        self.work()

    # === FAULTS === #

    def lose_answers(self, count=1, path=""):
        """Do what the next requests (to this path) ask for, and hang up instead of answering."""
        self._lost, self._lose_path = count, path

    def fail(self, count=10**6):
        """Answer the next requests with an error page; 0: work again."""
        self._failing = count

    def answer_slowly(self, seconds):
        self._delay = seconds

    def work(self):
        """End all faults."""
        self._lost, self._failing, self._delay = 0, 0, 0.0

    def paths(self):
        return [path for _method, path, _body in self.calls]

    # === THE API === #

    def answer(self, method, url, body, headers):
        """Return (status, JSON value or text) of a request, or None to hang up."""
        parts = urlsplit(url)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.calls.append((method, parts.path, body))
        time.sleep(self._delay)
        if self._failing:
            self._failing -= 1
            return 503, "<html>Service Unavailable</html>"
        try:
            self.authenticate(parts.path, headers)
            with self._lock:
                status, value = 200, self.act(method, parts.path, query, body)
        except Refusal as refusal:
            status, value = refusal.status, refusal.value
        if self._lost and parts.path.endswith(self._lose_path):
            self._lost -= 1
            return None
        return status, value

    def authenticate(self, path, headers):
        raise NotImplementedError

    def act(self, method, path, query, body):
        raise NotImplementedError


class _Handler(BaseHTTPRequestHandler):
    carrier = None

    def _handle(self):
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        if "urlencoded" in self.headers.get("Content-Type", ""):
            body = {name: values[0] for name, values in parse_qs(raw.decode()).items()}
        else:
            body = json.loads(raw) if raw else None
        answer = self.carrier.answer(self.command, self.path, body, self.headers)
        if answer is None:
            self.close_connection = True
            return
        status, value = answer
        is_page = isinstance(value, str)
        content = value.encode() if is_page else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if is_page else "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _handle

    def log_message(self, *args):
        """The calls are kept by the server."""
