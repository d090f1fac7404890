import time

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..providers.demo import signature_header
from .common import PaymentsCase


@tagged("post_install", "-at_install")
class TestWebhooks(PaymentsCase):
    """What a gateway reports counts once, in any order, and only where it fits."""

    def rows(self, order):
        return self.record(order).ecom_transaction_ids

    def test_unsigned_is_refused_before_it_is_read(self):
        response = self.send(b"{not json", headers={})
        self.assert_error(response, 401, "webhook_signature_invalid")
        self.assertFalse(self.env["ecom.webhook.event"].search([]))

    def test_wrong_secret_and_old_signature_are_refused(self):
        order = self.place("prepaid")
        event = self.event(order)
        self.assert_error(self.send(event, secret="guess"), 401, "webhook_signature_invalid")
        self.assert_error(
            self.send(event, signed_at=time.time() - 3600), 401, "webhook_signature_invalid"
        )
        self.process()
        self.assertEqual(self.fetch(order["id"])["paidAmount"], 0)

    def test_gateway_knows_a_payment_whose_webhooks_were_swept(self):
        order = self.place("prepaid")
        reference = order["payment"]["clientParams"]["reference"]
        charge = self.env["ecom.demo.charge"].create(
            {
                "provider_id": self.provider.id,
                "reference": reference,
                "payment_id": "pay_1",
                "amount": "1000.00",
                "currency": "INR",
                "status": "captured",
            }
        )
        self.assertFalse(charge.webhook_ids)
        path = f"/charges/{self.provider.ecom_uid}/{reference}"
        signature = signature_header("whsec_of_the_tests", path.encode(), int(time.time()))
        response = self.call(
            "GET", f"/ecom/demo-gateway{path}", auth=None, headers={"X-Demo-Signature": signature}
        )
        self.assertEqual(response.status_code, 200, response.text)
        event = self.provider._ecom_gateway().parse(response.content, {})
        self.assertEqual(
            (event.kind, event.gateway_ref, event.payment_ref, event.amount, event.currency),
            ("captured", reference, "pay_1", 1000, "INR"),
        )

    def test_unknown_provider(self):
        response = self.call("POST", "/api/webhooks/demo/gwy_none", {}, auth=None)
        self.assert_error(response, 404, "provider_not_found")

    def test_duplicate_counts_once(self):
        order = self.place("prepaid")
        event = self.event(order)
        for _ in range(3):
            self.deliver(event)
        # another event about the same payment
        self.deliver(self.event(order))
        order = self.fetch(order["id"])
        self.assertEqual((order["paidAmount"], order["overpaidAmount"]), (1000.0, None))
        self.assertEqual(len(self.rows(order).filtered(lambda row: row.state == "done")), 1)

    @mute_logger("odoo.addons.ecom_base.models.ecom_queue_worker")
    def test_wrong_amount_never_counts_whatever_came_before(self):
        order = self.place("prepaid")
        for _ in range(3):
            self.deliver(self.event(order, amount=1))
        record = self.record(order)
        self.assertEqual((record.ecom_paid_amount, record.state), (0.0, "draft"))
        self.assertTrue(record.ecom_review_reason)
        self.assertIn("quarantined", record.ecom_payment_event_ids.mapped("kind"))
        # the right one still does
        self.deliver(self.event(order))
        self.assertEqual(self.record(order).ecom_payment_status, "fully_paid")

    @mute_logger("odoo.addons.ecom_base.models.ecom_queue_worker")
    def test_wrong_currency_and_unknown_payment_are_put_aside(self):
        order = self.place("prepaid")
        self.deliver(self.event(order, currency="USD"))
        self.deliver(self.event(order, reference="dmo_of_somebody_else"))
        self.assertEqual(self.fetch(order["id"])["paidAmount"], 0)
        states = self.env["ecom.webhook.event"].search([]).mapped("state")
        self.assertEqual(set(states), {"quarantined"})

    def test_failure_after_success_changes_nothing(self):
        order = self.place("prepaid")
        self.deliver(self.event(order))
        self.deliver(self.event(order, "payment.failed"))
        self.assertEqual(self.fetch(order["id"])["paymentStatus"], "fully_paid")

    def test_success_after_failure_counts(self):
        order = self.place("prepaid")
        self.deliver(self.event(order, "payment.failed", message="Declined"))
        self.assertEqual(self.fetch(order["id"])["paymentStatus"], "failed")
        self.deliver(self.event(order))
        order = self.fetch(order["id"])
        self.assertEqual((order["paymentStatus"], order["status"]), ("fully_paid", "confirmed"))

    def test_payment_of_a_cancelled_order_is_kept_and_shown(self):
        order = self.place("prepaid")
        record = self.record(order)
        record._action_cancel()
        self.deliver(self.event(order))
        self.assertEqual(record.state, "cancel")
        self.assertEqual(record.ecom_paid_amount, 1000.0)
        self.assertEqual(record.ecom_overpaid_amount, 1000.0)
        self.assertTrue(record.ecom_review_reason)

    def test_every_change_is_in_the_timeline(self):
        order = self.paid("partial_cod")
        events = self.record(order).ecom_payment_event_ids.sorted("id")
        self.assertEqual(events.mapped("kind")[0], "placed")
        payment = events.filtered(
            lambda event: event.kind == "payment" and event.new_state == "done"
        )
        self.assertEqual(payment.source, "webhook")
        self.assertEqual(payment.amount, 200.0)
        self.assertTrue(payment.webhook_event_id)
        self.assertEqual((payment.old_status, payment.new_status), ("pending", "partially_paid"))
