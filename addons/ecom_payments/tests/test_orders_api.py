import uuid

from odoo.tests import tagged

from odoo.addons.ecom_base.api.tokens import issue_customer_token
from odoo.addons.ecom_base.tests.selling import HOME

from .common import BUYER, PaymentsCase


@tagged("post_install", "-at_install")
class TestOrdersApi(PaymentsCase):
    """Orders as a storefront's server places and reads them."""

    def test_cod(self):
        order = self.place("cod", 2)
        self.assertEqual(order["paymentType"], "cod")
        self.assertEqual((order["status"], order["paymentStatus"]), ("confirmed", "pending"))
        self.assertEqual(order["totalAmount"], 2000.0)
        self.assertEqual(order["remainingAmount"], 2000.0)
        self.assertEqual(order["paidAmount"], 0)
        self.assertIsNone(order["payment"])
        self.assertEqual(
            [(row["type"], row["amount"], row["status"]) for row in order["transactions"]],
            [("cod", 2000.0, "pending")],
        )
        self.assertEqual(self.record(order).state, "sale")

    def test_prepaid(self):
        order = self.place("prepaid")
        self.assertEqual((order["status"], order["paymentStatus"]), ("pending_payment", "pending"))
        self.assertIsNone(order["upfrontAmount"])
        payment = order["payment"]
        self.assertEqual(payment["gateway"], "demo")
        self.assertIn("/ecom/demo-gateway/pay/", payment["paymentUrl"])
        self.assertEqual(self.record(order).state, "draft")
        self.deliver(self.event(order))
        order = self.fetch(order["id"])
        self.assertEqual((order["status"], order["paymentStatus"]), ("confirmed", "fully_paid"))
        self.assertEqual((order["paidAmount"], order["remainingAmount"]), (1000.0, 0))
        self.assertIsNone(order["payment"])

    def test_partial_cod_to_the_end(self):
        order = self.place("partial_cod")
        self.assertEqual((order["upfrontAmount"], order["upfrontPercent"]), (200.0, 20.0))
        self.deliver(self.event(order))
        order = self.fetch(order["id"])
        self.assertEqual((order["status"], order["paymentStatus"]), ("confirmed", "partially_paid"))
        self.assertEqual((order["paidAmount"], order["remainingAmount"]), (200.0, 800.0))
        parcel = self.ship(order)
        self.assertEqual(parcel.ecom_to_collect, 800.0)
        self.assertEqual(self.fetch(order["id"])["status"], "shipped")
        response = self.update(order["id"], "collected", amount=800, reference="R-1")
        self.assertEqual(response.status_code, 200, response.text)
        parcel.action_ecom_delivered()
        order = self.fetch(order["id"])
        self.assertEqual((order["status"], order["paymentStatus"]), ("delivered", "fully_paid"))
        self.assertEqual((order["paidAmount"], order["remainingAmount"]), (1000.0, 0))
        self.assertTrue(order["upfrontPaymentId"])
        self.assertTrue(order["deliveryPaymentId"])

    def test_upfront_takes_the_paise(self):
        self.product.list_price = 999.5
        order = self.place("partial_cod")
        self.assertEqual(order["totalAmount"], 999.5)
        self.assertEqual(order["upfrontAmount"] % 1, 0.5)
        self.assertEqual(self.record(order).ecom_cod_amount + order["upfrontAmount"], 999.5)

    def test_same_key_gives_the_first_answer_again(self):
        key = uuid.uuid4().hex
        first = self.place("cod", key=key)
        body = {
            "items": [self.item(self.product)],
            "customer": BUYER,
            "shippingAddress": HOME,
            "paymentType": "cod",
        }
        headers = {"Idempotency-Key": key}
        again = self.call("POST", "/api/orders/create", body, auth="secret", headers=headers)
        self.assertEqual(again.json(), first)
        self.assertEqual(again.headers["Idempotent-Replayed"], "true")
        body["paymentType"] = "prepaid"
        other = self.call("POST", "/api/orders/create", body, auth="secret", headers=headers)
        self.assert_error(other, 409, "idempotency_conflict")
        orders = self.env["sale.order"].search([("ecom_store_id", "=", self.store.id)])
        self.assertEqual(len(orders), 1)

    def test_key_is_required(self):
        body = {
            "items": [self.item(self.product)],
            "customer": BUYER,
            "shippingAddress": HOME,
            "paymentType": "cod",
        }
        response = self.call("POST", "/api/orders/create", body, auth="secret")
        self.assert_error(response, 400, "idempotency_key_required")

    def test_publishable_key_places_nothing(self):
        response = self.call(
            "POST", "/api/orders/create", {}, headers={"Idempotency-Key": uuid.uuid4().hex}
        )
        self.assert_error(response, 403, "credential_not_permitted")

    def test_out_of_stock(self):
        details = self.place("cod", 11, expect=409)["error"]
        self.assertEqual(details["code"], "out_of_stock")
        self.assertEqual(details["details"]["items"][0]["available"], 10)
        self.assertFalse(self.env["sale.order"].search([("ecom_store_id", "=", self.store.id)]))

    def test_held_stock_is_gone_for_others(self):
        self.place("prepaid", 8)
        self.assertEqual(self.place("cod", 3, expect=409)["error"]["code"], "out_of_stock")
        self.place("cod", 2)

    def test_price_changed_since_it_was_shown(self):
        shown = [self.item(self.product, unitPrice=900)]
        error = self.place("cod", items=shown, expect=409)["error"]
        self.assertEqual(error["code"], "price_changed")
        self.assertEqual(error["details"]["items"][0]["shownPrice"], 900)
        self.assertEqual(error["details"]["items"][0]["currentPrice"], 1000)
        error = self.place("cod", expectedTotal=999, expect=409)["error"]
        self.assertEqual(error["code"], "price_changed")

    def test_type_that_is_not_offered(self):
        self.store.cod_enabled = False
        error = self.place("cod", expect=409)["error"]
        self.assertEqual(error["code"], "payment_type_unavailable")
        self.assertEqual(error["details"]["reasons"], ["type_disabled"])
        self.assertEqual(error["details"]["available"], ["prepaid", "partial_cod"])

    def test_from_a_cart(self):
        cart = self.call("POST", "/api/carts", {"items": [self.item(self.product, 3)]}).json()
        body = {
            "cartToken": cart["cartToken"],
            "customer": BUYER,
            "shippingAddress": HOME,
            "paymentType": "cod",
        }

        def create():
            headers = {"Idempotency-Key": uuid.uuid4().hex}
            return self.call("POST", "/api/orders/create", body, auth="secret", headers=headers)

        order = create().json()
        self.uids.append(order["id"])
        self.assertEqual(order["totalAmount"], 3000.0)
        self.assert_error(create(), 409, "cart_completed")

    def test_customer_sees_own_orders_only(self):
        mine = self.place("cod", customer={**BUYER, "externalId": "u1"})
        other = {"name": "Ravi", "email": "ravi@example.com", "externalId": "u2"}
        theirs = self.place("cod", customer=other)
        customer = self.record(mine).ecom_customer_id
        token, _ = issue_customer_token(
            self.env, self.info(), customer.ecom_uid, customer.token_version, 600
        )
        listed = self.call("GET", "/api/orders", auth=token).json()["items"]
        self.assertEqual([order["id"] for order in listed], [mine["id"]])
        response = self.call("GET", f"/api/orders/{theirs['id']}", auth=token)
        self.assert_error(response, 404, "order_not_found")
        response = self.call(
            "POST",
            f"/api/orders/{theirs['id']}/cancel",
            {},
            auth=token,
            headers={"Idempotency-Key": uuid.uuid4().hex},
        )
        self.assert_error(response, 404, "order_not_found")

    def test_other_stores_orders_do_not_exist(self):
        order = self.place("cod")
        other = self.make_store("other")
        _publishable, secret = self.make_keys(other)
        response = self.call(
            "GET",
            f"/api/orders/{order['id']}",
            auth=None,
            headers={"Authorization": f"Bearer {secret}"},
        )
        self.assert_error(response, 404, "order_not_found")

    def test_list_pages_and_filters(self):
        placed = [self.place("cod")["id"] for _ in range(3)]
        placed.append(self.place("prepaid")["id"])
        seen, cursor = [], None
        while True:
            query = f"?limit=2&cursor={cursor}" if cursor else "?limit=2"
            page = self.call("GET", f"/api/orders{query}", auth="secret").json()
            seen += [order["id"] for order in page["items"]]
            cursor = page["nextCursor"]
            if not cursor:
                break
        self.assertEqual(sorted(seen), sorted(placed))
        page = self.call("GET", "/api/orders?paymentType=prepaid", auth="secret").json()
        self.assertEqual([order["id"] for order in page["items"]], placed[3:])

    def test_list_costs_the_same_however_many(self):
        def queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.call("GET", "/api/orders?limit=50", auth="secret")
            return self.env.cr.sql_log_count - before

        for _ in range(2):
            self.place("cod")
        queries()
        two = queries()
        for _ in range(4):
            self.place("cod")
        self.assertLessEqual(queries(), two + 2)

    def test_placing_takes_a_known_number_of_queries(self):
        """Of three lines, cash on delivery, confirmed: most of them are Odoo's own."""
        items = [self.item(self.make_product(f"Bowl {n}", 90.0, stock=50)) for n in range(3)]
        self.place("cod", items=items)
        counted = []
        for buyer in ("b1", "b2"):
            before = self.env.cr.sql_log_count
            self.place("cod", items=items, customer={"email": f"{buyer}@example.com"})
            counted.append(self.env.cr.sql_log_count - before)
        self.assertLess(max(counted), 110)

    def test_rpc_says_the_same(self):
        order = self.place("cod")
        answer = self.rpc("orders.get", {"orderId": order["id"]}, auth="secret")
        self.assertEqual(answer["result"], self.fetch(order["id"]))

    def test_cancel_gives_the_money_back(self):
        order = self.paid("prepaid")
        response = self.call(
            "POST",
            f"/api/orders/{order['id']}/cancel",
            {"reason": "Changed my mind"},
            auth="secret",
            headers={"Idempotency-Key": uuid.uuid4().hex},
        )
        self.assertEqual(response.status_code, 200, response.text)
        order = response.json()
        self.assertEqual(order["status"], "cancelled")
        refund = [row for row in order["transactions"] if row["operation"] == "refund"]
        self.assertEqual([(row["amount"], row["status"]) for row in refund], [(-1000.0, "pending")])

    def test_shipped_order_cannot_be_cancelled(self):
        order = self.paid("cod")
        self.ship(order)
        response = self.call(
            "POST",
            f"/api/orders/{order['id']}/cancel",
            {},
            auth="secret",
            headers={"Idempotency-Key": uuid.uuid4().hex},
        )
        self.assert_error(response, 409, "order_not_cancellable")
        self.assertEqual(self.fetch(order["id"])["status"], "shipped")
