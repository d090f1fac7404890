"""localstripe (https://github.com/adrienverge/localstripe), a Stripe server that is not ours, in a process of its own.

It knows no idempotency keys, no events of refunds, and lets more be refunded than was paid: what depends on
those is proved elsewhere.
"""

import queue
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import requests

from .local_server import LocalServer

SECRET = "sk_test_of_the_tests"
PUBLISHABLE = "pk_test_of_the_tests"
GOOD_CARD, DECLINED_CARD = "4242424242424242", "4000000000000341"
_START = 30  # seconds
_PROGRAM = Path(__file__).with_name("stripe_served.py")


class StripeServer:
    """:ivar webhooks: queue of (raw body, headers) that it delivered"""

    def __init__(self, url):
        self.url = url
        self.webhooks = queue.Queue()

    @classmethod
    @contextmanager
    def running(cls):
        port = _free_port()
        command = [sys.executable, str(_PROGRAM), str(port)]
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as log:
            process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
            try:
                server = cls(f"http://localhost:{port}")
                server._wait()
                yield server
            finally:
                process.terminate()
                process.wait(10)

    def _wait(self):
        deadline = time.monotonic() + _START
        while True:
            try:
                self.call("GET", "/v1/balance")
                return
            except requests.ConnectionError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    @contextmanager
    def delivering(self, secret):
        """Have it sign and deliver its webhooks to ``webhooks``."""
        with _Receiver(self.webhooks).running() as server:
            target = {"url": f"{server.url}/", "secret": secret}
            self.call("POST", "/_config/webhooks/tests", json=target)
            yield

    def call(self, method, path, **options):
        """Call the API with the merchant's key; return the JSON answer of a success."""
        response = requests.request(
            method, self.url + path, auth=(SECRET, ""), timeout=10, **options
        )
        if response.status_code >= 400 and response.status_code != 402:
            raise AssertionError(f"{method} {path}: {response.status_code} {response.text}")
        return response.json() if response.content else None

    def pay(self, intent_id, card=GOOD_CARD):
        """Have a customer pay an intent with a card; return the intent."""
        intent = f"/v1/payment_intents/{intent_id}"
        self.call("POST", intent, data={"payment_method": self._card(card)})
        self.call("POST", f"{intent}/confirm", data={})
        return self.call("GET", intent)

    def pay_session(self, session_id, card=GOOD_CARD):
        """Have a customer pay on a Checkout page; return the session."""
        path = f"/v1/checkout/sessions/{session_id}/_pay"
        return self.call("POST", path, data={"payment_method": self._card(card)})

    def _card(self, number):
        """Return the id of a card as a payment method."""
        details = {"number": number, "exp_month": "12", "exp_year": "2030", "cvc": "123"}
        method = self.call(
            "POST",
            "/v1/payment_methods",
            data={"type": "card", **{f"card[{name}]": value for name, value in details.items()}},
        )
        return method["id"]


class _Receiver(LocalServer):
    def __init__(self, webhooks):
        self._listen(_Collector, webhooks=webhooks)


class _Collector(BaseHTTPRequestHandler):
    webhooks = None

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.webhooks.put((body, {"Stripe-Signature": self.headers["Stripe-Signature"]}))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        """The webhooks are kept."""


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
