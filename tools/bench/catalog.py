"""The catalogue: reads against Odoo's own, 100 000 products against 1 000, and how soon a change shows."""

import json
import time

from bench import Measure

SMALL, LARGE = 1_000, 100_000
CHANGES = 10
PAGES = {
    "list": "/api/products?limit=20",
    "next page": None,  # found at run time: it needs a cursor
    "category": "/api/products?category=bench-7&limit=20",
    "price and stock": "/api/products?minPrice=500&maxPrice=900&inStock=true&sort=price&limit=20",
    "search": "/api/products?q=silk%20saree&limit=20",
    "search, one match": "/api/products?q=BENCH-777&limit=20",
    "search, misspelt": "/api/products?q=safron%20kurta&limit=20",
    "product": "/api/products/bench-777",
}

#: What a list of products shows, as far as Odoo has it without further calls.
SAME_FACTS = [
    "ecom_slug",
    "name",
    "list_price",
    "currency_id",
    "qty_available",
    "ecom_category_ids",
    "ecom_badge_ids",
    "product_variant_ids",
]

MEASURES = (
    Measure("empty route", "req/s"),
    Measure("products.list of 20", "req/s"),
    Measure("products.get", "req/s"),
    Measure("/json/2 search_read of the same 20", "req/s"),
    Measure("products.list / empty route", at_least=0.7, why="hardly more than Odoo's own floor"),
    Measure("products.list / search_read", at_least=7, why="finished documents, not the ORM"),
    Measure("products.get / products.list", at_least=0.9, why="one product is no dearer than 20"),
    *(
        Measure(f"{page}: {LARGE:,} / {SMALL:,}", at_most=2, why="a page costs what it returns")
        for page in PAGES
    ),
    Measure("rebuild", "products/s"),
    Measure("rebuild: memory at its end / after 500", at_most=1.25, why="streamed"),
    Measure("a change shows after", "s", at_most=1),
    Measure("a change costs", "ms CPU"),
)


def run(bench):
    """Measure reads and changes on the small catalogue, then every page on both."""
    shop = bench.shop("catalog", products=str(SMALL))
    _against_odoo(bench, shop)
    _changes(bench, shop)
    small = _pages(bench, shop)
    shop = bench.shop("catalog", products=str(LARGE))
    large = _pages(bench, shop)
    for page in PAGES:
        bench.ratio(f"{page}: {LARGE:,} / {SMALL:,}", large[page], small[page])
    _rebuild(bench, shop)


def _against_odoo(bench, shop):
    listed = json.loads(shop.call(shop.get("/api/products?limit=20")).body)["items"]
    slugs = [item["slug"] for item in listed]
    own = shop.json2(
        "product.template", "search_read", domain=[["ecom_slug", "in", slugs]], fields=SAME_FACTS
    )
    targets = {
        "empty route": shop.empty,
        "products.list of 20": shop.get("/api/products?limit=20"),
        "products.get": shop.get(f"/api/products/{listed[0]['id']}"),
        "/json/2 search_read of the same 20": own,
    }
    speed = bench.compare(targets, connections=8)
    for name, load in speed.items():
        bench.report(name, load.rate, load)
    rate = {name: load.rate for name, load in speed.items()}
    lists = rate["products.list of 20"]
    bench.ratio("products.list / empty route", lists, rate["empty route"])
    bench.ratio("products.list / search_read", lists, rate["/json/2 search_read of the same 20"])
    bench.ratio("products.get / products.list", rate["products.get"], lists)


def _pages(bench, shop):
    """Return the median time of each page in ms, one caller at a time."""
    first = json.loads(shop.call(shop.get(PAGES["list"])).body)
    paths = PAGES | {"next page": f"{PAGES['list']}&cursor={first['nextCursor']}"}
    targets = {page: shop.get(path) for page, path in paths.items()}
    loads = bench.compare(targets, connections=1, seconds=1)
    return {page: load.median for page, load in loads.items()}


def _changes(bench, shop):
    """Change a price and watch for it, ten times after the first; ten times more, unwatched, for what that costs."""
    ((product,),) = shop.sql("SELECT id FROM product_template WHERE ecom_slug = 'bench-500'")

    def change(price):
        vals = {"list_price": price}
        write = shop.json2("product.template", "write", ids=[int(product)], vals=vals)
        if shop.call(write).status != 200:
            raise AssertionError("the price could not be written")

    waits = []
    for number in range(CHANGES + 1):
        etag = shop.call(shop.get("/api/products/bench-500")).headers["etag"]
        watch = shop.get("/api/products/bench-500", headers={"If-None-Match": etag})
        change(7000 + number)
        started = time.monotonic()
        while shop.call(watch).status == 304 and time.monotonic() - started < 60:
            time.sleep(0.05)
        waits.append(time.monotonic() - started)
    # in the first one the cron process, just started, loads what it needs
    bench.report("a change shows after", max(waits[1:]))
    idle = _cpu_of(shop, lambda number: time.sleep(1))
    busy = _cpu_of(shop, lambda number: (change(8000 + number), time.sleep(1)))
    bench.report("a change costs", (busy - idle) * 1000 / CHANGES)


def _cpu_of(shop, work):
    """Return the CPU seconds the shop uses while something is done CHANGES times."""
    before = shop.cpu()
    for number in range(CHANGES):
        work(number)
    return shop.cpu() - before


def _rebuild(bench, shop):
    ((text,),) = shop.sql("SELECT value FROM ir_config_parameter WHERE key = 'ecom_bench.rebuild'")
    facts = json.loads(text)
    bench.report("rebuild", LARGE / facts["seconds"])
    bench.ratio("rebuild: memory at its end / after 500", facts["end"], facts["early"])
