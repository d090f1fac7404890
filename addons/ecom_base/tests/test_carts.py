import re
from datetime import timedelta
from decimal import Decimal

import simplejson

from odoo import fields
from odoo.tests import tagged

from .common import ApiCase
from .selling import HOME, SellingMixin


class CartCase(SellingMixin, ApiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gst = gst = cls.make_gst(18)
        cls.kurta = cls.make_product("Kurta", 499.0, taxes=gst)
        cls.lamp = cls.make_product("Lamp", 1299.0, stock=5, taxes=gst)

    def create_cart(self, *items, auth="store", **fields_):
        response = self.call("POST", "/api/carts", {"items": list(items), **fields_}, auth=auth)
        self.assertEqual(response.status_code, 201, response.text)
        return self.decode(response)

    def get_cart(self, token):
        response = self.call("GET", f"/api/carts/{token}")
        self.assertEqual(response.status_code, 200, response.text)
        return self.decode(response)

    def update_cart(self, token, body, *, auth="store"):
        return self.call("PUT", f"/api/carts/{token}", body, auth=auth)

    @staticmethod
    def decode(response):
        return simplejson.loads(response.content, use_decimal=True)

    def carts(self, store=None):
        domain = [("ecom_store_id", "=", (store or self.store).id), ("ecom_placed_at", "=", False)]
        return self.env["sale.order"].search(domain)

    def customer_token(self, external_id, **fields_):
        body = {"email": f"{external_id}@example.com", **fields_}
        path = f"/api/customers/{external_id}"
        self.assertIn(self.call("PUT", path, body, auth="secret").status_code, (200, 201))
        return self.call("POST", f"{path}/token", {}, auth="secret").json()["token"]


@tagged("post_install", "-at_install", "ecom")
class TestCarts(CartCase):
    def test_life_of_a_cart(self):
        cart = self.create_cart(self.item(self.kurta, 2), self.item(self.lamp, 1))
        self.assertEqual(
            {key: cart[key] for key in ("currency", "totalAmount", "itemCount", "messages")},
            {"currency": "INR", "totalAmount": Decimal("2297.00"), "itemCount": 3, "messages": []},
        )
        self.assertRegex(cart["cartToken"], r"^crt_[\w-]{32}$")
        self.assertEqual([line["name"] for line in cart["items"]], ["Kurta", "Lamp"])
        self.assertEqual(self.get_cart(cart["cartToken"]), cart)

        changed = self.decode(
            self.update_cart(cart["cartToken"], {"items": [self.item(self.lamp, 2)]})
        )
        self.assertEqual(changed["totalAmount"], Decimal("2598.00"))
        self.assertEqual(changed["items"][0]["id"], cart["items"][1]["id"], "the line stays")

        self.assertEqual(self.call("DELETE", f"/api/carts/{cart['cartToken']}").status_code, 204)
        for method in ("GET", "DELETE", "PUT"):
            body = {} if method == "PUT" else None
            response = self.call(method, f"/api/carts/{cart['cartToken']}", body)
            self.assert_error(response, 404, "cart_not_found")

    def test_money_is_exact_and_adds_up(self):
        excluded = self.make_gst(5, included=False)
        pen = self.make_product("Pen", 10.01, taxes=self.gst)
        saree = self.make_product("Saree", 333.33, taxes=excluded)
        free_of_tax = self.make_product("Book", 0.05)
        response = self.call(
            "POST",
            "/api/carts",
            {"items": [self.item(pen, 3), self.item(saree, 3), self.item(free_of_tax, 7)]},
        )
        cart = self.decode(response)
        # 30.03 holds 4.58 of tax; 999.99 has 50.00 on top; 0.35 has none
        items = [
            (line["unitPrice"], line["taxAmount"], line["totalAmount"]) for line in cart["items"]
        ]
        self.assertEqual(
            items,
            [
                (Decimal("10.01"), Decimal("4.58"), Decimal("30.03")),
                (Decimal("333.33"), Decimal("50.00"), Decimal("1049.99")),
                (Decimal("0.05"), Decimal("0.00"), Decimal("0.35")),
            ],
        )
        self.assertEqual(
            (cart["subtotal"], cart["taxAmount"], cart["totalAmount"]),
            (Decimal("1025.79"), Decimal("54.58"), Decimal("1080.37")),
        )
        self.assertIn(b'"totalAmount":1080.37', response.content)

    def test_same_over_json_rpc(self):
        cart = self.rpc("carts.create", {"items": [self.item(self.kurta)]})["result"]
        read = self.rpc("carts.get", {"cartToken": cart["cartToken"]})["result"]
        self.assertEqual(read, self.call("GET", f"/api/carts/{cart['cartToken']}").json())
        update = {"cartToken": cart["cartToken"], "items": []}
        self.assertEqual(self.rpc("carts.update", update)["result"]["items"], [])
        self.assertIsNone(self.rpc("carts.delete", {"cartToken": cart["cartToken"]})["result"])
        error = self.rpc("carts.get", {"cartToken": cart["cartToken"]})["error"]
        self.assertEqual(error["data"]["code"], "cart_not_found")

    def test_buyer_and_addresses(self):
        cart = self.create_cart(
            buyer={"name": "Asha Rao", "email": " Asha@Example.COM ", "phone": "98765 43210"},
            shippingAddress={**HOME, "state": None, "postalCode": "560 001"},
        )
        self.assertEqual(
            cart["buyer"],
            {"name": "Asha Rao", "email": "asha@example.com", "phone": "+919876543210"},
        )
        self.assertEqual(
            {name: value for name, value in cart["shippingAddress"].items() if value}, HOME
        )
        changed = self.decode(self.update_cart(cart["cartToken"], {"billingAddress": HOME}))
        self.assertEqual(changed["buyer"], cart["buyer"], "what is left out stays")
        self.assertEqual(changed["shippingAddress"], cart["shippingAddress"])
        self.assertEqual(self.carts().ecom_email, "asha@example.com")

    def test_version(self):
        cart = self.create_cart()
        path = cart["cartToken"]
        first = self.update_cart(path, {"version": 1, "items": [self.item(self.kurta)]})
        self.assertEqual(first.json()["version"], 2)
        stale = self.update_cart(path, {"version": 1, "items": [self.item(self.lamp)]})
        self.assertEqual(self.assert_error(stale, 409, "cart_changed"), {"version": 2})
        self.assertEqual(self.get_cart(path)["items"][0]["sku"], "KURTA")

    def test_placed_cart_is_closed(self):
        cart = self.create_cart(self.item(self.kurta))
        self.carts()._ecom_place()
        for method in ("GET", "PUT", "DELETE"):
            body = {} if method == "PUT" else None
            response = self.call(method, f"/api/carts/{cart['cartToken']}", body)
            self.assert_error(response, 409, "cart_completed")

    def test_other_stores_see_nothing(self):
        cart = self.create_cart(self.item(self.kurta))
        other = self.make_store("othershop")
        neighbour = self.make_store("neighbour", company_id=self.store.company_id.id)
        for store in (other, neighbour):
            key = {"X-Store-Key": self.make_keys(store)[0]}
            path = f"/api/carts/{cart['cartToken']}"
            for method, body in (("GET", None), ("PUT", {}), ("DELETE", None)):
                response = self.call(method, path, body, auth=None, headers=key)
                self.assert_error(response, 404, "cart_not_found")
            response = self.call(
                "POST", "/api/carts", {"items": [self.item(self.kurta)]}, auth=None, headers=key
            )
            self.assert_error(response, 422, "product_not_found")
            self.assertFalse(self.carts(store))
        self.assertEqual(self.get_cart(cart["cartToken"]), cart)

    def test_revoked_key(self):
        cart = self.create_cart()
        self.env["ecom.store.key"].search([("kind", "=", "publishable")]).action_revoke()
        response = self.call("GET", f"/api/carts/{cart['cartToken']}")
        self.assert_error(response, 401, "key_revoked")

    def test_query_counts(self):
        products = [self.make_product(f"Product {n}", 100.0 + n, stock=9) for n in range(8)]
        token = self.create_cart(*map(self.item, products[:2]))["cartToken"]
        env, store = self.services(), self.info()
        carts = env["ecom.carts"]
        for count in (2, 8):
            items = [self.item(product, 2) for product in products[:count]]
            self.assertEqual(self.update_cart(token, {"items": items}).status_code, 200)
            self.env.invalidate_all()
            with self.assertQueryCount(16):
                carts.get(store, token)


@tagged("post_install", "-at_install", "ecom")
class TestCartMessages(CartCase):
    def codes(self, token):
        return [message["code"] for message in self.get_cart(token)["messages"]]

    def expire_prices(self):
        self.carts().ecom_priced_at = fields.Datetime.now() - timedelta(minutes=6)

    def test_stock(self):
        cart = self.create_cart(self.item(self.lamp, 7), self.item(self.kurta, 900))
        (message,) = cart["messages"]
        self.assertEqual(
            (message["code"], message["available"], message["itemId"]),
            ("quantity_unavailable", 5, cart["items"][0]["id"]),
        )
        self.put_stock(self.lamp, -5)
        self.assertEqual(self.codes(cart["cartToken"]), ["out_of_stock"])
        self.lamp.ecom_allow_backorder = True
        self.assertEqual(self.codes(cart["cartToken"]), [])

    def test_price_changed(self):
        token = self.create_cart(self.item(self.kurta))["cartToken"]
        self.kurta.list_price = 549.0
        self.assertEqual(self.codes(token), [], "prices hold for five minutes")
        self.expire_prices()
        cart = self.get_cart(token)
        (message,) = cart["messages"]
        self.assertEqual(
            (message["code"], message["shownPrice"], message["currentPrice"]),
            ("price_changed", Decimal("499.00"), Decimal("549.00")),
        )
        self.assertEqual(cart["totalAmount"], Decimal("549.00"))
        self.assertEqual(self.codes(token), [], "told once")

    def test_price_not_set(self):
        token = self.create_cart(self.item(self.kurta))["cartToken"]
        self.kurta.list_price = 0.0
        self.expire_prices()
        self.assertEqual(self.codes(token), ["price_not_set"])
        response = self.update_cart(token, {"items": [self.item(self.kurta)]})
        details = self.assert_error(response, 409, "price_not_set")
        self.assertEqual(
            details,
            {
                "currency": "INR",
                "items": [{"productId": self.kurta.ecom_uid, "sku": "KURTA"}],
            },
        )

    def test_no_longer_sold(self):
        token = self.create_cart(self.item(self.kurta), self.item(self.lamp))["cartToken"]
        self.kurta.ecom_store_ids = False
        self.lamp.active = False
        self.assertEqual(self.codes(token), ["product_unavailable", "product_unavailable"])

    def test_shown_price(self):
        excluded = self.make_product("Saree", 1000.0, taxes=self.make_gst(5, included=False))
        for shown in (1000, Decimal("1050.00")):
            self.create_cart(self.item(excluded, unitPrice=shown))
        body = {"items": [self.item(self.kurta), self.item(excluded, unitPrice=999)]}
        details = self.assert_error(self.call("POST", "/api/carts", body), 409, "price_changed")
        self.assertEqual(
            details["items"],
            [
                {
                    "productId": excluded.ecom_uid,
                    "shownPrice": 999,
                    "currentPrice": 1000.00,
                    "currentPriceWithTax": 1050.00,
                }
            ],
        )
        self.assertEqual(len(self.carts()), 2, "nothing half-written")


@tagged("post_install", "-at_install", "ecom")
class TestCartsAndCustomers(CartCase):
    def test_cart_becomes_the_customers(self):
        before = self.create_cart(self.item(self.kurta, 2), self.item(self.lamp, 1))
        token = self.customer_token("user-1")
        mine = self.create_cart(self.item(self.lamp, 3), auth=token)
        guest = self.create_cart(self.item(self.kurta, 1))
        self.assertIsNone(guest.get("customerId"))

        merged = self.decode(self.update_cart(guest["cartToken"], {}, auth=token))
        self.assertEqual(merged["customerId"], mine["customerId"])
        self.assertEqual(
            [(line["sku"], line["quantity"]) for line in merged["items"]],
            [("KURTA", 1), ("LAMP", 3)],
            "what the visitor has put in counts, the rest is taken over",
        )
        self.assertEqual(merged["totalAmount"], Decimal("4396.00"))
        gone = self.call("GET", f"/api/carts/{mine['cartToken']}")
        self.assert_error(gone, 404, "cart_not_found")
        self.assertEqual(self.get_cart(before["cartToken"])["itemCount"], 3, "another visitor's")

    def test_merge_leaves_out_what_cannot_be_sold(self):
        token = self.customer_token("user-1")
        gone, unpriced = self.make_product("Gone", 5.0), self.make_product("Unpriced", 5.0)
        self.create_cart(self.item(gone), self.item(unpriced), self.item(self.lamp), auth=token)
        gone.ecom_store_ids, unpriced.list_price = False, 0.0
        cart = self.create_cart(self.item(self.kurta), auth=token)
        self.assertEqual([line["sku"] for line in cart["items"]], ["KURTA", "LAMP"])

    def test_cart_of_another_customer(self):
        one, two = self.customer_token("user-1"), self.customer_token("user-2")
        cart = self.create_cart(self.item(self.kurta), auth=one)
        response = self.update_cart(cart["cartToken"], {"items": []}, auth=two)
        self.assert_error(response, 404, "cart_not_found")
        self.assertEqual(self.get_cart(cart["cartToken"])["itemCount"], 1)

    def test_the_store_decides_the_terms(self):
        """The customer's own contact must bring neither its price list nor a salesperson."""
        token = self.customer_token("user-1")
        partner = self.env["ecom.customer"].search([("external_id", "=", "user-1")]).partner_id
        cheap = self.env["product.pricelist"].create(
            {
                "name": "Friends",
                "currency_id": self.env.ref("base.INR").id,
                "item_ids": [(0, 0, {"compute_price": "fixed", "fixed_price": 1.0})],
            }
        )
        partner.with_company(self.store.company_id).specific_property_product_pricelist = cheap
        guest = self.create_cart(self.item(self.kurta))
        cart = self.decode(self.update_cart(guest["cartToken"], {}, auth=token))
        self.assertEqual(cart["totalAmount"], Decimal("499.00"))
        order = self.carts().filtered("ecom_customer_id")
        self.assertFalse(order.user_id or order.team_id or order.pricelist_id)


@tagged("post_install", "-at_install", "ecom")
class TestCartsInTheBackOffice(CartCase):
    def test_carts_are_no_quotations(self):
        before = self.env["sale.order"].search_count([])
        self.create_cart(self.item(self.kurta))
        cart = self.carts()
        self.env.flush_all()
        self.assertEqual(self.env["sale.order"].search_count([]), before)
        self.assertFalse(self.env["sale.order"].search([("name", "=", "Cart")]))
        self.assertFalse(self.env["sale.report"].search([("partner_id", "=", cart.partner_id.id)]))
        cart._ecom_place()
        self.env.flush_all()
        self.assertEqual(self.env["sale.order"].search_count([]), before + 1)
        self.assertTrue(self.env["sale.report"].search([("partner_id", "=", cart.partner_id.id)]))

    def test_carts_use_no_order_numbers(self):
        numbers = []
        for _ in range(2):
            self.create_cart()
            self.create_cart(self.item(self.kurta))
            cart = self.carts()[:1]
            self.assertEqual(cart.name, "Cart")
            cart._ecom_place()
            numbers.append(int(re.sub(r"\D", "", cart.name)))
        self.assertEqual(numbers[1], numbers[0] + 1)

    def test_tokens_are_stored_as_hashes(self):
        token = self.create_cart()["cartToken"]
        self.env.cr.execute("SELECT row_to_json(o)::text FROM sale_order o")
        self.assertNotIn(token, "".join(row for (row,) in self.env.cr.fetchall()))

    def test_stale_carts_are_deleted(self):
        self.create_cart(self.item(self.kurta))
        stale = self.carts()
        placed = stale.copy({"ecom_placed_at": fields.Datetime.now()})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET write_date = write_date - interval '61 days' WHERE id IN %s",
            [(stale.id, placed.id)],
        )
        self.create_cart(self.item(self.kurta))
        self.env.invalidate_all()
        fresh = self.carts() - stale
        self.env["sale.order"]._gc_ecom_carts()
        self.assertEqual((stale | placed | fresh).exists(), placed | fresh)
