"""Placing orders: three lines, cash on delivery, confirmed; the answer is the confirmed order."""

import json
import random
import uuid
from collections import Counter

from bench import Measure

_CONNECTIONS = 8
_PIECES = 25
_ADDRESS = {
    "name": "Asha Rao",
    "line1": "12 MG Road",
    "city": "Bengaluru",
    "state": "IN-KA",
    "postalCode": "560001",
    "country": "IN",
}

MEASURES = (
    Measure("orders of many products", "per s", at_least=8, why="Vendure's whole flow: 8.05"),
    Measure("orders of the same three", "per s", at_least=8, why="the first minutes of a sale"),
    Measure("same three: p99 / median", at_most=5, why="nobody waits while others are served"),
    Measure("failures", "orders", at_most=0),
    Measure(f"sold of {_PIECES} pieces that all want", "pieces", _PIECES, _PIECES),
    Measure("late buyers told anything but out_of_stock", "buyers", at_most=0),
)


def run(bench):
    """Measure apart from each other, then together, then until nothing is left."""
    shop = bench.shop("orders", products="200", stock="1000000")
    goods = [
        uid
        for (uid,) in shop.sql(
            "SELECT ecom_uid FROM product_product WHERE default_code LIKE 'GOODS-%' ORDER BY id"
        )
    ]
    # the first orders of a new server also pay for loading it
    many = bench.load(_buyers(shop, goods), _CONNECTIONS, warmup=6)
    bench.report("orders of many products", many.rate, many)
    same = bench.load(_buyers(shop, goods[:3]), _CONNECTIONS)
    bench.report("orders of the same three", same.rate, same)
    bench.ratio("same three: p99 / median", same.p99, same.median)
    bench.report("failures", (many.failures + same.failures).total())
    _sell_out(bench, shop)


def _sell_out(bench, shop):
    scarce = shop.script("orders", products="3", stock=str(_PIECES), label="Scarce")
    answers = Counter()
    flow = _buyers(shop, json.loads(scarce.splitlines()[-1]), answers)
    bench.load(flow, _CONNECTIONS, warmup=0)
    bench.report(f"sold of {_PIECES} pieces that all want", answers.pop(201, 0))
    answers.pop((409, "out_of_stock"), 0)
    bench.report("late buyers told anything but out_of_stock", answers.total())


def _buyers(shop, goods, answers=None):
    """Return a flow in which each buyer takes one of each of three products.

    :param list goods: public ids of variants
    :param Counter answers: if given, refusals are counted here instead of failing
    """

    async def buy(connection, number):
        items = [{"productId": uid, "quantity": 1} for uid in random.sample(goods, 3)]
        request = shop.request(
            "POST",
            "/api/orders/create",
            {
                "items": items,
                "customer": {"name": "Asha Rao", "email": f"buyer{number}@example.com"},
                "shippingAddress": _ADDRESS,
                "paymentType": "cod",
            },
            key="secret",
            headers={"Idempotency-Key": uuid.uuid4().hex},
        )
        answer = await connection.send(request, check=answers is None)
        if answers is not None:
            refused = answer.status >= 400
            answers[(answer.status, answer.json()["error"]["code"]) if refused else 201] += 1

    return buy
