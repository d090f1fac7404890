from odoo import fields
from odoo.tests import tagged

from ..schemas.customer import CustomerUpsert
from .common import EcomCase


@tagged("post_install", "-at_install")
class TestFacts(EcomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create(
            {"name": "Kurta", "list_price": 100.0, "default_code": "K1", "type": "consu"}
        )
        cls.customer = cls.env["ecom.customer"].create(
            {
                "store_id": cls.store.id,
                "partner_id": cls.env["res.partner"].create({"name": "Asha"}).id,
                "external_id": "u1",
                "email": "asha@example.com",
            }
        )
        cls.env.cr.flush()

    def order(self, **values):
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.partner_id.id,
                "ecom_store_id": self.store.id,
                "ecom_customer_id": self.customer.id,
                "order_line": [
                    (0, 0, {"product_id": self.product.id, "product_uom_qty": 2, "tax_ids": False})
                ],
                **values,
            }
        )

    def events(self, *names):
        self.env.cr.flush()
        return self.env["ecom.event"].search(
            [("store_id", "=", self.store.id), ("name", "in", names)], order="id"
        )

    def test_customer_is_told_without_personal_data(self):
        event = self.events("customer.created")

        self.assertEqual(event.customer_id, self.customer)
        self.assertEqual(
            event.payload,
            {"customerId": self.customer.ecom_uid, "externalId": "u1", "isGuest": False},
        )

    def test_guest_who_opens_an_account_is_told(self):
        guest = self.env["ecom.customer"].create(
            {
                "store_id": self.store.id,
                "partner_id": self.env["res.partner"].create({"name": "Ravi"}).id,
                "email": "ravi@example.com",
            }
        )
        uid = guest.ecom_uid

        customer, _created = self.env["ecom.customers"].upsert(
            self.store._to_info(),
            "u2",
            CustomerUpsert(external_id="u2", email="ravi@example.com", name="Ravi"),
        )

        event = self.events("customer.merged")
        self.assertEqual(event.customer_id, customer)
        self.assertEqual(event.payload, {"customerId": customer.ecom_uid, "mergedIds": [uid]})

    def test_order_is_told_from_placing_to_cancelling(self):
        order = self.order()
        self.assertFalse(self.events("order.placed", "order.confirmed", "order.cancelled"))

        order._ecom_place()
        placed = self.events("order.placed")
        self.assertEqual(placed.payload["orderId"], order.ecom_uid)
        self.assertEqual(
            (placed.payload["totalAmount"], placed.payload["currency"]),
            (200, order.currency_id.name),
        )
        self.assertEqual(
            placed.payload["items"],
            [{"productId": self.product.ecom_uid, "sku": "K1", "quantity": 2, "unitPrice": 100}],
        )
        self.assertEqual(placed.occurred_at, order.ecom_placed_at)
        self.assertNotIn("asha", placed.payload_text.lower())

        order._ecom_confirm()
        self.assertTrue(self.events("order.confirmed"))
        order._action_cancel()
        self.assertTrue(self.events("order.cancelled"))
        self.assertEqual(len(self.events("order.placed", "order.confirmed", "order.cancelled")), 3)

    def test_order_confirmed_at_once_is_told_as_placed_first(self):
        self.order()._ecom_confirm()

        self.assertEqual(
            self.events("order.placed", "order.confirmed").mapped("name"),
            ["order.placed", "order.confirmed"],
        )

    def test_abandoned_cart_and_ordinary_quotation_tell_nothing(self):
        self.order()._action_cancel()
        self.order(ecom_store_id=False).action_confirm()

        self.assertFalse(self.events("order.placed", "order.confirmed", "order.cancelled"))

    def test_fact_dies_with_its_savepoint(self):
        order = self.order()
        savepoint = self.env.cr.savepoint()
        order._ecom_place()
        savepoint.close(rollback=True)

        self.assertFalse(self.events("order.placed"))

    def test_history_can_be_imported_in_silence(self):
        self.order(ecom_placed_at=fields.Datetime.now())
        self.assertEqual(len(self.events("order.placed")), 1)
        silent = self.order().with_context(ecom_no_facts=True)
        silent._ecom_place()

        self.assertEqual(len(self.events("order.placed")), 1)

    def test_many_orders_cost_no_more_statements(self):
        orders = self.env["sale.order"].union(*(self.order() for _ in range(2)))
        more = self.env["sale.order"].union(*(self.order() for _ in range(12)))
        self.env.cr.flush()

        counts = []
        for batch in (orders, more):
            self.env.invalidate_all()
            self.env["ecom.facts"].note("order.placed", batch)
            before = self.env.cr.sql_log_count
            self.env.cr.flush()
            counts.append(self.env.cr.sql_log_count - before)

        self.assertLessEqual(counts[1], counts[0])
        self.assertEqual(len(self.events("order.placed")), 14)
