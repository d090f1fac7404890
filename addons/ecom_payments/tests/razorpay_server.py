"""A server that behaves like Razorpay's API, as its public documentation describes it. Real HTTP, in a thread.

It is our reading of razorpay.com/docs/api, not Razorpay: what it proves is that our side sends what the documentation asks for
and survives what it warns of. Its signatures are checked against the vendor's own vectors in ``test_gateway_signatures.py``.
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

from .local_server import LocalServer

KEY_ID, SECRET = "rzp_test_of_the_tests", "secret_of_the_tests"


def sign(body, secret):
    """Return the value of ``X-Razorpay-Signature``: hexadecimal HMAC-SHA256 of the raw body."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Refusal(Exception):
    def __init__(self, description, status=400, code="BAD_REQUEST_ERROR"):
        super().__init__(description)
        self.status, self.code = status, code


class RazorpayServer(LocalServer):
    """Orders, payments, refunds and payment links in memory, and faults on demand.

    :ivar calls: (method, path, body) of every request, answered or not
    """

    def __init__(self):
        self.orders, self.payments, self.refunds, self.links = {}, {}, {}, {}
        self.calls = []
        self._keys = {}  # of refunds: key to (body, refund)
        self._lost = self._failing = 0
        self._lock = threading.Lock()
        self._listen(_Handler, razorpay=self)

    # === FAULTS === #

    def lose_answers(self, count=1):
        """Do what the next requests ask for, and hang up instead of answering."""
        self._lost = count

    def fail(self, count=10**6):
        """Answer the next requests with an error page; 0: work again."""
        self._failing = count

    # === WHAT CUSTOMERS AND MERCHANTS DO ELSEWHERE === #

    def pay(self, order_id, *, status="captured", notes=None):
        """Have a customer pay an order; return the payment."""
        order = self.orders[order_id]
        payment = {
            "id": _id("pay"),
            "entity": "payment",
            "amount": order["amount"],
            "currency": order["currency"],
            "status": status,
            "order_id": order_id,
            "captured": status == "captured",
            "amount_refunded": 0,
            "method": "upi",
            "notes": notes or [],
            "error_description": "Declined by the bank" if status == "failed" else None,
            "created_at": int(time.time()),
        }
        self.payments[payment["id"]] = payment
        return payment

    def pay_link(self, link_id):
        """Have a customer pay a link, which makes an order of its own; return the payment."""
        link = self.links[link_id]
        order = self._order({"amount": link["amount"], "currency": link["currency"]})
        payment = self.pay(order["id"], notes=link["notes"])
        entry = {"payment_id": payment["id"], "amount": link["amount"], "status": "captured"}
        link |= {"status": "paid", "order_id": order["id"], "payments": [entry]}
        return payment

    def refund(self, payment_id, amount, **fields):
        """Give money back, as in the dashboard; return the refund.

        :raise Refusal: beyond what is left
        """
        payment = self.payments.get(payment_id)
        if not payment or payment["status"] not in {"captured", "refunded"}:
            raise Refusal("The payment has not been captured.")
        if amount > payment["amount"] - payment["amount_refunded"]:
            raise Refusal("The total refund amount is greater than the refund payment amount.")
        payment["amount_refunded"] += amount
        if payment["amount_refunded"] == payment["amount"]:
            payment["status"] = "refunded"
        refund = {
            "id": _id("rfnd"),
            "entity": "refund",
            "amount": amount,
            "currency": payment["currency"],
            "payment_id": payment_id,
            "status": "processed",
            "notes": fields.get("notes") or [],
            "receipt": fields.get("receipt"),
            "created_at": int(time.time()),
        }
        self.refunds[refund["id"]] = refund
        return refund

    # === THE API === #

    def answer(self, method, path, body, headers):
        """Return (status, JSON value) of a request, or None to hang up."""
        self.calls.append((method, path, body))
        if self._failing:
            self._failing -= 1
            return 503, None
        expected = base64.b64encode(f"{KEY_ID}:{SECRET}".encode()).decode()
        if headers.get("Authorization") != f"Basic {expected}":
            return 401, _error("Authentication failed", "BAD_REQUEST_ERROR")
        try:
            with self._lock:
                status, value = 200, self._act(method, path.strip("/").split("/"), body, headers)
        except Refusal as refusal:
            status, value = refusal.status, _error(str(refusal), refusal.code)
        if self._lost:
            self._lost -= 1
            return None
        return status, value

    def _act(self, method, parts, body, headers):
        match method, parts:
            case "POST", ["v1", "orders"]:
                return self._order(body)
            case "GET", ["v1", "orders"]:
                return {"entity": "collection", "items": list(self.orders.values())[:1]}
            case "GET", ["v1", "orders", order_id, "payments"]:
                self._known(self.orders, order_id)
                found = [p for p in self.payments.values() if p["order_id"] == order_id]
                return {"entity": "collection", "count": len(found), "items": found}
            case "GET", ["v1", "payments", payment_id]:
                return self._known(self.payments, payment_id)
            case "POST", ["v1", "payments", payment_id, "capture"]:
                return self._capture(self._known(self.payments, payment_id), body)
            case "POST", ["v1", "payments", payment_id, "refund"]:
                return self._refund_once(payment_id, body, headers.get("X-Refund-Idempotency"))
            case "POST", ["v1", "payment_links"]:
                return self._link(body)
            case "GET", ["v1", "payment_links", link_id]:
                return self._known(self.links, link_id)
        raise Refusal("The requested URL was not found on the server.", 404)

    def _known(self, things, key):
        if key not in things:
            raise Refusal("The id provided does not exist", 400)
        return things[key]

    def _order(self, body):
        amount, receipt = body.get("amount"), body.get("receipt", "")
        if not isinstance(amount, int) or amount < 100:
            raise Refusal("Order amount less than minimum amount allowed")
        if len(receipt) > 40:
            raise Refusal("receipt: the length must be no more than 40.")
        if body.get("unique_receipt"):
            for order in self.orders.values():
                if order["receipt"] == receipt:
                    return order
        order = {
            "id": _id("order"),
            "entity": "order",
            "amount": amount,
            "amount_paid": 0,
            "currency": body["currency"],
            "receipt": receipt,
            "status": "created",
            "notes": body.get("notes") or [],
        }
        self.orders[order["id"]] = order
        return order

    def _capture(self, payment, body):
        if payment["status"] != "authorized":
            raise Refusal("This payment has already been captured")
        if body != {"amount": payment["amount"], "currency": payment["currency"]}:
            raise Refusal("Capture amount must be equal to the amount authorized")
        payment |= {"status": "captured", "captured": True}
        return payment

    def _refund_once(self, payment_id, body, key):
        if not key:
            return self.refund(payment_id, **body)
        if len(key) < 10:
            raise Refusal("The idempotency key must have at least 10 characters")
        if key in self._keys:
            known, refund = self._keys[key]
            if known != body:
                raise Refusal("Different request body with the same idempotency key")
            return refund
        refund = self.refund(payment_id, **body)
        self._keys[key] = (body, refund)
        return refund

    def _link(self, body):
        if any(link["reference_id"] == body["reference_id"] for link in self.links.values()):
            raise Refusal("payment link with given reference_id already exists")
        link = {
            "id": _id("plink"),
            "status": "created",
            "payments": None,
            "short_url": f"{self.url}/i/{secrets.token_hex(4)}",
            **body,
        }
        self.links[link["id"]] = link
        return link


class _Handler(BaseHTTPRequestHandler):
    razorpay = None

    def _handle(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        answer = self.razorpay.answer(self.command, urlsplit(self.path).path, body, self.headers)
        if answer is None:
            self.close_connection = True
            return
        status, value = answer
        # an outage answers with a page, not with JSON
        content = (
            b"<html>Service Unavailable</html>" if value is None else json.dumps(value).encode()
        )
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if value is None else "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _handle

    def log_message(self, *args):
        """The calls are kept by the server."""


def _id(kind):
    return f"{kind}_{secrets.token_hex(7)}"


def _error(description, code):
    return {"error": {"code": code, "description": description, "source": "business"}}
