from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PaymentsCase


@tagged("post_install", "-at_install")
class TestLedger(PaymentsCase):
    """What was paid follows from the ledger, and the ledger only grows."""

    def test_nobody_types_a_status(self):
        record = self.record(self.place("cod"))
        for field, value in (
            ("ecom_payment_status", "fully_paid"),
            ("ecom_status", "delivered"),
            ("ecom_paid_amount", 1000.0),
            ("ecom_to_collect", 0.0),
        ):
            with self.assertRaises(UserError):
                record.write({field: value})
        with self.assertRaises(UserError):
            self.env["sale.order"].create(
                {"partner_id": record.partner_id.id, "ecom_payment_status": "fully_paid"}
            )

    def test_settled_rows_cannot_be_changed_or_deleted(self):
        record = self.record(self.paid("prepaid"))
        row = record.ecom_transaction_ids
        with self.assertRaises(UserError):
            row.amount = 1.0
        with self.assertRaises(UserError):
            row.unlink()

    def test_history_cannot_be_changed_or_deleted(self):
        event = self.record(self.place("cod")).ecom_payment_event_ids[:1]
        with self.assertRaises(UserError):
            event.write({"amount": 1.0})
        with self.assertRaises(UserError):
            event.unlink()

    def test_unpaid_order_cannot_be_confirmed_by_hand(self):
        record = self.record(self.place("partial_cod"))
        with self.assertRaises(UserError):
            record.action_confirm()
        self.assertEqual(record.state, "draft")

    def rows(self, record):
        return [(row.id, row.state, row.amount) for row in record.ecom_transaction_ids]

    def test_order_that_became_dearer_owes_the_rest(self):
        record = self.record(self.paid("prepaid"))
        rows = self.rows(record)
        record.order_line.product_uom_qty = 2
        self.assertEqual(
            (record.ecom_payment_status, record.ecom_balance), ("partially_paid", 1000.0)
        )
        self.assertIn("comes to ₹\xa02,000.00, not ₹\xa01,000.00", record.ecom_review_reason)
        self.assertEqual(self.rows(record), rows, "no money moves until a person decides")

    def test_order_that_became_cheaper_is_overpaid(self):
        record = self.record(self.paid("prepaid", quantity=2))
        rows = self.rows(record)
        record.order_line.product_uom_qty = 1
        self.assertEqual(record.ecom_overpaid_amount, 1000.0)
        self.assertEqual(record.ecom_payment_status, "fully_paid")
        self.assertIn("not ₹\xa02,000.00", record.ecom_review_reason)
        self.assertEqual(self.rows(record), rows)

    def test_partial_cod_order_that_was_edited_collects_what_was_agreed(self):
        record = self.record(self.paid("partial_cod"))
        rows = self.rows(record)
        record.order_line = [Command.create({"product_id": self.product.id, "price_unit": 250.0})]
        self.assertEqual((record.ecom_to_collect, record.ecom_balance), (800.0, 1050.0))
        self.assertIn("₹\xa0800.00 are asked for", record.ecom_review_reason)
        self.assertEqual(self.rows(record), rows)
        events = record.ecom_payment_event_ids.filtered(lambda row: row.kind == "quarantined")
        self.assertEqual(len(events), 1)
        record.action_ecom_reviewed()
        record.order_line[0].name = "Only another text"
        self.assertFalse(record.ecom_review_reason)

    def test_settings_do_not_touch_placed_orders(self):
        record = self.record(self.place("partial_cod"))
        self.store.upfront_percent = 50
        self.assertEqual((record.ecom_upfront_amount, record.ecom_cod_amount), (200.0, 800.0))

    def test_ledger_sums_to_the_order(self):
        record = self.record(self.paid("partial_cod"))
        rows = record.ecom_transaction_ids
        self.assertEqual(sum(rows.mapped("amount")), record.amount_total)
        self.assertEqual(
            sum(rows.filtered(lambda row: row.state == "done").mapped("amount")),
            record.ecom_paid_amount,
        )

    def test_upfront_share_lies_between(self):
        for percent in (0, 100, -1):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.store.upfront_percent = percent
                self.env.flush_all()
