from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import PaymentsCase


@tagged("post_install", "-at_install")
class TestPaymentUpdates(PaymentsCase):
    """What a storefront may report of a payment: events, never a status."""

    def test_no_status_can_be_set(self):
        order = self.place("cod")
        response = self.update(order["id"], "fully_paid")
        self.assert_error(response, 422, "validation_failed")
        response = self.update(order["id"], "collected", paymentStatus="fully_paid")
        self.assert_error(response, 422, "validation_failed")

    def test_collected_in_parts(self):
        order = self.place("cod")
        first = self.update(order["id"], "collected", amount=400).json()
        self.assertEqual(
            (first["paymentStatus"], first["remainingAmount"]), ("partially_paid", 600.0)
        )
        rest = self.update(order["id"], "collected").json()
        self.assertEqual((rest["paymentStatus"], rest["remainingAmount"]), ("fully_paid", 0))
        self.assert_error(self.update(order["id"], "collected"), 409, "nothing_to_collect")

    def test_collected_too_much_is_flagged(self):
        order = self.place("cod")
        answer = self.update(order["id"], "collected", amount=1100).json()
        self.assertEqual((answer["paidAmount"], answer["overpaidAmount"]), (1100.0, 100.0))
        self.assertTrue(self.record(order).ecom_review_reason)

    def test_amounts_that_are_no_rupees(self):
        order = self.place("cod")
        for amount, code in ((0, "amount_invalid"), (1.005, "amount_precision")):
            response = self.update(order["id"], "collected", amount=amount)
            self.assertEqual(response.status_code, 422, response.text)
            self.assertIn(code, response.text)
        for amount in (-5, "800", None, True):
            if amount is not None:
                response = self.update(order["id"], "collected", amount=amount)
                self.assertEqual(response.status_code, 422, response.text)
        self.assertEqual(self.fetch(order["id"])["paidAmount"], 0)

    def test_refunds_are_bounded(self):
        order = self.paid("prepaid")
        self.assertEqual(self.update(order["id"], "refund", amount=600).status_code, 200)
        details = self.assert_error(
            self.update(order["id"], "refund", amount=401), 409, "refund_exceeds_paid"
        )
        self.assertEqual(details["available"], 400)
        self.assertEqual(self.update(order["id"], "refund").status_code, 200)
        self.assert_error(self.update(order["id"], "refund"), 409, "nothing_to_refund")

    def test_refund_of_an_unpaid_order(self):
        order = self.place("prepaid")
        self.assert_error(self.update(order["id"], "refund"), 409, "nothing_to_refund")

    def test_refund_counts_when_the_gateway_says_so(self):
        order = self.place("prepaid")
        event = self.event(order)
        self.deliver(event)
        self.update(order["id"], "refund", amount=250, reason="Torn seam")
        refund = self.record(order).ecom_transaction_ids.filtered(lambda r: r.operation == "refund")
        self.assertEqual((refund.state, refund.amount), ("pending", -250.0))
        self.assertEqual(self.fetch(order["id"])["refundedAmount"], 0)
        self.deliver(
            self.event(
                order,
                "refund.processed",
                paymentId=event["data"]["paymentId"],
                refundId="rfd_1",
                refundKey=refund.ecom_uid,
                amount=250,
            )
        )
        self.assertEqual(self.fetch(order["id"])["refundedAmount"], 250.0)

    def test_retry_after_a_failure(self):
        order = self.place("prepaid")
        self.deliver(self.event(order, "payment.failed"))
        again = self.update(order["id"], "retry").json()
        self.assertNotEqual(
            again["payment"]["clientParams"]["reference"],
            order["payment"]["clientParams"]["reference"],
        )
        self.deliver(self.event(again))
        self.assertEqual(self.fetch(order["id"])["paymentStatus"], "fully_paid")

    def test_paying_twice_is_seen(self):
        order = self.place("prepaid")
        again = self.update(order["id"], "retry").json()
        self.deliver(self.event(again))
        self.deliver(self.event(order))
        order = self.fetch(order["id"])
        self.assertEqual((order["paidAmount"], order["overpaidAmount"]), (2000.0, 1000.0))
        self.assertTrue(self.record(order).ecom_review_reason)

    def test_cod_becomes_prepaid(self):
        order = self.place("cod")
        asked = self.update(order["id"], "convert_to_prepaid").json()
        self.deliver(self.event(asked, amount=1000))
        order = self.fetch(order["id"])
        self.assertEqual((order["paymentType"], order["paymentStatus"]), ("prepaid", "fully_paid"))
        self.assertEqual(order["remainingAmount"], 0)
        self.assert_error(self.update(order["id"], "collected"), 409, "nothing_to_collect")

    def test_courier_could_not_collect(self):
        order = self.place("cod")
        parcel = self.ship(order)
        answer = self.update(order["id"], "collection_failed", reason="Door locked").json()
        self.assertEqual(answer["paymentStatus"], "pending")
        self.assertEqual(parcel.ecom_outcome, "ndr")

    def test_refused_parcel_comes_back(self):
        order = self.paid("partial_cod")
        parcel = self.ship(order)
        parcel.action_ecom_refused()
        record = self.record(order)
        self.assertEqual((record.ecom_to_collect, record.ecom_has_rto), (0.0, True))
        self.bring_back(parcel)
        self.assertEqual(parcel.ecom_outcome, "rto_received")
        order = self.fetch(order["id"])
        self.assertEqual((order["status"], order["paymentStatus"]), ("returned", "partially_paid"))
        self.assert_error(self.update(order["id"], "collected"), 409, "nothing_to_collect")

    def test_unpaid_order_expires_and_lets_go_of_its_stock(self):
        order = self.place("prepaid", 10)
        record = self.record(order)
        record.ecom_expires_at = fields.Datetime.now() - timedelta(minutes=1)
        self.expire()
        self.assertEqual(self.fetch(order["id"])["status"], "cancelled")
        self.assertIn("expired", record.ecom_payment_event_ids.mapped("kind"))
        self.place("cod", 10)
