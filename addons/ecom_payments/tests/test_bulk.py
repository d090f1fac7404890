from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import PaymentsCase


@tagged("post_install", "-at_install")
class TestBulkActions(PaymentsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk = new_test_user(
            cls.env,
            "desk_of_bulk",
            groups="ecom_base.group_ecom_order_desk",
            company_id=cls.store.company_id.id,
            company_ids=[Command.set(cls.store.company_id.ids)],
        )

    def orders(self, *payment_types):
        orders = [self.place(payment_type) for payment_type in payment_types]
        for order in orders:
            if order["paymentType"] == "partial_cod":
                self.deliver(self.event(order))
        return orders, self.env["sale.order"].concat(*(self.record(order) for order in orders))

    def run_bulk(self, records, operation, reason=None):
        """Start as the desk would, work it off, and return the bulk action."""
        wizard = (
            self.env["ecom.order.bulk.wizard"]
            .with_user(self.desk)
            .with_context(active_model="sale.order", active_ids=records.ids)
            .create({"operation": operation, "reason": reason})
        )
        action = wizard.action_start()
        bulk = self.env["ecom.order.bulk"].browse(action["res_id"])
        self.assertEqual((bulk.state, bulk.progress), ("running", 0.0))
        self.run_lane("ecom.order.bulk.line")
        self.env.invalidate_all()
        return bulk

    def test_a_day_at_the_desk(self):
        answers, records = self.orders("cod", "partial_cod", "cod")
        records.picking_ids.action_assign()
        shipped = self.run_bulk(records, "ship")
        self.assertEqual((shipped.state, shipped.done, shipped.refused), ("finished", 3, 0))
        self.assertEqual(set(records.mapped("ecom_status")), {"shipped"})

        taken = self.run_bulk(records[:2], "deliver")
        self.assertEqual(taken.done, 2)
        self.assertIn("collected", taken.line_ids[0].result)
        self.assertEqual(records[:2].mapped("ecom_payment_status"), ["fully_paid"] * 2)
        self.assertEqual(self.fetch(answers[1]["id"])["paidAmount"], 1000)

        self.run_bulk(records[2], "bring_back", "Door locked")
        self.assertTrue(records[2].ecom_has_rto)
        self.assertFalse(records[2].ecom_to_collect)
        events = records[:2].ecom_payment_event_ids.filtered(
            lambda row: row.kind == "collection" and row.new_state == "done"
        )
        self.assertEqual(set(events.mapped("actor")), {self.desk.name})

    def test_each_order_says_why_it_was_left_alone(self):
        _answers, records = self.orders("cod", "partial_cod", "cod")
        records[2].picking_ids.action_assign()
        records[2].picking_ids.action_ecom_ship()
        wizard = self.env["ecom.order.bulk.wizard"].create(
            {"operation": "cancel", "order_ids": [Command.set(records.ids)]}
        )
        self.assertEqual((wizard.possible, wizard.selected), (2, 3))
        self.assertEqual(wizard.problems, "1 × It has left, or was cancelled already.")
        bulk = self.run_bulk(records, "cancel", "Flood in the warehouse")
        self.assertEqual((bulk.done, bulk.refused, bulk.progress), (2, 1, 100.0))
        self.assertEqual(records.mapped("state"), ["cancel", "cancel", "sale"])
        left = bulk.line_ids.filtered(lambda line: line.state == "refused")
        self.assertEqual(left.order_id, records[2])
        self.assertEqual(left.result, "It has left, or was cancelled already.")
        upfront = records[1].ecom_upfront_amount
        refund = records[1].ecom_transaction_ids.filtered(lambda row: row.operation == "refund")
        self.assertEqual(refund.amount, -upfront)
        again = self.run_bulk(records, "cancel")
        self.assertEqual((again.done, again.refused), (0, 3))
        self.assertEqual(len(records[1].ecom_transaction_ids.filtered(lambda r: r.amount < 0)), 1)

    def test_what_fails_half_way_changes_nothing(self):
        _answers, records = self.orders("cod")
        parcel = records.picking_ids
        parcel.action_assign()
        parcel.move_ids.quantity = 0.5  # a part was found
        bulk = self.run_bulk(records, "ship")
        self.assertEqual(bulk.refused, 1)
        self.assertNotEqual(parcel.state, "done")
        self.assertFalse(parcel.ecom_outcome)

    def test_runs_with_the_rights_of_who_started_it(self):
        _answers, records = self.orders("cod")
        analyst = new_test_user(self.env, "analyst_of_bulk", groups="ecom_base.group_ecom_analyst")
        with self.assertRaises(AccessError):
            self.env["ecom.order.bulk"].with_user(analyst)._start(records, "cancel")
        bulk = self.env["ecom.order.bulk"].with_user(self.desk)._start(records, "cancel")
        with self.assertRaises(AccessError):
            bulk.with_user(self.desk).write({"operation": "ship"})
        with self.assertRaises(AccessError):
            bulk.line_ids.with_user(self.desk).write({"order_id": records.id})
        self.desk.sudo().group_ids = self.env.ref("base.group_user")
        self.run_lane("ecom.order.bulk.line")
        self.env.invalidate_all()
        self.assertEqual(records.state, "sale")
        self.assertEqual(bulk.sudo().refused, 1)

    def test_query_count_does_not_grow_with_orders(self):
        _answers, records = self.orders(*["cod"] * 6)
        operations = self.env["ecom.order.operations"]

        def count(orders):
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            for order in orders:
                operations.refusal(order, "cancel")
            return self.env.cr.sql_log_count - before

        self.assertLessEqual(count(records), count(records[:2]))
