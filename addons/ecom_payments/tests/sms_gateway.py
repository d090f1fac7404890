"""An SMS gateway for tests: Odoo's protocol, spoken over HTTP with a local server."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import patch

import requests

from odoo.addons.sms.models.sms_sms import SmsSms
from odoo.addons.sms.tools.sms_api import SmsApiBase


class SmsGateway:
    """``state`` is what it answers for each number: ``success``, ``server_error``, ``wrong_number_format`` …"""

    def __init__(self):
        self.sent, self.state = [], "success"
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):  # noqa: N802
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = json.dumps(gateway.take(json.loads(body))).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_args):
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def take(self, messages):
        answers = []
        for message in messages:
            for number in message["numbers"]:
                answers.append({"uuid": number["uuid"], "state": self.state})
                if self.state == "success":
                    self.sent.append((number["number"], message["content"]))
        return answers

    @contextmanager
    def running(self):
        """Start it, and have Odoo send its SMS here as another provider's addon would."""
        url = f"http://127.0.0.1:{self._server.server_port}/"

        class Api(SmsApiBase):
            def _send_sms_batch(self, messages, delivery_reports_url=False):
                return requests.post(url, json=messages, timeout=10).json()

        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            with patch.object(SmsSms, "_split_by_api", lambda sms: [(Api(sms.env), sms)]):
                yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()
