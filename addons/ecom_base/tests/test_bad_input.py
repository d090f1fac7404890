from odoo.tests import tagged

from .selling import HOME
from .test_carts import CartCase


@tagged("post_install", "-at_install", "ecom")
class TestBadCarts(CartCase):
    """Whatever comes in, the answer names what is wrong, and nothing of the request is left behind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        attribute = cls.env["product.attribute"].create(
            {"name": "Size", "value_ids": [(0, 0, {"name": name}) for name in "SML"]}
        )
        cls.shirts = cls.make_product("Shirt", 799.0).product_tmpl_id
        cls.shirts.attribute_line_ids = [
            (0, 0, {"attribute_id": attribute.id, "value_ids": [(6, 0, attribute.value_ids.ids)]})
        ]
        cls.rice = cls.make_product("Rice", 80.0, uom_id=cls.env.ref("uom.product_uom_kgm").id)

    def assert_refused(self, body, status, code, field=None):
        """Check both ways to write a cart, and that neither left anything."""
        token = self.create_cart(self.item(self.kurta))["cartToken"]
        before = self.get_cart(token)
        for method, path in (("POST", "/api/carts"), ("PUT", f"/api/carts/{token}")):
            details = self.assert_error(self.call(method, path, body), status, code)
            if field:
                self.assertEqual(list(details["fields"]), [field], body)
        self.assertEqual(self.get_cart(token), before)
        self.assertEqual(len(self.carts()), 1)
        self.carts().unlink()

    def test_quantities(self):
        for quantity in (0, -1, 10**9, 1e9, 0.5, 1.00001, 9999.5, -0.0):
            self.assert_refused(
                {"items": [self.item(self.kurta, quantity)]},
                422,
                "quantity_invalid",
                "items.0.quantity",
            )
        for quantity in ("2", None, True, [], {}, "NaN"):
            self.assert_refused(
                {"items": [self.item(self.kurta, quantity)]},
                422,
                "validation_failed",
                "items.0.quantity",
            )

    def test_quantities_hidden_in_a_sum(self):
        self.assert_refused(
            {"items": [self.item(self.kurta, 3), self.item(self.kurta, -1)]},
            422,
            "quantity_invalid",
            "items.1.quantity",
        )
        self.assert_refused(
            {"items": [self.item(self.kurta, 0.5), self.item(self.kurta, 0.5)]},
            422,
            "quantity_invalid",
            "items.0.quantity",
        )
        self.assert_refused(
            {"items": [self.item(self.kurta, 6000), self.item(self.kurta, 6000)]},
            422,
            "quantity_invalid",
            "items.0.quantity",
        )

    def test_measured_goods_may_be_fractions(self):
        cart = self.create_cart(self.item(self.rice, 2.5))
        self.assertEqual((cart["items"][0]["quantity"], cart["totalAmount"]), (2.5, 200))
        self.carts().unlink()
        self.assert_refused(
            {"items": [self.item(self.rice, 0.001)]}, 422, "quantity_invalid", "items.0.quantity"
        )

    def test_products(self):
        hidden = self.make_product("Hidden", 10.0, ecom_store_ids=False)
        archived = self.make_product("Archived", 10.0, active=False)
        unsold = self.make_product("Unsold", 10.0, sale_ok=False)
        for reference in (
            "var_0",
            str(self.kurta.id),
            self.shirts.ecom_uid,
            hidden.ecom_uid,
            archived.ecom_uid,
            unsold.ecom_uid,
            "'; DROP TABLE sale_order; --",
            "\u202evar_0",
        ):
            self.assert_refused(
                {"items": [self.item(self.kurta), {"productId": reference, "quantity": 1}]},
                422,
                "product_not_found",
                "items.1.productId",
            )
        for reference in ("", "x" * 65, 7, None, "var_\x00"):
            self.assert_refused(
                {"items": [{"productId": reference, "quantity": 1}]},
                422,
                "validation_failed",
                "items.0.productId",
            )

    def test_single_variant_by_its_product(self):
        cart = self.create_cart({"productId": self.kurta.product_tmpl_id.ecom_uid, "quantity": 1})
        self.assertEqual(cart["items"][0]["productId"], self.kurta.ecom_uid)

    def test_prices_are_not_the_clients(self):
        self.assert_refused(
            {"items": [self.item(self.kurta, price=1)]}, 422, "validation_failed", "items.0.price"
        )
        self.assert_refused({"items": [self.item(self.kurta, unitPrice=1)]}, 409, "price_changed")
        self.assert_refused(
            {"items": [self.item(self.kurta, unitPrice=498.999)]},
            422,
            "amount_precision",
            "items.0.unitPrice",
        )

    def test_too_many_items(self):
        self.assert_refused(
            {"items": [self.item(self.kurta)] * 101}, 422, "validation_failed", "items"
        )

    def test_currency(self):
        body = {"currency": "USD", "items": [self.item(self.kurta)]}
        details = self.assert_error(self.call("POST", "/api/carts", body), 422, "unknown_currency")
        self.assertEqual(list(details["fields"]), ["currency"])
        self.assertFalse(self.carts())

    def test_texts(self):
        for path, body in {
            "buyer.name": {"buyer": {"name": "Asha\x00"}},
            "buyer.email": {"buyer": {"email": "asha@"}},
            "buyer.phone": {"buyer": {"phone": "12345"}},
            "shippingAddress.name": {"shippingAddress": {**HOME, "name": "\u202eoaR ahsA"}},
            "shippingAddress.line1": {"shippingAddress": {**HOME, "line1": "12\x1b[31m"}},
            "shippingAddress.city": {"shippingAddress": {**HOME, "city": "  "}},
            "shippingAddress.postalCode": {"shippingAddress": {**HOME, "postalCode": "56001"}},
            "shippingAddress.state": {"shippingAddress": {**HOME, "state": "IN-XX"}},
            "shippingAddress.country": {"shippingAddress": {**HOME, "country": "ZZ"}},
            "billingAddress.gstin": {"billingAddress": {**HOME, "gstin": "29AAGCB7383J1Z5"}},
            "billingAddress.phone": {"billingAddress": {**HOME, "phone": "0"}},
            "cartToken": {"cartToken": "crt_x"},
            "id": {"id": 1},
        }.items():
            self.assert_refused(
                {"items": [self.item(self.kurta)], **body}, 422, "validation_failed", path
            )

    def test_state_that_the_pin_code_does_not_tell(self):
        border = {**HOME, "state": None, "postalCode": "605001"}
        self.assert_refused(
            {"shippingAddress": border}, 422, "validation_failed", "shippingAddress.state"
        )

    def test_right_to_left_names_are_kept(self):
        name = "محمد رضا"
        cart = self.create_cart(shippingAddress={**HOME, "name": name})
        self.assertEqual(cart["shippingAddress"]["name"], name)

    def test_tokens(self):
        for token in ("crt_nope", "x" * 64, "%00", "..", "%F0%9F%9B%92"):
            response = self.call("GET", f"/api/carts/{token}")
            self.assertIn(response.status_code, (404, 422), response.text)
            self.assertEqual(set(response.json()), {"error"})
        self.assert_error(self.call("GET", "/api/carts/" + "x" * 65), 422, "validation_failed")

    def test_bodies(self):
        for body, status, code in (
            (b"{", 400, "malformed_json"),
            (b'{"items": [{"quantity": NaN}]}', 400, "malformed_json"),
            (b"\xff", 400, "malformed_json"),
            (b"[]", 422, "validation_failed"),
            (b'{"items": "all"}', 422, "validation_failed"),
            (b'{"items": [' + b" " * 300_000 + b"]}", 413, "payload_too_large"),
        ):
            self.assert_refused(body, status, code)
