from dataclasses import replace

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PaymentsCase
from .gateway_acceptance import WORKER, GatewayTests
from .gateways import StripeTools
from .lossy_proxy import LossyProxy
from .stripe_server import DECLINED_CARD

CLIENT = "odoo.addons.ecom_base.services.http_client"


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

    @mute_logger(CLIENT, WORKER)
    def test_11_answer_to_a_refund_is_lost(self):
        """localstripe forgets keys, as Stripe does after a day: nobody but us keeps it from giving back twice."""
        proxy = self.enterContext(LossyProxy(self.server.url).running())
        order = self.paid_order()
        self.update(order["id"], "refund", amount=400)
        self.provider.ecom_base_url = proxy.url
        # its own second try does not reach it; the next one is made by the queue
        proxy.lose("/v1/refunds", then_down=1)
        self.run_jobs()
        row = self.refund_rows(order)
        self.assertEqual((row.state, len(self.refunds(order))), ("pending", 1))
        self.run_jobs()
        self.assertEqual((row.state, row.amount), ("done", -400.0))
        self.assertEqual([refund["amount"] for refund in self.refunds(order)], [40000])
        self.deliver(self.made_refund(order))
        self.assertEqual(self.refund_rows(order), row)
        self.assertEqual(self.fetch(order["id"])["refundedAmount"], 400.0)

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
