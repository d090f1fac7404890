"""From the list of products to money in the till, for each payment type and over both transports."""

import time
from decimal import Decimal

import pytest
from buyer import ADDRESS, BUYER
from shop_client import ApiError

ZERO = Decimal(0)


def place(shop, checkout, payment_type, **more):
    return shop.call("orders.create", paymentType=payment_type, **checkout, **more)


def paid(order):
    """The order's money, as numbers: what has come, what is still due."""
    return order["paidAmount"], order["remainingAmount"]


def adds_up(order):
    """The identities that hold for every order's amounts."""
    assert order["totalAmount"] == (
        order["subtotal"]
        - order["discountAmount"]
        + order["shippingAmount"]
        + order["codFee"]
        + order["taxAmount"]
    )
    completed = [t for t in order["transactions"] if t["status"] == "completed"]
    payments = sum((t["amount"] for t in completed if t["operation"] == "payment"), ZERO)
    refunds = -sum((t["amount"] for t in completed if t["operation"] == "refund"), ZERO)
    assert payments == order["paidAmount"]
    assert refunds == order["refundedAmount"]
    return True


class TestCatalogue:
    def test_pages_hold_each_product_once(self, shop):
        seen, cursor = [], None
        while True:
            page = shop.call("products.list", limit=5, **({"cursor": cursor} if cursor else {}))
            seen += [item["id"] for item in page["items"]]
            cursor = page["nextCursor"]
            if not cursor:
                break
            assert len(page["items"]) == 5
        assert len(seen) == len(set(seen)) > 1

    def test_a_product_is_found_by_id_and_by_slug(self, shop):
        (summary,) = shop.call("products.list", limit=1)["items"]
        product = shop.call("products.get", idOrSlug=summary["id"])
        assert product == shop.call("products.get", idOrSlug=summary["slug"])
        assert {key: product[key] for key in ("id", "name", "price")} == {
            key: summary[key] for key in ("id", "name", "price")
        }
        assert summary["defaultVariantId"] in [variant["id"] for variant in product["variants"]]

    def test_search_forgives_a_typo(self, shop):
        (summary,) = shop.call("products.list", limit=1)["items"]
        word = max(summary["name"].split(), key=len)
        typo = word[:2] + word[3:]
        found = shop.call("products.list", q=typo, limit=100)["items"]
        assert summary["id"] in [item["id"] for item in found]

    def test_price_bounds_and_order(self, shop):
        page = shop.call("products.list", minPrice=300, maxPrice=3000, sort="price", limit=100)
        prices = [item["price"]["amount"] for item in page["items"]]
        assert prices == sorted(prices)
        assert prices
        assert 300 <= prices[0] <= prices[-1] <= 3000

    def test_categories_count_their_products(self, shop):
        categories = shop.call("categories.list")["items"]
        category = next(item for item in categories if 0 < item["productCount"] <= 100)
        found = shop.call("products.list", category=category["slug"], limit=100)["items"]
        assert len(found) == category["productCount"]

    def test_an_unchanged_answer_is_not_sent_again(self, rest, run):
        query = {"store": run["store"], "limit": 2}
        first = rest.ask("products.list", **query)
        assert "max-age" in first.headers["Cache-Control"]
        again = rest.ask("products.list", headers={"If-None-Match": first.headers["ETag"]}, **query)
        assert (again.status, again.body) == (304, None)
        assert again.headers["ETag"] == first.headers["ETag"]
        other = rest.ask("products.list", headers={"If-None-Match": '"another"'}, **query)
        assert (other.status, other.body) == (200, first.body)


class TestCart:
    def test_fill_change_and_delete(self, shop, items, variants, total):
        cart = shop.call("carts.create", items=items)
        token = cart["cartToken"]
        assert (cart["totalAmount"], cart["itemCount"]) == (total, 3)
        assert cart == shop.call("carts.get", cartToken=token)
        changed = shop.call(
            "carts.update",
            cartToken=token,
            items=[{"productId": variants[1]["id"], "quantity": 4}],
            buyer=BUYER,
            shippingAddress=ADDRESS,
        )
        assert [item["quantity"] for item in changed["items"]] == [4]
        assert changed["totalAmount"] == variants[1]["price"] * 4
        assert changed["buyer"] == BUYER
        assert changed["shippingAddress"]["postalCode"] == "560001"
        assert shop.call("carts.delete", cartToken=token) is None
        with pytest.raises(ApiError) as refused:
            shop.call("carts.get", cartToken=token)
        assert (refused.value.status, refused.value.code) == (404, "cart_not_found")

    def test_options_split_the_total_to_the_paisa(self, shop, items, total):
        token = shop.call("carts.create", items=items, shippingAddress=ADDRESS)["cartToken"]
        quote = shop.call("payments.options", cartToken=token)
        assert (quote["totalAmount"], quote["currency"]) == (total, "INR")
        options = {option["paymentType"]: option for option in quote["options"]}
        assert set(options) == {"prepaid", "cod", "partial_cod"}
        for option in options.values():
            assert option["available"], option
            assert option["upfrontAmount"] + option["atDoorAmount"] == total + option["fee"]
        assert options["prepaid"]["atDoorAmount"] == options["cod"]["upfrontAmount"] == 0
        assert 0 < options["partial_cod"]["upfrontAmount"] < total


class TestPrepaid:
    def test_paid_on_the_hosted_page(self, shop, gateway, items, total):
        token = shop.call("carts.create", items=items, buyer=BUYER, shippingAddress=ADDRESS)[
            "cartToken"
        ]
        order = shop.call("orders.create", cartToken=token, paymentType="prepaid")
        assert (order["status"], order["paymentStatus"]) == ("pending_payment", "pending")
        assert order["totalAmount"] == total
        assert paid(order) == (0, total)
        assert adds_up(order)
        assert order["payment"]["gateway"] == "demo"

        left = gateway.pay_on_page(order["payment"])
        assert left.status_code == 303
        order = shop.wait_for(
            "orders.get", lambda o: o["paymentStatus"] == "fully_paid", orderId=order["id"]
        )
        assert order["status"] in {"confirmed", "processing"}
        assert paid(order) == (total, 0)
        assert adds_up(order)
        (payment,) = order["transactions"]
        assert (payment["type"], payment["amount"], payment["gateway"]) == ("online", total, "demo")
        assert payment["id"] == order["upfrontPaymentId"]
        assert payment["gatewayTransactionId"]
        assert order["payment"] is None

    def test_a_failed_payment_can_be_tried_again(self, shop, gateway, checkout, total):
        order = place(shop, checkout, "prepaid", returnUrl="https://shop.example/thanks")
        gateway.pay_on_page(order["payment"], outcome="fail")
        order = shop.wait_for(
            "orders.get", lambda o: o["paymentStatus"] == "failed", orderId=order["id"]
        )
        assert order["status"] == "pending_payment"
        assert paid(order) == (0, total)
        order = shop.call("orders.updatePayment", orderId=order["id"], event="retry")
        assert (order["paymentStatus"], order["status"]) == ("pending", "pending_payment")
        left = gateway.pay_on_page(order["payment"])
        assert left.headers["Location"] == "https://shop.example/thanks"
        order = shop.wait_for(
            "orders.get", lambda o: o["paymentStatus"] == "fully_paid", orderId=order["id"]
        )
        assert paid(order) == (total, 0)
        assert adds_up(order)
        assert [t["status"] for t in order["transactions"]].count("completed") == 1

    def test_the_customer_comes_back_to_the_shop(self, rest, gateway, checkout):
        order = place(rest, checkout, "prepaid", returnUrl="https://shop.example/thanks?order=1")
        left = gateway.pay_on_page(order["payment"])
        assert left.headers["Location"] == "https://shop.example/thanks?order=1"

    def test_a_part_given_back(self, shop, gateway, checkout, total):
        order = place(shop, checkout, "prepaid")
        gateway.pay_on_page(order["payment"])
        shop.wait_for(
            "orders.get", lambda o: o["paymentStatus"] == "fully_paid", orderId=order["id"]
        )
        shop.call(
            "orders.updatePayment", orderId=order["id"], event="refund", amount=Decimal("100.25")
        )
        order = shop.wait_for("orders.get", lambda o: o["refundedAmount"], orderId=order["id"])
        assert order["refundedAmount"] == Decimal("100.25")
        assert order["paidAmount"] == total
        assert adds_up(order)


class TestCashOnDelivery:
    def test_collected_at_the_door(self, shop, checkout, total):
        order = place(shop, checkout, "cod")
        assert order["status"] in {"confirmed", "processing"}
        assert order["paymentStatus"] == "pending"
        due = total + order["codFee"]
        assert order["totalAmount"] == due
        assert paid(order) == (0, due)
        assert order["payment"] is None
        assert adds_up(order)

        order = shop.call(
            "orders.updatePayment", orderId=order["id"], event="collected", reference="RCPT-1"
        )
        assert order["paymentStatus"] == "fully_paid"
        assert paid(order) == (due, 0)
        assert adds_up(order)
        (payment,) = order["transactions"]
        assert (payment["type"], payment["amount"], payment["status"]) == ("cod", due, "completed")
        assert payment["id"] == order["deliveryPaymentId"]

    def test_nobody_at_the_door(self, shop, checkout, total):
        order = place(shop, checkout, "cod")
        order = shop.call(
            "orders.updatePayment",
            orderId=order["id"],
            event="collection_failed",
            reason="Door locked",
        )
        assert order["paidAmount"] == 0
        assert order["remainingAmount"] == order["totalAmount"]
        assert order["paymentStatus"] in {"pending", "failed"}

    def test_cancelled(self, shop, checkout):
        order = place(shop, checkout, "cod")
        order = shop.call("orders.cancel", orderId=order["id"], reason="Changed my mind")
        assert order["status"] == "cancelled"
        with pytest.raises(ApiError) as refused:
            shop.call("orders.updatePayment", orderId=order["id"], event="collected")
        assert refused.value.status == 409

    def test_changed_to_prepaid(self, shop, gateway, checkout, total):
        order = place(shop, checkout, "cod")
        order = shop.call("orders.updatePayment", orderId=order["id"], event="convert_to_prepaid")
        gateway.notify(gateway.captured(order["payment"], order["payment"]["amount"]))
        order = shop.wait_for(
            "orders.get", lambda o: o["paymentStatus"] == "fully_paid", orderId=order["id"]
        )
        assert paid(order) == (order["totalAmount"], 0)
        assert adds_up(order)


class TestPartialCod:
    def test_upfront_by_webhook_rest_at_the_door(self, shop, gateway, checkout, total):
        quote = shop.call("payments.options", items=checkout["items"], shippingAddress=ADDRESS)[
            "options"
        ]
        (offer,) = (option for option in quote if option["paymentType"] == "partial_cod")
        order = place(shop, checkout, "partial_cod")
        upfront, due = order["upfrontAmount"], total + order["codFee"]
        assert upfront == offer["upfrontAmount"]
        assert order["upfrontPercent"] == offer["upfrontPercent"]
        assert (order["status"], order["paymentStatus"]) == ("pending_payment", "pending")
        assert order["totalAmount"] == due
        assert paid(order) == (0, due)
        assert adds_up(order)

        answer = gateway.notify(gateway.captured(order["payment"], upfront))
        assert answer.status_code == 200
        order = shop.wait_for(
            "orders.get", lambda o: o["paymentStatus"] == "partially_paid", orderId=order["id"]
        )
        assert order["status"] in {"confirmed", "processing"}
        assert paid(order) == (upfront, offer["atDoorAmount"])
        assert adds_up(order)

        order = shop.call("orders.updatePayment", orderId=order["id"], event="collected")
        assert order["paymentStatus"] == "fully_paid"
        assert paid(order) == (due, 0)
        assert adds_up(order)
        completed = {t["type"]: t for t in order["transactions"] if t["status"] == "completed"}
        assert completed["online"]["amount"] == upfront
        assert completed["online"]["id"] == order["upfrontPaymentId"]
        assert completed["cod"]["amount"] == due - upfront
        assert completed["cod"]["id"] == order["deliveryPaymentId"]
        assert order == shop.call("orders.get", orderId=order["id"])

    def test_money_is_counted_once_however_often_it_is_reported(
        self, rest, gateway, checkout, variants
    ):
        order = place(rest, checkout, "partial_cod")
        event = gateway.captured(order["payment"], order["upfrontAmount"])
        assert [gateway.notify(event).status_code for _ in range(3)] == [200] * 3
        rest.wait_for(
            "orders.get", lambda o: o["paymentStatus"] == "partially_paid", orderId=order["id"]
        )
        assert gateway.notify(event).status_code == 200
        # the same payment in an event of its own
        again = gateway.captured(
            order["payment"], order["upfrontAmount"], paymentId=event["data"]["paymentId"]
        )
        assert gateway.notify(again).status_code == 200
        time.sleep(2)
        now = rest.call("orders.get", orderId=order["id"])
        assert now["paidAmount"] == order["upfrontAmount"]
        assert adds_up(now)

    def test_what_was_paid_counts_not_what_was_asked(self, rest, gateway, checkout):
        order = place(rest, checkout, "partial_cod")
        short = order["upfrontAmount"] - Decimal("1.01")
        assert gateway.notify(gateway.captured(order["payment"], short)).status_code == 200
        time.sleep(2)
        now = rest.call("orders.get", orderId=order["id"])
        assert now["paymentStatus"] not in {"fully_paid"}
        assert now["paidAmount"] <= short
        assert now["status"] == "pending_payment"
        assert adds_up(now)


class TestCustomer:
    def test_sees_the_own_orders_only(self, shop, checkout, unique):
        name, stranger = unique(), unique()
        for external_id in (name, stranger):
            shop.call(
                "customers.upsert",
                externalId=external_id,
                name="Asha",
                email=f"{external_id}@example.com",
            )
        customer = shop.call("customers.get", externalId=name)
        assert (customer["externalId"], customer["orderCount"]) == (name, 0)
        order = place(shop, checkout | {"customer": {"externalId": name}}, "cod")
        assert order["customerId"] == customer["id"]
        mine = shop.acting(customer=shop.call("customers.token", externalId=name)["token"])
        theirs = shop.acting(customer=shop.call("customers.token", externalId=stranger)["token"])
        assert mine.call("orders.get", who="customer", orderId=order["id"]) == order
        assert [o["id"] for o in mine.call("orders.list", who="customer")["items"]] == [order["id"]]
        assert theirs.call("orders.list", who="customer")["items"] == []
        for operation in ("orders.get", "orders.cancel"):
            with pytest.raises(ApiError) as refused:
                theirs.call(operation, who="customer", orderId=order["id"])
            assert (refused.value.status, refused.value.code) == (404, "order_not_found")
        cancelled = mine.call("orders.cancel", who="customer", orderId=order["id"])
        assert cancelled["status"] == "cancelled"


class TestAround:
    def test_events_count_once(self, shop, unique):
        event = {
            "id": unique(),
            "occurredAt": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "sessionId": unique(),
            "name": "search",
            "term": "kurta",
        }
        assert shop.call("events.track", events=[event]) == {"recorded": 1, "duplicates": 0}
        assert shop.call("events.track", events=[event]) == {"recorded": 0, "duplicates": 1}

    def test_lists_are_filtered(self, shop, checkout):
        order = place(shop, checkout, "cod")
        found = shop.call("orders.list", number=order["number"])["items"]
        assert found == [order]
        assert not shop.call("orders.list", number=order["number"], paymentType="prepaid")["items"]

    def test_the_administrator_reads_figures(self, shop, checkout):
        before = shop.call("admin.orders.analytics", groupBy="paymentType")
        order = place(shop, checkout, "cod")
        after = shop.call("admin.orders.analytics", groupBy="paymentType")

        def figures(answer):
            return next(
                (g for g in answer["groups"] if (g["key"], g["currency"]) == ("cod", "INR")),
                {"orders": 0, "revenue": ZERO},
            )

        assert figures(after)["orders"] == figures(before)["orders"] + 1
        assert figures(after)["revenue"] - figures(before)["revenue"] == order["totalAmount"]

    def test_a_batch_answers_each_call(self, rest, checkout):
        answers = rest.batch(
            ("products.list", {"limit": 1}),
            ("orders.get", {"orderId": "ord_unknown"}),
            ("no.such.method", {}),
        )
        assert [answer["id"] for answer in answers] == [0, 1, 2]
        assert len(answers[0]["result"]["items"]) == 1
        assert answers[1]["error"]["data"]["code"] == "order_not_found"
        assert answers[2]["error"]["code"] == -32601

    def test_ready(self, shop):
        assert shop.call("health.ready") == {"status": "ok"}
        assert shop.call("health.live") == {"status": "ok"}


class TestIdempotency:
    def test_the_first_answer_again(self, rest, checkout, unique):
        key = unique()
        fields = checkout | {"paymentType": "partial_cod"}
        first = rest.ask("orders.create", key=key, **fields)
        again = rest.ask("orders.create", key=key, **fields)
        assert again.body == first.body
        assert (first.status, again.status) == (201, 201)
        assert again.headers["Idempotent-Replayed"] == "true"
        assert "Idempotent-Replayed" not in first.headers
        assert len(rest.call("orders.list", number=first.body["number"])["items"]) == 1

    def test_money_is_taken_once(self, shop, checkout, unique):
        order, key = place(shop, checkout, "cod"), unique()
        fields = {"orderId": order["id"], "event": "collected"}
        first = shop.call("orders.updatePayment", key=key, **fields)
        assert shop.call("orders.updatePayment", key=key, **fields) == first
        assert len(first["transactions"]) == 1

    def test_another_body_is_refused(self, shop, checkout, unique):
        key = unique()
        place_once = {"key": key, **checkout}
        shop.call("orders.create", paymentType="cod", **place_once)
        with pytest.raises(ApiError) as refused:
            shop.call("orders.create", paymentType="prepaid", **place_once)
        assert (refused.value.status, refused.value.code) == (409, "idempotency_conflict")
