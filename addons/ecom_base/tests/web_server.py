"""A real web server on this machine, for tests of what leaves it."""

import contextlib
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

from odoo.tests import BaseCase

from ..services.http_client import HttpClient

_send = requests.Session.send  # before Odoo's tests replace it


class Handler(BaseHTTPRequestHandler):
    """Answer each path with what the server's ``routes`` say: a function of the handler."""

    protocol_version = "HTTP/1.1"

    def _answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length)
        self.server.seen.append(self)
        with contextlib.suppress(OSError):  # the client may have gone
            self.server.routes[self.path.partition("?")[0]](self)

    do_GET = do_POST = do_PUT = do_HEAD = _answer

    def reply(self, status=200, body=b"{}", **headers):
        """Send an answer; header names are written with underscores."""
        self.send_response(status)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            if value is not None:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    """A server on a free port of a loopback address."""

    daemon_threads = True

    def __init__(self, host="127.0.0.1", certificate=None):
        super().__init__((host, 0), Handler)
        self.routes = {}
        self.seen = []
        self.scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
            self.scheme = "https"

    @property
    def url(self):
        return f"{self.scheme}://{self.server_address[0]}:{self.server_port}"

    def handle_error(self, request, client_address):
        pass

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=[0.02], daemon=True).start()
        return self

    def __exit__(self, *exc):
        self.shutdown()
        self.server_close()


class WebCase(BaseCase):
    """A server on 127.0.0.1 and clients that may reach it."""

    @classmethod
    def _request_handler(cls, s, r, /, **kw):
        return _send(s, r, **kw)  # Odoo would let through "localhost" only

    def setUp(self):
        super().setUp()
        self.server = self.enterContext(Server())
        self.routes = self.server.routes

    def client(self, **options):
        return HttpClient(self.server.url, **{"timeout": 2, "deadline": 5, **options})

    def paths(self):
        return [request.path for request in self.server.seen]
