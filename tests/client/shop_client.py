"""A storefront's side of the API, in one file: REST and JSON-RPC 2.0.

Written from ``docs/api.md`` and ``.ecom/run.json`` alone. Needs only ``requests``. A start::

    run = json.loads(Path(".ecom/run.json").read_text())
    shop = ShopClient.from_run(run)
    for product in shop.call("products.list", limit=3)["items"]:
        print(product["name"], product["price"])

Numbers come back as :class:`decimal.Decimal` where they are written with a decimal point: they are money.
"""

import hashlib
import hmac
import json
import time
import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import quote

import requests

_SECONDS = 60

#: Operation id -> (method, path, who may call it: pk, sk, admin or none).
OPERATIONS = {
    "products.list": ("GET", "/api/products", "pk"),
    "products.get": ("GET", "/api/products/{idOrSlug}", "pk"),
    "categories.list": ("GET", "/api/categories", "pk"),
    "carts.create": ("POST", "/api/carts", "pk"),
    "carts.get": ("GET", "/api/carts/{cartToken}", "pk"),
    "carts.update": ("PUT", "/api/carts/{cartToken}", "pk"),
    "carts.delete": ("DELETE", "/api/carts/{cartToken}", "pk"),
    "customers.upsert": ("PUT", "/api/customers/{externalId}", "sk"),
    "customers.get": ("GET", "/api/customers/{externalId}", "sk"),
    "customers.token": ("POST", "/api/customers/{externalId}/token", "sk"),
    "events.track": ("POST", "/api/events", "pk"),
    "health.live": ("GET", "/api/health/live", "none"),
    "health.ready": ("GET", "/api/health/ready", "none"),
    "payments.options": ("POST", "/api/payments/options", "pk"),
    "orders.create": ("POST", "/api/orders/create", "sk"),
    "orders.get": ("GET", "/api/orders/{orderId}", "sk"),
    "orders.list": ("GET", "/api/orders", "sk"),
    "orders.updatePayment": ("PUT", "/api/orders/{orderId}/update-payment", "sk"),
    "orders.cancel": ("POST", "/api/orders/{orderId}/cancel", "sk"),
    "admin.orders.analytics": ("GET", "/api/admin/orders/analytics", "admin"),
    "currencies.available": ("GET", "/api/currencies/available", "pk"),
    "currencies.rates": ("GET", "/api/currencies/rates", "pk"),
    "currencies.convert": ("POST", "/api/currencies/convert", "pk"),
    "prices.list": ("GET", "/api/prices", "pk"),
    "admin.currencies.get": ("GET", "/api/admin/currencies/settings", "admin"),
    "admin.currencies.settings": ("PUT", "/api/admin/currencies/settings", "admin"),
    "admin.currencies.ratio": ("GET", "/api/admin/currencies/ratio", "admin"),
    "admin.prices.list": ("GET", "/api/admin/prices", "admin"),
    "admin.prices.cells": ("PUT", "/api/admin/prices", "admin"),
    "admin.prices.history": ("GET", "/api/admin/prices/history", "admin"),
    "admin.prices.bulkPreview": ("POST", "/api/admin/prices/bulk", "admin"),
    "admin.prices.bulkGet": ("GET", "/api/admin/prices/bulk/{batchId}", "admin"),
    "admin.prices.bulkApply": ("POST", "/api/admin/prices/bulk/{batchId}/apply", "admin"),
    "admin.prices.bulkUndo": ("POST", "/api/admin/prices/bulk/{batchId}/undo", "admin"),
    "admin.prices.import": ("POST", "/api/admin/prices/import", "admin"),
    "admin.prices.export": ("GET", "/api/admin/prices/export", "admin"),
}
#: Operations that change money or prices, or place an order, and so need an Idempotency-Key.
IDEMPOTENT = {"orders.create", "orders.updatePayment", "orders.cancel", "admin.prices.cells"}
IDEMPOTENT |= {
    f"admin.prices.{name}" for name in ("bulkPreview", "bulkApply", "bulkUndo", "import")
}


class ApiError(Exception):
    """The API refused a call.

    :ivar int status: HTTP status; over JSON-RPC the ``status`` in the error's data
    :ivar str code: stable, for programs
    :ivar dict details: ``fields`` names what is wrong with a request
    """

    def __init__(self, status, code, message, details, request_id):
        super().__init__(f"{status} {code}: {message} {details or ''} (request {request_id})")
        self.status, self.code, self.message = status, code, message
        self.details, self.request_id = details, request_id


@dataclass(frozen=True)
class Answer:
    """An answer with what surrounds it."""

    body: object
    headers: dict = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Keys:
    """What a storefront holds: one store's two keys, and perhaps a customer's token or an admin's key."""

    publishable: str
    secret: str = ""
    admin: str = ""
    customer: str = ""

    def headers(self, who):
        """Return the authentication headers of a caller: pk, sk, customer, admin or none."""
        return {
            "none": {},
            "pk": {"X-Store-Key": self.publishable},
            "sk": {"Authorization": f"Bearer {self.secret}"},
            "admin": {"Authorization": f"Bearer {self.admin}"},
            "customer": {
                "X-Store-Key": self.publishable,
                "Authorization": f"Customer {self.customer}",
            },
        }[who]


class ShopClient:
    """Calls operations by their id, over either transport.

    :param str url: of the server, without ``/api``
    :param Keys keys: credentials
    :param str transport: ``rest`` or ``rpc``
    """

    def __init__(self, url, keys, transport="rest"):
        self.url, self.keys, self.transport = url.rstrip("/"), keys, transport
        self.http = requests.Session()

    @classmethod
    def from_run(cls, run, transport="rest"):
        """Make a client from the content of ``run.json``."""
        keys = Keys(run["publishableKey"], run["secretKey"], run["adminApiKey"])
        return cls(run["url"], keys, transport)

    def acting(self, **keys):
        """Return the same client with other credentials."""
        return ShopClient(self.url, Keys(**{**vars(self.keys), **keys}), self.transport)

    def call(self, operation, /, who=None, key=None, **fields):
        """Call an operation and return its answer's body.

        :param str who: instead of the caller the operation is meant for
        :param str key: Idempotency-Key; made up where one is needed
        :param fields: path, query and body fields, named as in the contract
        :raise ApiError: if the call is refused
        """
        return self.ask(operation, who, key, **fields).body

    def ask(self, operation, /, who=None, key=None, headers=None, **fields):
        """Like :meth:`call`, but return the whole :class:`Answer`."""
        sent = self.keys.headers(who or OPERATIONS[operation][2]) | (headers or {})
        if operation in IDEMPOTENT:
            sent["Idempotency-Key"] = key or str(uuid.uuid4())
        speak = self._rest if self.transport == "rest" else self._rpc
        return speak(operation, sent, fields)

    def batch(self, *calls, who="sk"):
        """Send JSON-RPC calls, given as (operation, fields), in one request; return the raw responses."""
        message = [
            {"jsonrpc": "2.0", "id": number, "method": operation, "params": fields}
            for number, (operation, fields) in enumerate(calls)
        ]
        return _read(self.send("POST", "/api/jsonrpc", message, self.keys.headers(who)))

    def send(self, method, path, body=None, headers=None, **options):
        """Send one HTTP request. ``body`` is dumped as JSON unless it is bytes."""
        if body is not None:
            options["data"] = body if isinstance(body, bytes) else dump(body)
            headers = {"Content-Type": "application/json"} | (headers or {})
        options.setdefault("timeout", _SECONDS)
        return self.http.request(method, self.url + path, headers=headers, **options)

    def _rest(self, operation, headers, fields):
        method, path, _who = OPERATIONS[operation]
        for name in [name for name in fields if f"{{{name}}}" in path]:
            path = path.replace(f"{{{name}}}", quote(str(fields.pop(name)), safe=""))
        if method in {"GET", "DELETE"}:
            response = self.send(method, path, headers=headers, params=_query(fields))
        else:
            response = self.send(method, path, fields, headers)
        body = _read(response)
        if response.status_code >= 400:
            error = body["error"]
            raise ApiError(
                response.status_code,
                error["code"],
                error["message"],
                error["details"],
                error["requestId"],
            )
        return Answer(body, response.headers, response.status_code)

    def _rpc(self, operation, headers, fields):
        message = {"jsonrpc": "2.0", "id": 1, "method": operation, "params": fields}
        response = self.send("POST", "/api/jsonrpc", message, headers)
        body = _read(response)
        error = body.get("error")
        if isinstance(error, dict) and "data" not in error:
            # refused before it was read as JSON-RPC: a body too large, too many calls
            raise ApiError(
                response.status_code,
                error["code"],
                error["message"],
                error["details"],
                error["requestId"],
            )
        if error:
            data = error["data"]
            raise ApiError(
                data["status"], data["code"], error["message"], data["details"], data["requestId"]
            )
        return Answer(body["result"], response.headers, response.status_code)

    def wait_for(self, operation, good, seconds=20, **fields):
        """Read until ``good(body)``; webhooks and refreshes are quick, but not instant.

        :raise AssertionError: with the last body, after so many seconds
        """
        deadline = time.monotonic() + seconds
        while True:
            body = self.call(operation, **fields)
            if good(body):
                return body
            assert time.monotonic() < deadline, f"{operation} still says {body}"
            time.sleep(0.1)


class DemoGateway:
    """Stands in for the customer's browser on the payment page, and for the gateway that reports payments.

    :param dict account: ``webhookSecrets.demo`` of ``run.json``: providerId and secret
    """

    def __init__(self, url, account):
        self.url, self.account = url.rstrip("/"), account
        self.http = requests.Session()

    def pay_on_page(self, payment, outcome="pay", method="upi"):
        """Open the hosted page of an order's ``payment`` and press a button: ``pay`` or ``fail``."""
        page = self.http.get(payment["paymentUrl"], timeout=_SECONDS)
        page.raise_for_status()
        form = {"outcome": outcome, "method": method}
        return self.http.post(
            payment["paymentUrl"], data=form, allow_redirects=False, timeout=_SECONDS
        )

    def captured(self, payment, amount, currency="INR", **changes):
        """Build the event the gateway sends when a payment was made."""
        data = {
            "reference": payment["clientParams"]["reference"],
            "paymentId": f"pay_{uuid.uuid4().hex}",
            "amount": str(amount),
            "currency": currency,
        }
        return {
            "id": f"evt_{uuid.uuid4().hex}",
            "type": "payment.captured",
            "data": data | changes,
        }

    def notify(self, event, secret=None, signed_at=None, provider=None):
        """Send a signed webhook; return the HTTP response.

        The signature is ``t=<Unix time>,v1=<hex HMAC-SHA256 of "<time>." + body>``.
        """
        body = event if isinstance(event, bytes) else dump(event)
        signed_at = int(time.time()) if signed_at is None else signed_at
        mac = hmac.new(
            (secret or self.account["secret"]).encode(), b"%d." % signed_at + body, hashlib.sha256
        )
        return self.http.post(
            f"{self.url}/api/webhooks/demo/{provider or self.account['providerId']}",
            data=body,
            headers={
                "Content-Type": "application/json",
                "X-Demo-Signature": f"t={signed_at},v1={mac.hexdigest()}",
            },
            timeout=_SECONDS,
        )


def dump(value):
    """Write JSON; the shortest decimal form of a float is exact for any amount of money."""
    return json.dumps(value, default=float, ensure_ascii=False).encode()


def _read(response):
    return json.loads(response.text, parse_float=Decimal) if response.content else None


def _query(fields):
    return {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in fields.items()
        if value is not None
    }
