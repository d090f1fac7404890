"""Prices: 100 000 products in ten currencies against Odoo's fixed price rules, a change of all of them, and the catalogue."""

import json
import time

from bench import Measure

_PRODUCTS, _CURRENCIES = 100_000, 10
_CELLS = _PRODUCTS * _CURRENCIES
_NATIVE = "the same page, Odoo's fixed price rules"
_PAGE = "80 products through a price list"
_BUYERS = "80 products as buyers pay, with taxes"
_LIST = "prices.list of 80 products, worked out"
_UNCHANGED = "prices.list of 80 products, unchanged"
_MATRIX = "page of the matrix, 80 products by 10 currencies"
_CHANGE, _UNDO = "change of every price", "undo of it"
_PATIENCE = 600  # s
_LOST = 0.87  # 15 % slower

MEASURES = (
    Measure(_PAGE, "ms", at_most=50),
    Measure(f"{_PAGE}, queries", "", at_most=6),
    Measure(_NATIVE, "ms"),
    Measure(f"{_NATIVE} / ours", at_least=10, why="one index scan, not a walk through all rules"),
    Measure(_BUYERS, "ms", at_most=50),
    Measure(f"{_BUYERS}, queries", "", at_most=6),
    Measure(_LIST, "ms", at_most=50),
    Measure(f"{_LIST}, queries", "", at_most=6),
    Measure(_UNCHANGED, "ms", at_most=50),
    Measure(_MATRIX, "ms", at_most=100),
    Measure("a page of prices is read by an index", "", 1, 1),
    *(
        measure
        for name in (_CHANGE, _UNDO)
        for measure in (
            Measure(f"{name}: preview", "s"),
            Measure(name, "s", at_most=60),
            Measure(f"{name}: prices", "prices", at_least=_CELLS),
            Measure(f"{name}: prices without a row of history", "", 0, 0),
            Measure(f"{name}: memory at its end / after a tenth", at_most=1.25, why="streamed"),
        )
    ),
    Measure(f"{_CHANGE}: conflicts", "", 0, 0),
    Measure(f"{_UNDO}: conflicts, one price being another since", "", 1, 1),
    Measure(f"{_UNDO}: prices that are not what they were", "", 1, 1),
    *(
        Measure(f"{name} / without ecom_pricing", at_least=_LOST, why="the catalogue knows prices")
        for name in ("products.list", "products.get", "products.get, not modified")
    ),
)


def run(bench):
    """Read and change prices inside a shell on the seeded shop; then compare reads of the catalogue, each against the
    empty route of its own shop.
    """
    shop = bench.shop("pricing", products=str(_PRODUCTS))
    found = _ask(shop, "pricing_ask")
    for name in (_PAGE, _NATIVE, _BUYERS, _LIST, _UNCHANGED, _MATRIX):
        bench.report(name, found[name])
    for name in (_PAGE, _BUYERS, _LIST):
        bench.report(f"{name}, queries", found[f"{name}, queries"])
    bench.ratio(f"{_NATIVE} / ours", found[_NATIVE], found[_PAGE])
    bench.report("a page of prices is read by an index", found["index"])
    bench.report(f"{_CHANGE}: conflicts", _await_change(bench, shop, _CHANGE, found))
    found = _ask(shop, "pricing_undo")
    conflicts = _await_change(bench, shop, _UNDO, found)
    bench.report(f"{_UNDO}: conflicts, one price being another since", conflicts)
    bench.report(f"{_UNDO}: prices that are not what they were", _different(shop))
    with_prices = _catalogue(bench, bench.shop())
    without = _catalogue(bench, bench.shop("without_pricing"))
    for name, rate in with_prices.items():
        bench.ratio(f"{name} / without ecom_pricing", rate, without[name])


def _ask(shop, script):
    return json.loads(shop.script(script).splitlines()[-1])


def _await_change(bench, shop, name, found):
    """Watch the background lane; its memory is that of the largest process of the shop. Return how many conflicts it met."""
    bench.report(f"{name}: preview", found["preview"])
    state, begin, early, batch = "running", time.monotonic(), 0, found["batch"]
    while state == "running" and time.monotonic() - begin < _PATIENCE:
        time.sleep(0.5)
        ((state, done),) = shop.sql(
            f"SELECT state, done_count FROM ecom_price_batch WHERE id = {batch}"  # noqa: S608
        )
        early = early or (int(done) > _CELLS / 10 and shop.memory())
    bench.report(name, time.monotonic() - begin)
    ((rows,),) = shop.sql(f"SELECT count(*) FROM ecom_price_change WHERE batch_id = {batch}")  # noqa: S608
    ((conflicts,),) = shop.sql(
        f"SELECT count(*) FROM ecom_price_batch_line WHERE batch_id = {batch} AND problem = 'conflict'"  # noqa: S608
    )
    bench.report(f"{name}: prices", int(done) + int(conflicts))
    bench.report(f"{name}: prices without a row of history", int(done) - int(rows))
    bench.ratio(f"{name}: memory at its end / after a tenth", shop.memory(), early)
    return int(conflicts)


def _different(shop):
    """Return how many prices of the seed's products are not what the seed made them."""
    ((count,),) = shop.sql(
        "SELECT count(*) FROM ecom_product_price p JOIN product_template t ON t.id = p.product_tmpl_id"
        " WHERE t.ecom_slug LIKE 'priced-%' AND p.amount <> 100 + mod(substr(t.ecom_slug, 8)::int, 900)"
    )
    return int(count)


def _catalogue(bench, shop):
    """Return the rate of reads of the demo store's catalogue, as shares of the empty route's."""
    page = "/api/products?limit=20"
    product = f"/api/products/{json.loads(shop.call(shop.get(page)).body)['items'][0]['id']}"
    etag = shop.call(shop.get(product)).headers["etag"]
    loads = bench.compare(
        {
            "empty": shop.empty,
            "products.list": shop.get(page),
            "products.get": shop.get(product),
            "products.get, not modified": shop.get(product, headers={"If-None-Match": etag}),
        },
        connections=8,
    )
    floor = loads.pop("empty").rate
    return {name: load.rate / floor for name, load in loads.items()}
