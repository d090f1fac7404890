from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..api.errors import Conflict
from . import order_probe  # noqa: F401  registers the operation under test
from .common import ApiCase, EcomCase
from .selling import HOME, SellingMixin


@tagged("post_install", "-at_install", "ecom")
class TestStockHolds(SellingMixin, EcomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp = cls.make_product("Lamp", 999.0, stock=5)
        cls.stock = cls.services()["ecom.stock"]

    def setUp(self):
        super().setUp()
        # Holds are written by transactions of their own; here they are savepoints of the test's
        self.registry_enter_test_mode()

    def free(self, product=None, **options):
        product = product or self.lamp
        warehouse = self.store.warehouse_id.id
        return self.stock.free_quantities(warehouse, [product.id], **options)[product.id]

    def holds(self):
        self.env.invalidate_all()
        return self.env["ecom.stock.hold"].search(
            [("warehouse_id", "=", self.store.warehouse_id.id)]
        )

    def test_hold_takes_from_what_is_free(self):
        one, two = (self.build(self.wanted(self.lamp, quantity)) for quantity in (3, 3))
        self.stock.hold(one)
        self.assertEqual(self.free(), 2)
        self.assertEqual(self.free(except_order_uid=one.ecom_uid), 5)
        with self.assertRaises(Conflict) as caught:
            self.stock.hold(two)
        self.assertEqual(caught.exception.code, "out_of_stock")
        self.assertEqual(
            caught.exception.details["items"],
            [
                {
                    "productId": self.lamp.ecom_uid,
                    "sku": "LAMP",
                    "name": "Lamp",
                    "requested": 3,
                    "available": 2,
                }
            ],
        )
        self.assertEqual(self.holds().mapped("order_uid"), [one.ecom_uid])

    def test_hold_again_replaces_the_first(self):
        order = self.build(self.wanted(self.lamp, 5))
        self.stock.hold(order)
        self.stock.hold(order)
        self.assertEqual(self.free(), 0)
        self.assertEqual(len(self.holds()), 1)

    def test_hold_expires(self):
        one, two = (self.build(self.wanted(self.lamp, 5)) for _ in range(2))
        self.stock.hold(one, minutes=30)
        self.holds()._write({"expires_at": fields.Datetime.now() - timedelta(seconds=1)})
        self.assertEqual(self.free(), 5)
        self.stock.hold(two)
        self.assertEqual(self.holds().mapped("order_uid"), [two.ecom_uid], "swept away on the way")

    def test_from_confirmation_on_the_delivery_counts(self):
        order = self.build(self.wanted(self.lamp, 2))
        self.stock.hold(order)
        order._ecom_confirm()
        self.assertEqual(self.free(), 3, "counted once")
        self.assertTrue(order.picking_ids.ecom_reservation_due)
        self.assertEqual(order.picking_ids.move_ids.quantity, 0)
        self.env["ecom.stock.reservation"]._reserve(order.picking_ids)
        self.assertEqual(order.picking_ids.state, "assigned")
        self.assertEqual(order.picking_ids.move_ids.quantity, 2)
        self.assertEqual(self.free(), 3)
        order.picking_ids.move_ids.picked = True
        order.picking_ids._action_done()
        self.assertEqual(self.free(), 3)

    def test_cancelled_orders_hold_nothing(self):
        order = self.build(self.wanted(self.lamp, 2))
        self.stock.hold(order, minutes=30)
        order._action_cancel()
        self.assertEqual(self.free(), 5)
        sold = self.build(self.wanted(self.lamp, 5))
        self.stock.hold(sold)
        sold._ecom_confirm()
        self.assertEqual(self.free(), 0)
        sold._action_cancel()
        self.assertEqual(self.free(), 5)

    def test_what_needs_no_stock(self):
        gift = self.make_product("Wrapping", 50.0)
        tailored = self.make_product("Tailored", 5000.0, stock=0, ecom_allow_backorder=True)
        order = self.build(self.wanted(gift, 100), self.wanted(tailored, 3))
        self.stock.hold(order)
        self.assertFalse(self.holds())

    def test_other_places(self):
        """Neither another warehouse, nor what has left, nor what is on its way in can be promised."""
        other = self.env["stock.warehouse"].create(
            {"name": "Depot", "code": "DEP", "company_id": self.store.company_id.id}
        )
        quants = self.env["stock.quant"]
        quants._update_available_quantity(self.lamp, other.lot_stock_id, 100)
        supplier = self.env.ref("stock.stock_location_suppliers")
        stock = self.store.warehouse_id.lot_stock_id
        self.env["stock.move"].create(
            {
                "product_id": self.lamp.id,
                "product_uom_qty": 50,
                "location_id": supplier.id,
                "location_dest_id": stock.id,
                "company_id": self.store.company_id.id,
            }
        )._action_confirm()
        self.assertEqual(self.free(), 5)
        self.env["stock.move"].create(
            {
                "product_id": self.lamp.id,
                "product_uom_qty": 4,
                "location_id": stock.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "company_id": self.store.company_id.id,
            }
        )._action_confirm()
        self.assertEqual(self.free(), 1, "sold over another channel")

    def test_delivery_in_steps(self):
        self.store.warehouse_id.delivery_steps = "pick_pack_ship"
        order = self.build(self.wanted(self.lamp, 2))
        self.stock.hold(order)
        order._ecom_confirm()
        self.assertEqual(self.free(), 3)
        for _ in range(3):
            picking = order.picking_ids.filtered(lambda p: p.state not in ("done", "waiting"))
            self.env["ecom.stock.reservation"]._reserve(picking[:1])
            picking[:1].move_ids.picked = True
            picking[:1]._action_done()
            self.assertEqual(self.free(), 3)

    def test_what_is_there_is_one_query(self):
        products = [self.make_product(f"P{n}", 1.0, stock=n) for n in range(1, 20)]
        self.env.flush_all()
        ids = [product.id for product in products]
        with self.assertQueryCount(1):
            free = self.stock.free_quantities(self.store.warehouse_id.id, ids)
        self.assertEqual(free, {product.id: n for n, product in enumerate(products, 1)})

    def test_expired_holds_are_swept(self):
        self.stock.hold(self.build(self.wanted(self.lamp, 1)))
        self.holds()._write({"expires_at": fields.Datetime.now() - timedelta(seconds=1)})
        self.env["ecom.stock"]._gc_holds()
        self.assertFalse(self.holds())


@tagged("post_install", "-at_install", "ecom")
class TestStockOverHttp(SellingMixin, ApiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.registry.clear_cache("routing")
        cls.addClassCleanup(cls.env.registry.clear_cache, "routing")
        cls.lamp = cls.make_product("Lamp", 999.0, stock=5)

    def body(self, *items):
        return {
            "items": list(items),
            "customer": {"email": "asha@example.com"},
            "shippingAddress": HOME,
        }

    def placed(self):
        return self.env["sale.order"].search([("ecom_store_id", "=", self.store.id)])

    def test_out_of_stock_leaves_nothing(self):
        partners = self.env["res.partner"].search_count([])
        response = self.call(
            "POST", "/api/probe/orders", self.body(self.item(self.lamp, 6)), auth="secret"
        )
        details = self.assert_error(response, 409, "out_of_stock")
        self.assertEqual(
            (details["items"][0]["requested"], details["items"][0]["available"]), (6, 5)
        )
        self.assertFalse(self.placed())
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_stock_sold_to_the_last_piece(self):
        for expected in (201, 201, 409):
            response = self.call(
                "POST", "/api/probe/orders", self.body(self.item(self.lamp, 2)), auth="secret"
            )
            self.assertEqual(response.status_code, expected, response.text)
        self.assertEqual(len(self.placed()), 2)

    def test_failed_call_lets_go_of_its_hold(self):
        """In a batch only the call is rolled back, not the transaction."""
        self.patch(type(self.env["sale.order"]), "_ecom_confirm", _refuse)
        calls = [
            {
                "jsonrpc": "2.0",
                "id": n,
                "method": "probe.place",
                "params": self.body(self.item(self.lamp, 5)),
            }
            for n in range(2)
        ]
        answers = self.call("POST", "/api/jsonrpc", calls, auth="secret").json()
        self.assertEqual([answer["error"]["data"]["code"] for answer in answers], ["no", "no"])
        self.env.invalidate_all()
        self.assertFalse(self.env["ecom.stock.hold"].search([("product_id", "=", self.lamp.id)]))


def _refuse(orders):
    raise Conflict("No.", code="no")
