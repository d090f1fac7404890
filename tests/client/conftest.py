"""What the client tests share: clients of the served shop, an administrator, products to buy."""

import itertools
import time
import uuid
from decimal import Decimal

import pytest
import requests
from buyer import ADDRESS, BUYER
from served import hand_over
from shop_client import DemoGateway, Keys, ShopClient

_PATIENCE = 60  # seconds


class Admin:
    """An administrator's program: Odoo's own external API, with an API key.

    Sets up what a merchant sets up by hand (a second store, a revoked key). No test of the shop's behaviour goes
    through it.
    """

    def __init__(self, run):
        self.url = run["url"]
        self.http = requests.Session()
        self.http.headers["Authorization"] = f"Bearer {run['adminApiKey']}"

    def __call__(self, model, method, **arguments):
        deadline = time.monotonic() + _PATIENCE
        while True:
            response = self.http.post(
                f"{self.url}/json/2/{model}/{method}", json=arguments, timeout=120
            )
            # settings that switch a scheduled action on or off wait until it does not run
            waits = response.status_code == 422 and "try again" in response.text
            if not waits or time.monotonic() > deadline:
                break
            time.sleep(0.5)
        assert response.status_code == 200, response.text[:2000]
        return response.json()

    def new_key(self, store, kind, name):
        """Make a key as the dialog in the back office does; return it in clear."""
        values = {"store_id": store, "kind": kind, "name": name}
        (wizard,) = self("ecom.store.key.wizard", "create", vals_list=[values])
        shown = self("ecom.store.key.wizard", "action_create_key", ids=[wizard])
        return shown["context"]["default_value"]

    def put_stock(self, sku, quantity):
        """Count what is on the shelf, as a warehouse does."""
        (product,) = self("product.product", "search", domain=[("default_code", "=", sku)])
        (warehouse,) = self("stock.warehouse", "search_read", fields=["lot_stock_id"], limit=1)
        values = {
            "product_id": product,
            "location_id": warehouse["lot_stock_id"][0],
            "inventory_quantity": quantity,
        }
        quants = self("stock.quant", "create", vals_list=[values], context={"inventory_mode": True})
        self("stock.quant", "action_apply_inventory", ids=quants)

    def revoke(self, name):
        """Revoke the keys of this name."""
        ids = self("ecom.store.key", "search", domain=[("name", "=", name)])
        self("ecom.store.key", "action_revoke", ids=ids)


@pytest.fixture(scope="session")
def run():
    """The content of run.json."""
    return hand_over()


@pytest.fixture(scope="session")
def admin(run):
    return Admin(run)


@pytest.fixture(params=["rest", "rpc"])
def shop(run, request):
    """The shop's client, over each transport in turn."""
    return ShopClient.from_run(run, request.param)


@pytest.fixture(scope="session")
def rest(run):
    return ShopClient.from_run(run)


@pytest.fixture(scope="session")
def gateway(run):
    return DemoGateway(run["url"], run["webhookSecrets"]["demo"])


@pytest.fixture(scope="session")
def variants(rest, admin):
    """Two variants that are well in stock and cost 300 to 3000: any payment type takes them."""
    page = rest.call("products.list", inStock=True, minPrice=300, maxPrice=3000, limit=50)
    details = (rest.call("products.get", idOrSlug=item["id"]) for item in page["items"])
    found = [
        variant
        for product in details
        for variant in product["variants"]
        if variant["availability"] == "in_stock" and variant["price"]
    ]
    assert len(found) >= 2, "the shop has nothing to sell"
    for variant in found[:2]:
        admin.put_stock(variant["sku"], 1000)
    return found[:2]


@pytest.fixture
def items(variants):
    """Two of the first variant, one of the second."""
    return [
        {"productId": variant["id"], "quantity": quantity}
        for variant, quantity in zip(variants, (2, 1), strict=True)
    ]


@pytest.fixture
def total(variants):
    """What `items` cost, to the paisa."""
    return sum(
        Decimal(variant["price"]) * quantity
        for variant, quantity in zip(variants, (2, 1), strict=True)
    )


@pytest.fixture
def checkout(items):
    """The fields of an order but for its payment type."""
    return {"items": items, "customer": BUYER, "shippingAddress": ADDRESS}


@pytest.fixture(scope="session")
def other_shop(run, admin):
    """A client of a second store of the same company."""
    (mine,) = admin(
        "ecom.store", "search_read", domain=[("code", "=", run["store"])], fields=["currency_id"]
    )
    values = {
        "name": "Other store",
        "code": f"other-{uuid.uuid4().hex[:8]}",
        "currency_id": mine["currency_id"][0],
    }
    (store,) = admin("ecom.store", "create", vals_list=[values])
    keys = Keys(*(admin.new_key(store, kind, "Tests") for kind in ("publishable", "secret")))
    yield ShopClient(run["url"], keys)
    admin("ecom.store", "write", ids=[store], vals={"active": False})


@pytest.fixture(scope="session")
def revoked(run, admin):
    """A client whose keys have been revoked, after they had worked."""
    (store,) = admin("ecom.store", "search", domain=[("code", "=", run["store"])])
    name = f"Revoked {uuid.uuid4().hex}"
    keys = Keys(*(admin.new_key(store, kind, name) for kind in ("publishable", "secret")))
    client = ShopClient(run["url"], keys)
    client.call("products.list", limit=1)
    client.call("orders.list", limit=1)
    admin.revoke(name)
    return client


@pytest.fixture
def unique():
    """Return a new name at each call."""
    counter = itertools.count()
    stem = uuid.uuid4().hex[:12]
    return lambda: f"{stem}-{next(counter)}"
