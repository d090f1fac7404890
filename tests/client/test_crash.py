"""kill -9 at the worst moments: nothing that was answered is lost, nothing happens twice."""

import os
import threading
import time
from pathlib import Path

import pytest
import requests
from served_processes import Server

PRODUCTS = 150
#: Seconds. A cron worker of Odoo first looks for waiting work a minute after it was started.
RECOVERY = 150


@pytest.fixture
def server(run):
    del run  # serves the shop where none is named
    path = os.environ.get("ECOM_RUN_FILE") or Path(__file__).parents[2] / ".ecom" / "run.json"
    return Server(Path(path).parent)


@pytest.fixture
def many_products(run, admin):
    """Enough products that building their documents takes a while."""
    (store,) = admin(
        "ecom.store", "search_read", domain=[("code", "=", run["store"])], fields=["currency_id"]
    )
    values = [
        {
            "name": f"Crash test {number:03}",
            "type": "consu",
            "ecom_store_ids": [[6, 0, [store["id"]]]],
        }
        for number in range(PRODUCTS)
    ]
    ids = admin("product.template", "create", vals_list=values)
    asked = {"store_id": store["id"], "currency_id": store["currency_id"][0], "amount": 100}
    values = [{**asked, "product_tmpl_id": product} for product in ids]
    admin("ecom.product.price", "create", vals_list=values)
    yield ids
    admin("product.template", "write", ids=ids, vals={"active": False})


def prices(rest):
    """The prices that the shop shows of the crash test's products, by id."""
    shown, cursor = {}, None
    while True:
        fields = {"cursor": cursor} if cursor else {}
        page = rest.call("products.list", q='"Crash test"', limit=100, **fields)
        # a product shows before its price is set
        shown |= {item["id"]: item["price"]["amount"] for item in page["items"] if item["price"]}
        cursor = page["nextCursor"]
        if not cursor:
            return shown


def until(check, what, seconds=RECOVERY):
    """What `check` said when it first said something."""
    deadline = time.monotonic() + seconds
    while not (found := check()):
        assert time.monotonic() < deadline, what
        time.sleep(0.1)
    return found


def test_between_the_receipt_of_webhooks_and_their_processing(run, server, rest, gateway, checkout):
    orders = [
        rest.call("orders.create", paymentType=payment_type, **checkout)
        for payment_type in ("prepaid", "partial_cod", "partial_cod")
    ]
    due = [order["upfrontAmount"] or order["totalAmount"] for order in orders]
    events = [
        gateway.captured(order["payment"], amount)
        for order, amount in zip(orders, due, strict=True)
    ]
    server.hold_background_work()
    assert [gateway.notify(event).status_code for event in events] == [200] * 3
    for order in orders:
        assert rest.call("orders.get", orderId=order["id"])["paidAmount"] == 0
    how = server.kill()
    with pytest.raises((AssertionError, requests.RequestException)):
        gateway.http.get(f"{run['url']}/api/health/live", timeout=5).raise_for_status()
    server.start(how, run["url"])

    for order, amount in zip(orders, due, strict=True):
        now = rest.wait_for(
            "orders.get", lambda o: o["paidAmount"], seconds=RECOVERY, orderId=order["id"]
        )
        assert now["paidAmount"] == amount
        assert now["status"] in {"confirmed", "processing"}
        assert [t["status"] for t in now["transactions"]].count("completed") == 1
    # the gateway repeats what it is not sure of
    assert [gateway.notify(event).status_code for event in events] == [200] * 3
    time.sleep(2)
    for order, amount in zip(orders, due, strict=True):
        assert rest.call("orders.get", orderId=order["id"])["paidAmount"] == amount


def test_in_the_middle_of_orders_being_placed(run, server, rest, checkout, unique):
    """An order whose answer never came is there once when the call is repeated with its key."""
    keys = [unique() for _ in range(6)]

    def place(key):
        try:
            rest.acting().call("orders.create", key=key, paymentType="cod", **checkout)
        except (requests.RequestException, ValueError):
            return  # the server died under it

    callers = [threading.Thread(target=place, args=(key,)) for key in keys]
    for caller in callers:
        caller.start()
    time.sleep(0.4)
    how = server.kill()
    for caller in callers:
        caller.join()
    server.start(how, run["url"])
    orders = [rest.call("orders.create", key=key, paymentType="cod", **checkout) for key in keys]
    assert len({order["id"] for order in orders}) == len(keys)
    numbers = [order["number"] for order in rest.call("orders.list", limit=100)["items"]]
    assert len(numbers) == len(set(numbers))
    for order in orders:
        assert rest.call("orders.get", orderId=order["id"])["items"] == order["items"]


def test_in_the_middle_of_a_rebuild_of_the_catalogue(run, server, rest, admin, many_products):
    until(lambda: len(prices(rest)) == PRODUCTS, "the new products do not show")
    (store,) = admin("ecom.store", "search", domain=[("code", "=", run["store"])])
    before = admin("ecom.store", "read", ids=[store], fields=["catalog_document_count"])

    asked = admin("ecom.product.price", "search", domain=[("product_tmpl_id", "in", many_products)])
    admin("ecom.product.price", "write", ids=asked, vals={"amount": 200})
    admin("ecom.store", "action_rebuild_catalog", ids=[store])
    (now,) = admin("ecom.store", "read", ids=[store], fields=["catalog_pending_count"])
    assert now["catalog_pending_count"], "the rebuild was over before it could be disturbed"
    how = server.kill()
    server.start(how, run["url"])

    # the old documents serve until the new ones are there
    assert len(prices(rest)) == PRODUCTS
    until(lambda: min(prices(rest).values()) >= 200, "some documents still show the old price")

    def settled():
        (now,) = admin(
            "ecom.store",
            "read",
            ids=[store],
            fields=["catalog_document_count", "catalog_pending_count", "catalog_failed_count"],
        )
        return (now["catalog_pending_count"], now["catalog_failed_count"]) == (0, 0) and now

    now = until(settled, "changes are still waiting")
    assert now["catalog_document_count"] == before[0]["catalog_document_count"]
