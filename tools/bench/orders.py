"""Placing orders: three lines, cash on delivery, confirmed; the answer is the confirmed order."""

import json
import random
import uuid
from collections import Counter

from bench import Measure

_CONNECTIONS = 8
_PIECES = 25
_SECONDS = 24  # of each of the two that are compared, in three rounds: an order takes a second when eight buy
_ADDRESS = {
    "name": "Asha Rao",
    "line1": "12 MG Road",
    "city": "Bengaluru",
    "state": "IN-KA",
    "postalCode": "560001",
    "country": "IN",
}

MEASURES = (
    Measure("Odoo's own create and confirm", "per s"),
    Measure("orders of many products", "per s", at_least=8, why="Vendure's whole flow: 8.05"),
    Measure("orders of the same three", "per s", at_least=8, why="the first minutes of a sale"),
    Measure(
        "orders of many products / Odoo's own", at_least=1, why="payment and stock hold included"
    ),
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
    bench.load(_buyers(shop, goods), _CONNECTIONS, seconds=5, warmup=0)
    speed = bench.compare(
        {"own": _clerks(shop), "many": _buyers(shop, goods)}, _CONNECTIONS, seconds=_SECONDS
    )
    own, many = speed["own"], speed["many"]
    bench.report("Odoo's own create and confirm", own.rate, own)
    bench.report("orders of many products", many.rate, many)
    bench.ratio("orders of many products / Odoo's own", many.rate, own.rate)
    same = bench.load(_buyers(shop, goods[:3]), _CONNECTIONS)
    bench.report("orders of the same three", same.rate, same)
    bench.ratio("same three: p99 / median", same.p99, same.median)
    bench.report("failures", (own.failures + many.failures + same.failures).total())
    _sell_out(bench, shop)


def _clerks(shop):
    """Return a flow that does the same over Odoo's own API: a new customer, their order of three lines, confirmed."""
    goods = shop.sql("SELECT id FROM product_product WHERE default_code LIKE 'GOODS-%' ORDER BY id")
    (country,) = shop.sql("SELECT id FROM res_country WHERE code = 'IN'")[0]
    (state,) = shop.sql(
        f"SELECT id FROM res_country_state WHERE country_id = {country} AND code = 'KA'"
    )[0]

    async def sell(connection, number):
        async def call(model, method, **arguments):
            return (await connection.send(shop.json2(model, method, **arguments))).json()

        customer = {
            "name": "Asha Rao",
            "email": f"clerk{number}@example.com",
            "street": "12 MG Road",
            "city": "Bengaluru",
            "zip": "560001",
            "state_id": int(state),
            "country_id": int(country),
        }
        (partner,) = await call("res.partner", "create", vals_list=[customer])
        lines = [
            [0, 0, {"product_id": int(product), "product_uom_qty": 1}]
            for (product,) in random.sample(goods, 3)
        ]
        order = {"partner_id": partner, "order_line": lines}
        created = await call("sale.order", "create", vals_list=[order])
        await call("sale.order", "action_confirm", ids=created)

    return sell


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
