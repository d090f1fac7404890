"""Webhooks: signed events of the demo gateway, a third of them for the second time, in no order.

`ECOM_WEBHOOKS=10000 ./ecom bench webhooks` sends ten thousand; each is about an order that has to be placed first.
"""

import asyncio
import hashlib
import hmac
import os
import random
import time
import uuid
from dataclasses import replace

from bench import Measure

_CONNECTIONS = 8
#: Each order is paid by one event, and half of the events come twice, so that a third of all are duplicates.
_ORDERS = int(os.environ.get("ECOM_WEBHOOKS") or 900) * 2 // 3
_AT_ONCE = 1000  # orders that one statement names
_PATIENCE = 900 + _ORDERS  # seconds to apply what was received
_ADDRESS = {
    "name": "Asha Rao",
    "line1": "12 MG Road",
    "city": "Bengaluru",
    "state": "IN-KA",
    "postalCode": "560001",
    "country": "IN",
}

MEASURES = (
    Measure("webhooks received", "per s"),
    Measure("refused or failed", "webhooks", at_most=0),
    Measure("slowest answer", "ms", at_most=5000, why="Razorpay waits five seconds"),
    Measure("orders paid and confirmed", "per s"),
    Measure("orders not paid exactly once", "orders", at_most=0),
    Measure("events kept of one payment", "events", 1, 1),
)


def run(bench):
    """Receive all of them as fast as they come, then wait until the lanes have applied them."""
    shop = bench.shop("orders", products="200", stock="1000000")
    orders = _place(bench, shop)
    events = [_event(order) for order in orders]
    queue = events + events[::2]
    random.Random(1).shuffle(queue)
    answers, failures, started = [], 0, time.monotonic()

    async def post(connection, _number):
        if not queue:
            await asyncio.sleep(0.1)
            return
        request, sent = _signed(shop, queue.pop()), time.monotonic()
        await connection.send(request)
        answers.append((sent, time.monotonic()))

    while queue:
        failures += bench.load(post, _CONNECTIONS, seconds=2, warmup=0).failures.total()
    last = max(answered for _sent, answered in answers)
    bench.report("webhooks received", len(answers) / (last - started))
    bench.report("refused or failed", failures)
    bench.report("slowest answer", max(answered - sent for sent, answered in answers) * 1000)
    _wait(shop)
    bench.report("orders paid and confirmed", len(orders) / (time.monotonic() - started))
    _check(bench, shop, orders)


def _place(bench, shop):
    """Place orders that wait for their payment; return them."""
    goods = [
        uid
        for (uid,) in shop.sql(
            "SELECT ecom_uid FROM product_product WHERE default_code LIKE 'GOODS-%'"
        )
    ]
    orders = []

    async def buy(connection, number):
        if len(orders) >= _ORDERS:
            await asyncio.sleep(0.1)
            return
        request = shop.request(
            "POST",
            "/api/orders/create",
            {
                "items": [{"productId": random.choice(goods), "quantity": 1}],
                "customer": {"name": "Asha Rao", "email": f"buyer{number}@example.com"},
                "shippingAddress": _ADDRESS,
                "paymentType": "prepaid",
                "gateway": "demo",
            },
            key="secret",
            headers={"Idempotency-Key": uuid.uuid4().hex},
        )
        answer = await connection.send(request)
        orders.append(answer.json())

    while len(orders) < _ORDERS:
        if bench.load(buy, _CONNECTIONS, seconds=5, warmup=0).failures:
            break
    return orders


def _event(order):
    reference = order["payment"]["clientParams"]["reference"]
    data = {
        "reference": reference,
        "paymentId": f"pay_{reference}",
        "amount": str(order["totalAmount"]),
        "currency": order["currency"],
    }
    return {"id": f"evt_{reference}", "type": "payment.captured", "data": data}


def _signed(shop, event):
    gateway, now = shop.run["webhookSecrets"]["demo"], int(time.time())
    path = f"/api/webhooks/demo/{gateway['providerId']}"
    request = shop.request("POST", path, event, key=None)
    mac = hmac.new(gateway["secret"].encode(), b"%d." % now + request.body, hashlib.sha256)
    signature = {"X-Demo-Signature": f"t={now},v1={mac.hexdigest()}"}
    return replace(request, headers=request.headers | signature)


def _wait(shop):
    """Wait until no event waits any more."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        ((waiting,),) = shop.sql("SELECT count(*) FROM ecom_webhook_event WHERE state = 'pending'")
        if not int(waiting):
            return
        time.sleep(0.5)


def _check(bench, shop, orders):
    # a statement is an argument of a command, which has a longest length
    parts = (orders[start : start + _AT_ONCE] for start in range(0, len(orders), _AT_ONCE))
    wrong = sum(_count_wrong(shop, part) for part in parts)
    ((kept,),) = shop.sql(
        "SELECT max(count) FROM (SELECT count(*) FROM ecom_webhook_event"
        " WHERE event_id LIKE 'evt\\_dmo\\_%' GROUP BY provider, event_id) AS events"
    )
    bench.report("orders not paid exactly once", wrong)
    bench.report("events kept of one payment", int(kept))


def _count_wrong(shop, orders):
    """Return how many of these orders were not paid by exactly one payment."""
    uids = ",".join(f"'{order['id']}'" for order in orders)
    ((wrong,),) = shop.sql(
        f"SELECT count(*) FROM sale_order o WHERE o.ecom_uid IN ({uids}) AND (o.state <> 'sale'"
        " OR o.ecom_paid_amount <> o.amount_total OR (SELECT count(*) FROM ecom_payment_event e WHERE"
        " e.order_id = o.id AND e.kind = 'payment' AND e.new_state = 'done') <> 1)"
    )
    return int(wrong)
