from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .books import BooksCase


@tagged("post_install", "-at_install")
class TestUnwinding(BooksCase):
    """Orders that end otherwise than they were meant to: in the ledger, in stock and in the books."""

    def come_back(self, order):
        parcel = self.ship(order)
        parcel.action_ecom_refused()
        self.bring_back(parcel)
        return parcel

    def unwind(self):
        self.env.flush_all()
        self.run_lane("ecom.order.unwinding")
        self.env.invalidate_all()

    def refund_arrives(self, record):
        """The gateway confirms the refunds that were asked for."""
        refunds = record.ecom_transaction_ids.filtered(
            lambda row: row.operation == "refund" and row.state == "pending"
        )
        for refund in refunds:
            refund.provider_reference = f"rfd_{refund.id}"
            refund._set_done()
        self.post_process()
        return refunds

    def refused(self, *, invoiced=True, **settings):
        self.store.write(settings)
        stock = self.product.qty_available
        order = self.paid("partial_cod")
        record = self.record(order)
        if invoiced:
            self.invoice(record)
        self.post_process()
        parcel = self.come_back(order)
        self.assertFalse(record.invoice_ids.filtered(lambda m: m.move_type == "out_refund"))
        self.unwind()
        self.assertEqual(self.product.qty_available, stock, "back once")
        self.assertEqual((parcel.ecom_outcome, record.ecom_has_rto), ("rto_received", True))
        self.assertEqual(record.ecom_to_collect, 0.0)
        return record

    def test_refused_and_given_back(self):
        """Acceptance case 13, with the upfront refunded."""
        record = self.refused(rto_policy="refund")
        note = record.invoice_ids.filtered(lambda move: move.move_type == "out_refund")
        self.assertEqual((note.amount_total, note.state), (1000.0, "posted"))
        refunds = self.refund_arrives(record)
        self.assertEqual(refunds.mapped("amount"), [-200.0])
        self.assertEqual((self.receivable(record), self.unsettled(record)), (0.0, 0.0))
        self.assertEqual(record.ecom_status, "returned")
        self.assertEqual(
            self.env["ecom.order.unwinding"].search_count([("order_id", "=", record.id)]), 1
        )

    def test_refused_and_a_charge_is_kept(self):
        record = self.refused(rto_policy="withhold", rto_charge="fixed", rto_charge_amount=60)
        charge = record.ecom_entry_ids
        self.assertEqual((charge.move_type, charge.amount_total), ("out_invoice", 60.0))
        self.assertEqual(self.refund_arrives(record).mapped("amount"), [-140.0])
        self.assertEqual((charge.payment_state, self.unsettled(record)), ("paid", 0.0))

    def test_charge_with_tax_and_never_more_than_paid(self):
        product = self.env["product.product"].create(
            {
                "name": "Return freight",
                "type": "service",
                "taxes_id": [Command.set(self.make_gst(18.0, included=False).ids)],
            }
        )
        record = self.refused(
            invoiced=False,
            rto_policy="withhold",
            rto_charge="fixed",
            rto_charge_amount=500,
            rto_charge_product_id=product.id,
        )
        self.assertEqual(record.ecom_entry_ids.amount_total, 200.0)
        self.assertFalse(self.refund_arrives(record))
        self.assertEqual((self.receivable(record), self.unsettled(record)), (0.0, 0.0))

    def test_refused_and_kept_until_somebody_decides(self):
        record = self.refused(rto_policy="keep")
        self.assertIn("decide", record.ecom_review_reason)
        self.assertFalse(
            record.ecom_transaction_ids.filtered(lambda row: row.operation == "refund")
        )
        self.assertEqual(self.unsettled(record), -200.0, "the customer's credit")

    def test_customer_return_is_none_of_it(self):
        order = self.paid("partial_cod")
        record = self.record(order)
        parcel = self.ship(order)
        parcel.action_ecom_collected()
        self.bring_back(parcel)
        self.assertEqual((parcel.ecom_outcome, record.ecom_has_rto), ("delivered", False))
        self.assertFalse(
            self.env["ecom.order.unwinding"].search_count([("order_id", "=", record.id)])
        )

    def test_credited_by_hand(self):
        self.store.rto_policy = "refund"
        order = self.paid("partial_cod")
        record = self.record(order)
        invoice = self.invoice(record)
        self.come_back(order)
        note = invoice._reverse_moves([{"invoice_date": fields.Date.today()}])
        note.action_post()
        self.unwind()
        self.assertEqual(len(record.invoice_ids), 2)

    def test_cancelled_before_dispatch(self):
        """Acceptance case 14, over HTTP: money back, cash given up, shipment called off, invoice credited."""
        order = self.paid("partial_cod")
        record = self.record(order)
        self.invoice(record)
        self.post_process()
        calls = []
        carrier = self.make_carrier()
        self.patch(
            type(carrier),
            "fixed_cancel_shipment",
            lambda _carrier, pickings: calls.append(pickings.carrier_tracking_ref),
        )
        record.picking_ids.write({"carrier_id": carrier.id, "carrier_tracking_ref": "AWB77"})
        response = self.call(
            "POST",
            f"/api/orders/{order['id']}/cancel",
            {"reason": "Changed my mind"},
            auth="secret",
            headers={"Idempotency-Key": "cancel-1"},
        )
        self.assertEqual(response.status_code, 200, response.text)
        self.env.invalidate_all()
        self.assertEqual((record.state, record.ecom_to_collect), ("cancel", 0.0))
        self.assertEqual(self.refund_arrives(record).mapped("amount"), [-200.0])
        self.unwind()
        self.assertEqual((self.receivable(record), self.unsettled(record)), (0.0, 0.0))
        self.assertEqual(set(record.picking_ids.mapped("state")), {"cancel"})
        self.assertEqual((calls, record.ecom_review_reason), (["AWB77"], False))

    def test_carrier_that_takes_no_calls(self):
        record = self.record(self.place("cod"))
        record.picking_ids.write(
            {"carrier_id": self.make_carrier().id, "carrier_tracking_ref": "AWB78"}
        )
        record.action_cancel()
        self.unwind()
        self.assertIn("AWB78", record.ecom_review_reason)

    def test_cancelling_in_the_back_office_gives_back_too(self):
        record = self.record(self.paid("prepaid"))
        record.action_cancel()
        self.assertEqual(record.state, "cancel")
        self.assertEqual(self.refund_arrives(record).mapped("amount"), [-1000.0])

    def test_write_off(self):
        """Acceptance case 16: 750 of 800, and a manager lets the customer off the rest."""
        order = self.paid("partial_cod")
        record = self.record(order)
        invoice = self.invoice(record)
        self.update(order["id"], "collected", amount=750)
        desk = new_test_user(
            self.env,
            "desk",
            groups="ecom_base.group_ecom_order_desk",
            company_id=record.company_id.id,
            company_ids=[(6, 0, record.company_id.ids)],
        )
        with self.assertRaises(UserError):
            record.with_user(desk).action_ecom_write_off()
        record.action_ecom_write_off()
        self.assertEqual(record.ecom_payment_status, "partially_paid", "never silently paid")
        self.assertEqual(
            (record.ecom_balance, record.ecom_to_collect, record.ecom_written_off_amount),
            (0.0, 0.0, 50.0),
        )
        self.post_process()
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual((self.receivable(record), self.unsettled(record)), (0.0, 0.0))
        loss = record.company_id.default_cash_difference_expense_account_id
        items = record.ecom_entry_ids.line_ids
        self.assertEqual(items.filtered(lambda item: item.account_id == loss).balance, 50.0)
        record.ecom_transaction_ids._post_process()
        self.assertEqual(len(record.ecom_entry_ids), 1)
        self.assertEqual(self.fetch(order["id"])["remainingAmount"], 0)
