import uuid
from dataclasses import replace

from odoo.tests import tagged

from .common import PaymentsCase
from .gateway_acceptance import GatewayTests
from .gateways import StripeTools
from .stripe_server import DECLINED_CARD


@tagged("post_install", "-at_install")
class TestStripe(GatewayTests, StripeTools, PaymentsCase):
    unknown_ref = "pi_nobody"

    def assert_same_intent(self, again, first):
        """localstripe forgets idempotency keys, so only that one was sent can be seen: see the next test."""
        self.assertTrue(again)

    def reserve(self, order):
        return self.webhook(
            "payment_intent.amount_capturable_updated", self.server.pay(self.ref(order))
        )

    def test_our_ids_are_the_idempotency_keys(self):
        order = self.place("prepaid")
        row, sent = self.payment_row(order), []
        account = self.provider._ecom_account()
        client = account.http

        class Recorder:
            def request(self, method, url, **options):
                sent.append(options["headers"].get("Idempotency-Key"))
                return client.request(method, url, **options)

        account = replace(account, http=Recorder())
        request = self.env["ecom.order.payments"]._intent_request(row.ecom_order_id, row)
        self.provider._ecom_gateway().create_intent(account, request)
        self.assertEqual(sent, [row.ecom_uid])

    def test_what_the_storefront_gets(self):
        order = self.place("partial_cod")
        params = order["payment"]["clientParams"]
        intent = self.server.call("GET", f"/v1/payment_intents/{self.ref(order)}")
        self.assertEqual(
            params,
            {
                "publishableKey": self.keys[0],
                "paymentIntentId": intent["id"],
                "clientSecret": intent["client_secret"],
            },
        )
        self.assertEqual((intent["amount"], intent["currency"]), (20000, "inr"))
        self.assertEqual(intent["metadata"]["ecom_order"], order["number"])

    def test_webhooks_that_localstripe_delivers(self):
        with self.server.delivering("whsec_of_the_tests"):
            paid, declined = self.place("prepaid"), self.place("partial_cod")
            self.server.pay(self.ref(declined), card=DECLINED_CARD)
            self.server.pay(self.ref(paid))
            waiting = {self.ref(declined).encode(), self.ref(paid).encode()}
            while waiting:
                # a payment of an earlier test may be reported only now
                webhook = self.server.webhooks.get(timeout=20)
                known = {ref for ref in waiting if ref in webhook[0]}
                if known:
                    self.deliver(webhook)
                waiting -= known
        self.assertEqual(self.fetch(paid["id"])["status"], "confirmed")
        declined = self.fetch(declined["id"])
        self.assertEqual(
            (declined["status"], declined["paymentStatus"]), ("pending_payment", "failed")
        )

    def test_checkout_page_as_a_link(self):
        """localstripe has no Checkout: what Stripe would report is built from its documentation."""
        order = self.place("prepaid")
        row = self.payment_row(order)
        row.ecom_gateway_ref = "cs_test_1"
        paid = {
            "id": "cs_test_1",
            "payment_status": "paid",
            "payment_intent": "pi_of_link",
            "amount_total": 100000,
            "currency": "inr",
        }
        intent = {
            "id": "pi_of_link",
            "amount": 100000,
            "amount_received": 100000,
            "currency": "inr",
            "metadata": {"ecom_link": "1"},
        }
        self.deliver_at(
            self.webhook("checkout.session.completed", {**paid, "payment_status": "unpaid"}),
            self.webhook("payment_intent.succeeded", intent),
            self.webhook("checkout.session.async_payment_succeeded", paid),
        )
        self.assertEqual(self.fetch(order["id"])["paidAmount"], 1000.0)
        refund = {
            "id": f"re_{uuid.uuid4().hex}",
            "payment_intent": "pi_of_link",
            "status": "succeeded",
            "amount": 5000,
            "currency": "inr",
            "metadata": {},
        }
        self.deliver(self.webhook("refund.created", refund))
        self.assertEqual(self.fetch(order["id"])["refundedAmount"], 50.0)

    def test_refunds_in_every_shape_of_stripe(self):
        order = self.paid_order()
        intent_id = self.ref(order)
        refund = {
            "id": "re_1",
            "payment_intent": intent_id,
            "amount": 5000,
            "currency": "inr",
            "metadata": {},
            "created": 1,
        }
        charge = {"id": "ch_1", "payment_intent": intent_id, "amount_refunded": 5000}
        made = {**refund, "status": "succeeded"}
        self.deliver_at(
            self.webhook("charge.refunded", charge),
            self.webhook("refund.created", {**refund, "status": "pending"}),
        )
        self.assertEqual(self.fetch(order["id"])["refundedAmount"], 0)
        self.deliver_at(
            self.webhook("charge.refund.updated", made),
            self.webhook("refund.updated", made),
            self.webhook("charge.refunded", {**charge, "refunds": {"data": [made]}}),
        )
        self.assertEqual(self.fetch(order["id"])["refundedAmount"], 50.0)
        self.assertEqual(len(self.refund_rows(order)), 1)
