"""Prices: 100 000 products in ten currencies against Odoo's fixed price rules, a change of all of them, and the catalogue."""

import json
import time

from bench import Measure

_PRODUCTS, _CURRENCIES = 100_000, 10
_CELLS = _PRODUCTS * _CURRENCIES
_NATIVE = "the same page, Odoo's fixed price rules"
_PAGE = "80 products through a price list"
_BUYERS = "80 products as buyers pay, with taxes"
_GRID = "80 products by 10 currencies"
_PATIENCE = 600  # s
_LOST = 0.87  # 15 % slower

MEASURES = (
    Measure(_PAGE, "ms", at_most=50),
    Measure(f"{_PAGE}, queries", "", at_most=6),
    Measure(_NATIVE, "ms"),
    Measure(f"{_NATIVE} / ours", at_least=10, why="one index scan, not a walk through all rules"),
    Measure(_BUYERS, "ms", at_most=50),
    Measure(_GRID, "ms", at_most=100),
    Measure("a page of prices is read by an index", "", 1, 1),
    Measure("preview of a change of every price", "s"),
    Measure("change of every price", "s", at_most=60),
    Measure("prices changed", "prices", _CELLS, _CELLS),
    Measure("rows of history", "rows", _CELLS, _CELLS),
    Measure("change: memory at its end / after a tenth", at_most=1.25, why="streamed"),
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
    found = json.loads(shop.script("pricing_ask").splitlines()[-1])
    bench.report(_PAGE, found["page"])
    bench.report(f"{_PAGE}, queries", found["page, queries"])
    bench.report(_NATIVE, found["native page"])
    bench.ratio(f"{_NATIVE} / ours", found["native page"], found["page"])
    bench.report(_BUYERS, found["buyers' page"])
    bench.report(_GRID, found["grid"])
    bench.report("a page of prices is read by an index", found["index"])
    bench.report("preview of a change of every price", found["preview"])
    _await_change(bench, shop, found["batch"])
    with_prices = _catalogue(bench, bench.shop())
    without = _catalogue(bench, bench.shop("without_pricing"))
    for name, rate in with_prices.items():
        bench.ratio(f"{name} / without ecom_pricing", rate, without[name])


def _await_change(bench, shop, batch):
    """Watch the background lane; its memory is that of the largest process of the shop."""
    begin, early, state = time.monotonic(), 0, "running"
    while state == "running" and time.monotonic() - begin < _PATIENCE:
        time.sleep(0.5)
        ((state, done),) = shop.sql(
            f"SELECT state, done_count FROM ecom_price_batch WHERE id = {batch}"  # noqa: S608
        )
        early = early or (int(done) > _CELLS / 10 and shop.memory())
    bench.report("change of every price", time.monotonic() - begin)
    bench.report("prices changed", int(done))
    ((rows,),) = shop.sql(f"SELECT count(*) FROM ecom_price_change WHERE batch_id = {batch}")  # noqa: S608
    bench.report("rows of history", int(rows))
    bench.ratio("change: memory at its end / after a tenth", shop.memory(), early)


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
