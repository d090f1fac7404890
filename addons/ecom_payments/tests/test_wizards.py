from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import PaymentsCase


@tagged("post_install", "-at_install")
class TestWizards(PaymentsCase):
    """The dialogs of the order desk."""

    def test_collect_proposes_what_is_due(self):
        record = self.record(self.paid("partial_cod"))
        with Form(
            self.env["ecom.order.collect.wizard"].with_context(default_order_id=record.id)
        ) as form:
            self.assertEqual(form.amount, 800.0)
            form.amount = 300.0
            self.assertEqual(form.difference, -500.0)
            form.reference = "R-7"
        form.save().action_collect()
        self.assertEqual((record.ecom_paid_amount, record.ecom_to_collect), (500.0, 500.0))
        self.assertIn("R-7", record.ecom_transaction_ids.mapped("ecom_note"))

    def test_refund_proposes_what_came_online(self):
        order = self.paid("partial_cod")
        self.update(order["id"], "collected")
        record = self.record(order)
        wizard = self.env["ecom.order.refund.wizard"].with_context(default_order_id=record.id)
        with Form(wizard) as form:
            self.assertEqual((form.refundable_online, form.refundable_cash), (200.0, 800.0))
            self.assertEqual(form.amount, 200.0)
            form.amount = 350.0
            self.assertEqual(form.by_hand, 150.0)
            form.reason = "Late"
        form.save().action_refund()
        refunds = record.ecom_transaction_ids.filtered(lambda row: row.operation == "refund")
        self.assertEqual(sorted(refunds.mapped("amount")), [-200.0, -150.0])

    def test_too_much_is_refused_with_a_sentence(self):
        record = self.record(self.paid("prepaid"))
        wizard = self.env["ecom.order.refund.wizard"].create(
            {"order_id": record.id, "amount": 5000, "reason": "x"}
        )
        with self.assertRaisesRegex(UserError, "More than what was paid"):
            wizard.action_refund()
        self.assertEqual(len(record.ecom_transaction_ids), 1)

    def test_looked_at(self):
        order = self.place("cod")
        self.update(order["id"], "collected", amount=1100)
        record = self.record(order)
        record.action_ecom_reviewed()
        self.assertFalse(record.ecom_review_reason)
        self.assertIn("reviewed", record.ecom_payment_event_ids.mapped("kind"))

    def test_parcel_delivered_and_paid(self):
        order = self.paid("partial_cod")
        parcel = self.ship(order)
        parcel.action_ecom_collected()
        record = self.record(order)
        self.assertEqual(
            (record.ecom_status, record.ecom_payment_status), ("delivered", "fully_paid")
        )

    def test_parcel_that_has_not_left(self):
        parcel = self.record(self.place("cod")).picking_ids
        for action in ("action_ecom_delivered", "action_ecom_collected", "action_ecom_refused"):
            with self.assertRaises(UserError):
                getattr(parcel, action)()
