from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PaymentsCase
from .gateway_acceptance import WORKER, GatewayTests
from .gateways import RazorpayTools

_CLIENT = "odoo.addons.ecom_base.services.http_client"


@tagged("post_install", "-at_install")
class TestRazorpay(GatewayTests, RazorpayTools, PaymentsCase):
    unknown_ref = "order_nobody"

    def assert_same_intent(self, again, first):
        self.assertEqual(again, first)

    def reserve(self, order):
        payment = self.server.pay(self.ref(order), status="authorized")
        return self.webhook("payment.authorized", payment=payment)

    def test_what_the_storefront_gets(self):
        order = self.place("partial_cod")
        self.assertEqual(
            order["payment"]["clientParams"],
            {
                "keyId": self.keys[0],
                "orderId": self.ref(order),
                "amount": 20000,
                "currency": "INR",
            },
        )

    def test_order_paid_beside_captured(self):
        order = self.place("prepaid")
        payment = self.server.pay(self.ref(order))
        entities = {"payment": payment, "order": self.server.orders[self.ref(order)]}
        self.deliver_at(
            self.webhook("order.paid", **entities),
            self.webhook("payment.captured", payment=payment),
            self.webhook("payment.downtime.started", **entities),
        )
        order = self.fetch(order["id"])
        self.assertEqual((order["paidAmount"], order["overpaidAmount"]), (1000.0, None))

    @mute_logger(_CLIENT, WORKER)
    def test_11_answer_to_a_refund_is_lost(self):
        order = self.paid_order()
        self.update(order["id"], "refund", amount=400)
        before = self.count_refunds()
        self.server.lose_answers(2)
        self.run_jobs()
        row = self.refund_rows(order)
        self.assertEqual((row.state, self.count_refunds()), ("pending", before + 1))
        self.run_jobs()
        self.assertEqual((row.state, row.amount), ("done", -400.0))
        self.assertEqual(self.count_refunds(), before + 1)
        self.deliver(self.made_refund(order))
        self.assertEqual(self.refund_rows(order), row)
        self.assertEqual(self.fetch(order["id"])["refundedAmount"], 400.0)

    @mute_logger(_CLIENT, WORKER)
    def test_refund_while_the_gateway_is_down(self):
        order = self.paid_order()
        self.update(order["id"], "refund", amount=400)
        self.server.fail(2)
        self.run_jobs()
        self.assertEqual(self.refund_rows(order).state, "pending")
        self.run_jobs()
        self.assertEqual(self.refund_rows(order).state, "done")

    @mute_logger(WORKER)
    def test_refund_that_the_gateway_refuses_or_fails(self):
        order = self.paid_order()
        self.server.refund(self.payment_row(order).provider_reference, 90000)
        self.update(order["id"], "refund", amount=400)
        self.run_jobs()
        record = self.record(order)
        self.assertEqual(self.refund_rows(order).state, "error")
        self.assertIn("greater than", record.ecom_review_reason)
        # and one that came back after it was made
        other = self.paid_order()
        self.update(other["id"], "refund", amount=400)
        self.run_jobs()
        refund = list(self.server.refunds.values())[-1]
        self.deliver(self.of_refund(refund, "refund.failed"))
        self.assertTrue(self.record(other).ecom_review_reason)

    @mute_logger(_CLIENT)
    def test_lost_answer_to_an_order_makes_no_second_one(self):
        before = len(self.server.orders)
        self.server.lose_answers(1)
        order = self.place("prepaid")
        self.assertEqual(len(self.server.orders), before + 1)
        self.assertIn(self.ref(order), self.server.orders)

    @mute_logger(_CLIENT)
    def test_gateway_that_is_down_or_does_not_know_us(self):
        self.server.fail()
        answer = self.place("prepaid", expect=503)
        self.assertEqual(answer["error"]["code"], "gateway_unavailable")
        self.server.fail(0)
        self.provider.ecom_secret = "wrong"
        answer = self.place("prepaid", expect=503)
        self.assertEqual(answer["error"]["code"], "gateway_unavailable")
        self.assertFalse(
            self.env["sale.order"].search(
                [("ecom_store_id", "=", self.store.id), ("ecom_placed_at", "!=", False)]
            )
        )

    @mute_logger(_CLIENT)
    def test_reconciliation_leaves_a_silent_gateway_alone(self):
        orders = [self.place("prepaid") for _ in range(3)]
        rows = self.env["payment.transaction"].browse(
            [self.payment_row(order).id for order in orders]
        )
        rows.ecom_fetch_at = "2020-01-01"
        self.server.fail()
        self.server.calls.clear()
        with self.assertLogs("odoo.addons.ecom_payments", "WARNING"):
            self.reconcile()
        self.assertEqual(len(self.server.calls), 2, "one question, asked twice")
        self.assertTrue(all(rows.mapped("ecom_fetch_at")))
        self.server.fail(0)

    def test_payment_link(self):
        order = self.place("prepaid")
        record = self.record(order)
        row = self.env["ecom.order.payments"].ask(
            record,
            self.provider,
            record._ecom_money("ecom_upfront_amount"),
            purpose="upfront",
            as_link=True,
        )
        self.assertTrue(row.ecom_payment_url.startswith(self.server.url))
        payment = self.server.pay_link(row.ecom_gateway_ref)
        link = self.server.links[row.ecom_gateway_ref]
        captured = self.webhook("payment.captured", payment=payment)
        self.deliver_at(
            captured, self.webhook("payment_link.paid", payment_link=link, payment=payment)
        )
        self.assertEqual(self.fetch(order["id"])["status"], "confirmed")
        states = self.env["ecom.webhook.event"].search([]).mapped("state")
        self.assertEqual(sorted(states), ["done", "ignored"])
        # its refunds name only the payment
        refund = self.server.refund(payment["id"], 10000)
        self.deliver(self.of_refund(refund))
        self.assertEqual(self.fetch(order["id"])["refundedAmount"], 100.0)

    def test_payment_link_whose_webhook_was_lost(self):
        record = self.record(self.place("prepaid"))
        row = self.env["ecom.order.payments"].ask(
            record,
            self.provider,
            record._ecom_money("ecom_upfront_amount"),
            purpose="upfront",
            as_link=True,
        )
        self.server.pay_link(row.ecom_gateway_ref)
        row.ecom_fetch_at = "2020-01-01"
        self.reconcile()
        self.assertEqual((row.state, record.state), ("done", "sale"))
