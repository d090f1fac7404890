"""Ask a shop with a million prices what pages of them cost, then start to change them all; print the figures as JSON.

Each reading is the median of several pages that were not read before, by a process that has answered others.
"""

# ruff: noqa: F821 - `env` comes from the shell
import json
import statistics
import time

from odoo.addons.ecom_pricing.schemas.price_list import PriceListRequest

PAGE, PAGES = 80, 9
store = env["ecom.store"].search([], limit=1)
CODES = store._ecom_enabled_currencies().mapped("currency_id.name")
shop = store._to_info()
yen = env.ref("base.JPY")
strict = store._ecom_currency_row(yen).pricelist_id
native = env["product.pricelist"].search([("name", "=", "Native JPY")])
env.cr.execute("SELECT id FROM product_template WHERE ecom_slug LIKE 'priced-%' ORDER BY id")
templates = [row[0] for row in env.cr.fetchall()]
found = {}


def pages():
    """Yield pages of products from all over the catalogue, one to warm up with first."""
    for number in range(PAGES + 1):
        first = number * (len(templates) - PAGE) // PAGES
        yield env["product.template"].browse(templates[first : first + PAGE])


def measure(name, read):
    """Note the median milliseconds of a reading of products that are on the page already, and its queries."""
    spent, queries = [], []
    env.invalidate_all()
    for products in pages():
        products.product_variant_id.mapped("uom_id.name")
        before, begin = env.cr.sql_log_count, time.monotonic()
        read(products)
        spent.append(1000 * (time.monotonic() - begin))
        queries.append(env.cr.sql_log_count - before)
    found[name] = statistics.median(spent[1:])
    found[f"{name}, queries"] = max(queries[1:])


def priced(pricelist):
    """Return a reading of a page through a price list, as Odoo's own screens do it."""

    def read(products):
        variants = products.product_variant_id
        assert all(pricelist._get_products_price(variants, 1.0).values())

    return read


def buyers(products):
    """What buyers pay, taxes included, as the catalogue shows it."""
    prices = env["ecom.catalog.offer"]._catalog_regional_prices(
        store, products.product_variant_id, yen, env["ecom.region"], 1.0, None
    )
    assert all(prices.values())


def asked(products):
    """Return the request for a page, with nothing in the ORM's cache, as requests begin."""
    request = PriceListRequest(product_ids=products.mapped("ecom_uid"), currency="JPY")
    env.invalidate_all()
    return request


def unchanged(products):
    """Whether the answer is the one that a storefront has."""
    assert env["ecom.storefront.prices"].freshness(shop, asked(products))


def listed(products):
    """The answer of the API where nothing is kept."""
    request = asked(products)
    items = env["ecom.storefront.prices"].list_prices(shop, request)["items"]
    assert all(item["available"] for item in items)


def matrix(products):
    """The merchant's screen, with warnings and dates, as a request reads it."""
    env.invalidate_all()
    grid = env["ecom.price.matrix"].with_user(env.ref("base.user_admin"))
    rows = grid.load([("id", "in", products.ids)], store.id)["rows"]
    assert sum(len(row["cells"]) for row in rows) == PAGE * len(CODES)


def publish():
    """Sell the products of the pages in the store, for as long as this is not committed."""
    env.cr.execute(
        "INSERT INTO ecom_product_store_rel (product_tmpl_id, store_id) SELECT unnest(%s), %s",
        [[product.id for page in pages() for product in page], store.id],
    )


def plan():
    """Return how PostgreSQL reads a page of prices."""
    env.cr.execute(
        "EXPLAIN SELECT * FROM ecom_product_price WHERE store_id = %s AND currency_id = ANY(%s) AND product_tmpl_id = ANY(%s)",
        [store.id, yen.ids, templates[:PAGE]],
    )
    return "\n".join(row[0] for row in env.cr.fetchall())


def start_to_change_all():
    """Preview raising every price by 7 %, and have the background lane do it."""
    batch = env["ecom.price.batch"].create(
        {"store_id": store.id, "operation": "percent", "value": 7, "use_ending": False}
    )
    begin = time.monotonic()
    batch.action_preview()
    env.cr.commit()
    found["preview"] = time.monotonic() - begin
    batch.action_apply()
    env.cr.commit()
    found["batch"] = batch.id


measure("80 products through a price list", priced(strict))
measure("the same page, Odoo's fixed price rules", priced(native))
measure("80 products as buyers pay, with taxes", buyers)
measure("page of the matrix, 80 products by 10 currencies", matrix)
measure("prices.list of 80 products, unchanged", unchanged)
publish()
measure("prices.list of 80 products, worked out", listed)
env.cr.rollback()
found["index"] = int("Seq Scan on ecom_product_price" not in plan())
start_to_change_all()
print(json.dumps(found))  # noqa: T201
