"""Runs every operation against the served shop and writes what was sent and answered into docs/api.md.

An example stands between ``<!-- example NAME -->`` and ``<!-- end -->``; the rest of the page is written by hand.
Start a shop, then: ``.ecom/venv/bin/python tests/client/api_examples.py``
"""

import contextlib
import json
import re
import sys
import time
import uuid
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import requests
from buyer import ADDRESS, BUYER
from served import hand_over
from shop_client import IDEMPOTENT, OPERATIONS, DemoGateway, ShopClient, dump

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
_SHOWN = {
    "X-Store-Key": "pk_…",
    "Authorization": "Bearer sk_…",
    "admin": "Bearer <API key of an Odoo user>",
}
#: Fields whose values are long and say nothing.
_LONG = re.compile(r"^(paymentUrl|token|nextCursor)$")


class Recorder:
    """Calls operations and keeps request and answer as they are shown."""

    def __init__(self, run):
        self.client = ShopClient.from_run(run)
        self.gateway = DemoGateway(run["url"], run["webhookSecrets"]["demo"])
        self.texts = {}

    def show(self, name, operation, /, **fields):
        """Call an operation and remember it under a name; return the answer's body."""
        answer = self.client.ask(operation, **fields)
        self.texts[name] = f"{self._request(operation, fields)}\n\n{_answer(answer)}"
        return answer.body

    def show_two(self, name, operation, /, of, **fields):
        """Like :meth:`show`, with the first two entries of the list ``of`` only; return the whole answer."""
        answer = self.client.ask(operation, **fields)
        shown = replace(answer, body={**answer.body, of: answer.body[of][:2]})
        request = self._request(operation, fields)
        self.texts[name] = f"{request}\n\nThe first two:\n\n{_answer(shown)}"
        return answer

    def _request(self, operation, given):
        method, path, who = OPERATIONS[operation]
        fields = {key: value for key, value in given.items() if key not in ("headers", "key")}
        for key in list(fields):
            if f"{{{key}}}" in path:
                path = path.replace(f"{{{key}}}", str(fields.pop(key)))
        if method in {"GET", "DELETE"} and fields:
            words = (f"{key}={_word(value)}" for key, value in fields.items())
            path += "?" + "&".join(words)
        lines = [f"{method} {path}"]
        for header in self.client.keys.headers(who):
            lines.append(f"{header}: {_SHOWN['admin' if who == 'admin' else header]}")
        if "headers" in given:
            lines += (f"{name}: {value}" for name, value in given["headers"].items())
        if operation in IDEMPOTENT:
            lines.append(f"Idempotency-Key: {uuid.uuid4()}")
        if method in {"POST", "PUT"}:
            lines += ["Content-Type: application/json", "", _pretty(fields)]
        return "```http\n" + "\n".join(lines) + "\n```"


def _word(value):
    return str(value).lower() if isinstance(value, bool) else value


def _answer(answer):
    if answer.body is None:
        return f"Answer: {answer.status}, no body."
    return f"Answer: {answer.status}\n\n```json\n{_pretty(answer.body)}\n```"


def _pretty(value):
    return json.dumps(_shortened(value), indent=2, ensure_ascii=False, default=float)


def _shortened(value, name=""):
    if isinstance(value, dict):
        return {key: _shortened(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_shortened(item) for item in value]
    if isinstance(value, str) and _LONG.match(name) and len(value) > 60:
        return value[:48] + "…"
    return value


def record(run):
    """Run everything once; return the texts by name."""
    shop = Recorder(run)
    _catalogue(shop)
    cart = _cart(shop)
    _people(shop)
    _orders(shop, cart)
    _prices(shop, run["store"])
    with _reference_rate(run):
        _rates(shop)
    _admin_prices(shop, run["store"])
    return shop.texts


def _catalogue(shop):
    found = shop.show("products.list", "products.list", inStock=True, maxPrice=3000, limit=1)
    shop.show("products.get", "products.get", idOrSlug=found["items"][0]["slug"])
    shop.show_two("categories.list", "categories.list", of="items")
    shop.show("health.ready", "health.ready")
    shop.show("health.live", "health.live")


def _cart(shop):
    found = shop.client.call("products.list", inStock=True, maxPrice=3000, limit=2)["items"]
    first, second = (item["defaultVariantId"] for item in found)
    cart = shop.show("carts.create", "carts.create", items=[{"productId": first, "quantity": 2}])
    token = cart["cartToken"]
    shop.show(
        "carts.update",
        "carts.update",
        cartToken=token,
        items=[{"productId": first, "quantity": 1}, {"productId": second, "quantity": 1}],
        buyer=BUYER,
        shippingAddress=ADDRESS,
    )
    shop.show("carts.get", "carts.get", cartToken=token)
    shop.show("payments.options", "payments.options", cartToken=token)
    spare = shop.client.call("carts.create")["cartToken"]
    shop.show("carts.delete", "carts.delete", cartToken=spare)
    return token


def _people(shop):
    name = f"user-{uuid.uuid4().hex[:6]}"
    shop.show("customers.upsert", "customers.upsert", externalId=name, **BUYER, addresses=[ADDRESS])
    shop.show("customers.get", "customers.get", externalId=name)
    shop.show("customers.token", "customers.token", externalId=name, ttlSeconds=900)
    event = {
        "id": uuid.uuid4().hex,
        "occurredAt": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "sessionId": uuid.uuid4().hex[:16],
        "name": "search",
        "term": "kurta",
    }
    shop.show("events.track", "events.track", events=[event])


def _orders(shop, cart):
    order = shop.show("orders.create", "orders.create", cartToken=cart, paymentType="partial_cod")
    event = shop.gateway.captured(order["payment"], order["upfrontAmount"])
    _webhook(shop, event)
    shop.client.wait_for("orders.get", lambda o: o["paidAmount"], orderId=order["id"])
    shop.show("orders.get", "orders.get", orderId=order["id"])
    shop.show("orders.list", "orders.list", paymentStatus="partially_paid", limit=1)
    shop.show(
        "orders.updatePayment",
        "orders.updatePayment",
        orderId=order["id"],
        event="collected",
        reference="RCPT-1042",
    )
    found = shop.client.call("products.list", inStock=True, maxPrice=3000, limit=1)["items"]
    items = [{"productId": found[0]["defaultVariantId"], "quantity": 1}]
    fields = {"items": items, "customer": BUYER, "shippingAddress": ADDRESS, "paymentType": "cod"}
    spare = shop.client.call("orders.create", **fields)
    shop.show("orders.cancel", "orders.cancel", orderId=spare["id"], reason="Ordered twice")
    shop.show("admin.orders.analytics", "admin.orders.analytics", groupBy="paymentType")


def _prices(shop, store):
    name = "currencies.available"
    available = shop.show_two(name, name, of="currencies", country="JP").body
    code = available["currencies"][-1]["code"]
    found = shop.client.call("products.list", currency=code, sort="price", limit=1)["items"]
    variant = found[0]["defaultVariantId"]
    shop.show("prices.list", "prices.list", productIds=variant, currency=code, country="JP")
    name = "admin.currencies.get"
    settings = shop.show_two(name, name, of="currencies", store=store)
    name = "admin.currencies.settings"
    shop.show_two(
        name,
        name,
        of="currencies",
        headers={"If-Match": settings.headers["ETag"]},
        store=store,
        currencies=[{"code": code, "prominent": True}],
    )
    primary = available["primary"]
    shop.show(
        "admin.currencies.ratio",
        "admin.currencies.ratio",
        store=store,
        to=code,
        **{"from": primary},
    )


@contextlib.contextmanager
def _reference_rate(run):
    """Let the store show a reference rate, as its owner would in the back office."""
    headers = {"Authorization": f"Bearer {run['adminApiKey']}"}

    def odoo(model, method, **arguments):
        url = f"{run['url']}/json/2/{model}/{method}"
        answer = requests.post(url, json=arguments, headers=headers, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def ids(model, *domain):
        return odoo(model, "search", domain=domain, context={"active_test": False})

    stores = ids("ecom.store", ["code", "=", run["store"]])
    pair = {
        "store_id": stores[0],
        "from_id": ids("res.currency", ["name", "=", "USD"])[0],
        "to_id": ids("res.currency", ["name", "=", "INR"])[0],
    }
    held = ids("ecom.reference.rate", *([key, "=", value] for key, value in pair.items()))
    made = (
        [] if held else odoo("ecom.reference.rate", "create", vals_list=[{**pair, "rate": 84.25}])
    )
    (shown,) = odoo("ecom.store", "read", ids=stores, fields=["reference_rates_enabled"])
    odoo("ecom.store", "write", ids=stores, vals={"reference_rates_enabled": True})
    yield
    odoo(
        "ecom.store",
        "write",
        ids=stores,
        vals={"reference_rates_enabled": shown["reference_rates_enabled"]},
    )
    odoo("ecom.reference.rate", "unlink", ids=made)


def _rates(shop):
    shop.show("currencies.rates", "currencies.rates")
    shop.show("currencies.convert", "currencies.convert", amount=25, to="INR", **{"from": "USD"})


def _admin_prices(shop, store):
    (product,) = shop.client.call("admin.prices.list", store=store, limit=1)["items"]
    ids = [product["productId"]]
    name = "admin.prices.list"
    shop.show(name, name, store=store, productIds=ids[0], currencies="USD", explain=True)
    price = next(price for price in product["prices"] if price["currency"] == "USD")
    cell = {"productId": ids[0], "currency": "USD", "amount": price["amount"] + 1}
    cells = [
        cell | {"expectedVersion": price["version"]},
        {"productId": ids[0], "currency": "JPY", "amount": 99.5},
    ]
    shop.show("admin.prices.cells", "admin.prices.cells", store=store, cells=cells)
    name = "admin.prices.history"
    shop.show(name, name, store=store, productId=ids[0], currency="USD", limit=1)
    asked = {"operation": "percent", "value": 7, "currencies": ["USD"], "productIds": ids}
    asked |= {"reason": "Cotton is dearer"}
    name = "admin.prices.bulkPreview"
    batch = shop.show(name, name, store=store, **asked)
    reference = {"batchId": batch["batchId"]}
    name = "admin.prices.bulkApply"
    shop.show(name, name, **reference, previewHash=batch["previewHash"])
    shop.client.wait_for("admin.prices.bulkGet", lambda b: b["state"] == "done", **reference)
    shop.show("admin.prices.bulkGet", "admin.prices.bulkGet", **reference)
    name = "admin.prices.bulkUndo"
    undo = shop.show(name, name, **reference)
    back = {"batchId": undo["batchId"], "previewHash": undo["previewHash"]}
    shop.client.call("admin.prices.bulkApply", **back)
    name = "admin.prices.export"
    file = shop.show(name, name, store=store, productIds=ids[0], currencies="USD")
    name = "admin.prices.import"
    shop.show(name, name, store=store, content=file["content"])
    cell["amount"] = price["amount"]
    shop.client.wait_for(
        "admin.prices.bulkGet", lambda b: b["state"] == "done", batchId=back["batchId"]
    )
    shop.client.call("admin.prices.cells", store=store, cells=[cell])


def _webhook(shop, event):
    now = int(time.time())
    response = shop.gateway.notify(event, signed_at=now)
    path = f"/api/webhooks/demo/{shop.gateway.account['providerId']}"
    head = (
        f"POST {path}\nContent-Type: application/json\nX-Demo-Signature: t={now},v1=<64 hex digits>"
    )
    body = json.loads(response.text, parse_float=Decimal)
    shop.texts["webhooks.demo"] = (
        f"```http\n{head}\n\n{dump(event).decode()}\n```\n\n"
        f"Answer: {response.status_code}\n\n```json\n{_pretty(body)}\n```"
    )


def main():
    texts = record(hand_over())

    def put_in(match):
        # what only Razorpay and Stripe can send was written by hand
        text = texts.pop(match[2], None)
        return f"{match[1]}\n{text}\n{match[3]}" if text else match[0]

    page = re.sub(
        r"(<!-- example ([\w.]+) -->).*?(<!-- end -->)", put_in, PAGE.read_text(), flags=re.S
    )
    PAGE.write_text(page)
    if texts:
        raise SystemExit(f"docs/api.md has no place for: {', '.join(texts)}")


if __name__ == "__main__":
    main()
