from collections import Counter

from odoo.tests import tagged

from . import order_probe  # noqa: F401  registers the operation under test
from .crowd import CrowdCase
from .selling import HOME


@tagged("post_install", "-at_install", "ecom")
class TestManyAtOnce(CrowdCase):
    """Buyers and carts that meet."""

    def buy(self, buyer, *quantities):
        items = [self.item(p, q) for p, q in zip(self.goods, quantities, strict=False) if q]
        return (
            "POST",
            "/api/probe/orders",
            {
                "items": items,
                "customer": {"email": f"buyer{buyer}@example.com"},
                "shippingAddress": HOME,
            },
        )

    def test_exactly_the_stock_is_sold(self):
        """16 buyers want one of each of three products, there are 10: in whatever order they come."""
        orders = [self.buy(buyer, 1, 1, 1) for buyer in range(16)]
        for order in orders[::2]:
            order[2]["items"].reverse()
        answers = self.at_once(*orders)
        codes = Counter(answer.status_code for answer in answers)
        self.assertEqual(codes, {201: 10, 409: 6}, [a.text for a in answers if a.status_code > 409])
        self.assertEqual(
            {a.json()["error"]["code"] for a in answers if a.status_code == 409}, {"out_of_stock"}
        )
        env = self.fresh()
        orders = env["sale.order"].search([("ecom_store_id", "=", self.shop.id)])
        self.assertEqual((len(orders), set(orders.mapped("state"))), (10, {"sale"}))
        lines = orders.order_line
        self.assertEqual(sum(lines.mapped("product_uom_qty")), 30)
        free = env["ecom.stock"].free_quantities(self.shop.warehouse_id.id, self.goods.ids)
        self.assertEqual(set(free.values()), {0.0})
        env["ecom.stock.reservation"]._reserve(orders.picking_ids)
        self.assertEqual(set(orders.picking_ids.mapped("state")), {"assigned"})
        env.cr.rollback()

    def test_one_customer_however_often_they_arrive(self):
        body = {"email": "asha@example.com", "addresses": [HOME]}
        answers = self.at_once(*[("PUT", "/api/customers/user-1", body)] * self.writers)
        self.assertEqual(
            Counter(answer.status_code for answer in answers), {201: 1, 200: self.writers - 1}
        )
        self.assertEqual(len({answer.json()["id"] for answer in answers}), 1)
        customer = self.fresh()["ecom.customer"].search([("store_id", "=", self.shop.id)])
        self.assertEqual(len(customer), 1)
        self.assertEqual(len(customer.partner_id.child_ids), 1, "one address")

    def test_first_orders_of_a_guest_at_once_are_one_customer(self):
        answers = self.at_once(*[self.buy("-in-haste", 1) for _ in range(self.writers)])
        self.assertEqual({answer.status_code for answer in answers}, {201})
        customer = self.fresh()["ecom.customer"].search([("store_id", "=", self.shop.id)])
        self.assertEqual((len(customer), customer.order_count), (1, self.writers))

    def test_updates_of_one_cart_follow_each_other(self):
        (answer,) = self.at_once(("POST", "/api/carts", {}))
        path = f"/api/carts/{answer.json()['cartToken']}"
        updates = [
            ("PUT", path, {"items": [self.item(self.goods[n % 3], n + 1)]})
            for n in range(self.writers)
        ]
        answers = self.at_once(*updates)
        self.assertEqual({answer.status_code for answer in answers}, {200})
        versions = sorted(answer.json()["version"] for answer in answers)
        self.assertEqual(versions, list(range(2, self.writers + 2)))
        last = max(answers, key=lambda answer: answer.json()["version"]).json()
        (now,) = self.at_once(("GET", path, None))
        self.assertEqual(now.json()["items"], last["items"])

    def test_of_updates_that_name_the_version_one_wins(self):
        (answer,) = self.at_once(("POST", "/api/carts", {}))
        path = f"/api/carts/{answer.json()['cartToken']}"
        updates = [
            ("PUT", path, {"version": 1, "items": [self.item(self.goods[0], n + 1)]})
            for n in range(self.writers)
        ]
        codes = Counter(answer.status_code for answer in self.at_once(*updates))
        self.assertEqual(codes, {200: 1, 409: self.writers - 1})

    def place_orders(self, count):
        answers = self.at_once(*[self.buy(buyer, 1) for buyer in range(count)])
        self.assertEqual({answer.status_code for answer in answers}, {201})
        env = self.fresh()
        return env["sale.order"].search([("ecom_store_id", "=", self.shop.id)]).picking_ids

    def run_reservation(self):
        """Run the lane; return how many queries it took."""
        env = self.fresh()
        before = env.cr.sql_log_count
        env["ecom.stock.reservation"]._run_lane(0, 1)
        return env.cr.sql_log_count - before

    def test_a_rush_is_reserved_together(self):
        self.place_orders(1)
        one = self.run_reservation()
        pickings = self.place_orders(9)
        nine = self.run_reservation()
        self.assertEqual(set(pickings.mapped("state")), {"assigned"})
        self.assertFalse(any(pickings.mapped("ecom_reservation_due")))
        self.assertLess(nine, 3 * one, "queries")

    def test_a_delivery_that_cannot_be_reserved_stops_no_other(self):
        odd, *rest = self.place_orders(4)
        original = type(odd.move_ids)._trigger_scheduler

        def refuse(moves):
            if odd in moves.picking_id:
                raise ValueError("An addon of the merchant refuses.")
            return original(moves)

        self.patch(type(odd.move_ids), "_trigger_scheduler", refuse)
        with self.assertLogs("odoo.addons.ecom_base.services.ecom_stock_reservation", "ERROR"):
            self.run_reservation()
        self.assertTrue(odd.ecom_reservation_due)
        self.assertEqual({picking.state for picking in rest}, {"assigned"})
