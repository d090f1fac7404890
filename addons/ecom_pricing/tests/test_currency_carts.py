from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from odoo.addons.ecom_base.tests.selling import HOME

from .storefront import HOSTILE, JAPAN, PRICES, PricedCase


@tagged("post_install", "-at_install", "ecom")
class TestCurrencyCarts(PricedCase):
    """A cart in any currency the store sells in, and in no other."""

    def assert_unchanged(self, cart, body, status, code):
        """Check that an update is refused with nothing done; return the error's details."""
        response = self.update_cart(cart["cartToken"], body)
        details = self.assert_error(response, status, code)
        self.assertEqual(self.get_cart(cart["cartToken"]), cart)
        return details

    def test_one_cart_through_five_currencies(self):
        cart = self.create_cart(self.item(self.kurta, 2))
        with self.no_conversion():
            for code, amount in PRICES.items():
                cart = self.decode(self.update_cart(cart["cartToken"], {"currency": code.lower()}))
                price = Decimal(str(amount))
                self.assertEqual(cart["currency"], code)
                self.assertEqual(cart["totalAmount"], 2 * price)
                self.assertEqual(cart["items"][0]["unitPrice"], price)
                self.assertEqual(cart["messages"], [])
        self.assertEqual(cart["version"], 6)

    def test_switch_is_all_or_nothing(self):
        vase = self.make_product("Vase", 99.0)
        self.set_price(vase, "USD", 5)
        three = [self.item(self.kurta), self.item(self.lamp), self.item(vase)]
        cart = self.cart_in("USD", *three)
        details = self.assert_unchanged(cart, {"currency": "JPY"}, 409, "price_not_set")
        self.assertEqual(
            [item["productId"] for item in details["items"]],
            [self.lamp.ecom_uid, vase.ecom_uid],
        )
        self.assertEqual(details["currency"], "JPY")
        with_buyer = {"currency": "JPY", "buyer": {"name": "Asha", "email": "a@example.com"}}
        self.assert_unchanged(cart, with_buyer, 409, "price_not_set")
        self.assert_unchanged(cart, {"currency": "JPY", "items": three}, 409, "price_not_set")
        rpc = self.rpc("carts.update", {"cartToken": cart["cartToken"], "currency": "JPY"})
        self.assertEqual(rpc["error"]["data"]["code"], "price_not_set")
        self.assertEqual(self.get_cart(cart["cartToken"]), cart)
        self.set_price(self.lamp, "JPY", 3000)
        self.set_price(vase, "JPY", 700)
        cart = self.decode(self.update_cart(cart["cartToken"], {"currency": "JPY"}))
        self.assertEqual((cart["currency"], cart["totalAmount"], cart["version"]), ("JPY", 4900, 2))

    def test_items_may_change_with_the_currency(self):
        cart = self.cart_in("USD", self.item(self.lamp))
        body = {"currency": "JPY", "items": [self.item(self.kurta, 3)]}
        cart = self.decode(self.update_cart(cart["cartToken"], body))
        self.assertEqual((cart["currency"], cart["totalAmount"]), ("JPY", 3600))
        body = {"currency": "JPY", "version": cart["version"]}
        again = self.decode(self.update_cart(cart["cartToken"], body))
        self.assertEqual((again["totalAmount"], again["version"]), (3600, cart["version"] + 1))

    def test_amounts_of_the_other_currency_go(self):
        cart = self.create_cart(self.item(self.kurta))
        discount = self.env["product.product"].create({"name": "Coupon", "type": "service"})
        order = self.carts()
        order.company_id.sale_discount_product_id = discount
        order.order_line = [
            Command.create({"product_id": discount.id, "price_unit": -100, "product_uom_qty": 1})
        ]
        self.assertEqual(self.get_cart(cart["cartToken"])["discountAmount"], 100)
        cart = self.decode(self.update_cart(cart["cartToken"], {"currency": "JPY"}))
        self.assertEqual((cart["discountAmount"], cart["totalAmount"]), (0, 1200))

    def test_currencies_that_are_not_sold(self):
        cart = self.create_cart(self.item(self.kurta))
        for code in ("VND", "xxx", "XTS"):
            details = self.assert_unchanged(cart, {"currency": code}, 422, "unknown_currency")
            self.assertEqual(list(details["fields"]), ["currency"])
            self.assert_error(
                self.call("POST", "/api/carts", {"currency": code}), 422, "unknown_currency"
            )
        for value in HOSTILE:
            details = self.assert_unchanged(cart, {"currency": value}, 422, "validation_failed")
            self.assertEqual(list(details["fields"]), ["currency"])
            self.assert_error(
                self.call("POST", "/api/carts", {"currency": value}), 422, "validation_failed"
            )
        self.row("JPY").enabled = False
        details = self.assert_unchanged(cart, {"currency": "jpy"}, 409, "currency_disabled")
        self.assertEqual(details, {"currency": "JPY"})
        self.assertEqual(len(self.carts()), 1)

    def test_unpriced_products_are_not_put_in(self):
        """Acceptance case 3: nothing falls back to the sales price."""
        bare = self.make_product("Bare", 4999.0)
        body = {"items": [self.item(bare)], "currency": "JPY"}
        self.assert_error(self.call("POST", "/api/carts", body), 409, "price_not_set")
        cart = self.cart_in("JPY")
        items = [self.item(self.kurta), self.item(bare)]
        self.assert_unchanged(cart, {"items": items}, 409, "price_not_set")

    def test_currency_switched_off_meanwhile(self):
        cart = self.cart_in("JPY")
        self.row("JPY").enabled = False
        token = cart["cartToken"]
        self.assertEqual(self.get_cart(token), cart)
        self.assert_unchanged(cart, {"items": [self.item(self.kurta, 5)]}, 409, "currency_disabled")
        cart = self.decode(self.update_cart(token, {"currency": "INR"}))
        self.assertEqual((cart["currency"], cart["totalAmount"]), ("INR", 998))

    def test_currencies_of_some_countries(self):
        self.row("JPY").country_ids = self.env.ref("base.jp")
        self.row("EUR").region_ids = self.make_region("EU", "de", "fr")
        cart = self.cart_in("JPY")  # from where is not known yet
        details = self.assert_unchanged(
            cart, {"shippingAddress": HOME}, 409, "currency_not_allowed_in_country"
        )
        self.assertEqual(details, {"currency": "JPY", "country": "IN"})
        cart = self.decode(self.update_cart(cart["cartToken"], {"shippingAddress": JAPAN}))
        self.assertEqual(cart["shippingAddress"]["country"], "JP")
        details = self.assert_unchanged(
            cart, {"currency": "EUR"}, 409, "currency_not_allowed_in_country"
        )
        body = {"currency": "EUR", "shippingAddress": HOME}
        response = self.call("POST", "/api/carts", body)
        self.assert_error(response, 409, "currency_not_allowed_in_country")

    def test_cart_has_the_prices_of_where_it_goes(self):
        region = self.make_region("JP", "jp")
        self.set_price(self.kurta, "JPY", 1500, region_id=region.id)
        cart = self.cart_in("JPY")
        self.assertEqual(cart["totalAmount"], 2400)
        cart = self.decode(self.update_cart(cart["cartToken"], {"shippingAddress": JAPAN}))
        self.assertEqual(cart["totalAmount"], 3000)
        self.assertEqual(self.get_cart(cart["cartToken"])["messages"], [])
        cart = self.decode(self.update_cart(cart["cartToken"], {"shippingAddress": HOME}))
        self.assertEqual(cart["totalAmount"], 2400)

    def test_chosen_currency_is_remembered(self):
        token = self.customer_token("asha")
        customer = self.env["ecom.customer"].search([("external_id", "=", "asha")])
        self.assertEqual(self.create_cart(auth=token)["currency"], "INR")
        self.assertFalse(customer.currency_id)
        cart = self.create_cart(self.item(self.kurta), auth=token)
        response = self.update_cart(cart["cartToken"], {"currency": "kwd"}, auth=token)
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(customer.currency_id.name, "KWD")
        self.assertEqual(self.create_cart(auth=token)["currency"], "KWD")
        self.assertEqual(self.create_cart()["currency"], "INR")
        self.row("KWD").country_ids = self.env.ref("base.kw")
        self.assertEqual(self.create_cart(auth=token, shippingAddress=HOME)["currency"], "INR")
        self.row("KWD").enabled = False
        self.assertEqual(self.create_cart(auth=token)["currency"], "INR")
        self.assertEqual(customer.currency_id.name, "KWD")

    def test_cart_from_before_the_store_had_prices(self):
        native = self.env["product.pricelist"].create(
            {"name": "Native", "company_id": self.store.company_id.id}
        )
        cart = self.create_cart(self.item(self.lamp))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET pricelist_id = %s, ecom_priced_at = NULL WHERE id = %s",
            (native.id, self.carts().id),
        )
        self.env.invalidate_all()
        self.set_price(self.lamp, "INR", 1500, min_qty=1)
        self.assertEqual(self.get_cart(cart["cartToken"])["totalAmount"], 1500)
        self.assertTrue(self.carts().ecom_strict)
