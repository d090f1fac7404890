"""Webhooks and refunds of real gateways that meet at the same moment, in transactions of their own."""

import uuid
from collections import Counter

from odoo.tests import tagged

from . import gateways, razorpay_server, stripe_server
from .money_crowd import MoneyCrowd


class GatewaysAtOnce:
    """Put it before ``MoneyCrowd``: the shop of the crowd with a gateway of its own."""

    allow_inherited_tests_method = True
    tools = None

    def set_up_shop(self, env):
        super().set_up_shop(env)
        code = f"ecom_{self.tools.gateway}"
        self.provider = env["payment.provider"].search(
            [("code", "=", code), ("company_id", "=", self.shop.company_id.id)]
        )
        key_id, secret = self.tools.keys
        self.provider.write(
            {
                "ecom_key_id": key_id,
                "ecom_secret": secret,
                "ecom_webhook_secret": gateways.WEBHOOK_SECRET,
                "ecom_base_url": self.server.url,
                "state": "test",
            }
        )

    def remove(self, env):
        super().remove(env)
        self.provider.write(
            {
                "state": "disabled",
                "ecom_key_id": False,
                "ecom_secret": False,
                "ecom_webhook_secret": False,
                "ecom_base_url": False,
            }
        )
        env.cr.commit()

    def captured(self, order, event_id):
        row = self.record(order).ecom_transaction_ids
        return self.signed(row, int(row.amount * 100), event_id)

    def deliver(self, webhook, times=1):
        body, headers = webhook
        path = f"/api/webhooks/{self.tools.gateway}/{self.provider.ecom_uid}"
        answers = self.at_once(*[("POST", path, body, headers)] * times)
        self.assertEqual({answer.status_code for answer in answers}, {200})
        self.process()

    def test_06_one_event_ten_times_at_once(self):
        order = self.place("prepaid")
        self.deliver(self.captured(order, f"evt_{uuid.uuid4().hex}"), times=10)
        record = self.record(order)
        self.assertEqual((record.state, record.ecom_paid_amount), ("sale", order["totalAmount"]))
        audit = record.ecom_payment_event_ids.filtered(
            lambda row: row.kind == "payment" and row.new_state == "done"
        )
        kept = record.env["ecom.webhook.event"].search([("provider", "=", self.key())])
        self.assertEqual((len(audit), len(kept)), (1, 1))

    def test_10_two_refunds_of_sixty_percent_at_once(self):
        order = self.place("prepaid")
        self.deliver(self.captured(order, f"evt_{uuid.uuid4().hex}"))
        answers = self.at_once(*[self.update(order, "refund", amount=60) for _ in range(2)])
        codes = Counter(answer.status_code for answer in answers)
        self.assertEqual(codes, {200: 1, 409: 1}, [answer.text for answer in answers])
        env = self.fresh()
        env["ecom.gateway.job"]._run_lane(0, 1)
        env.cr.commit()
        self.assertEqual(self.refunded(order), [6000])
        self.assertEqual(self.record(order).ecom_refunded_amount, 60.0)


@tagged("post_install", "-at_install")
class TestRazorpayAtOnce(GatewaysAtOnce, MoneyCrowd):
    tools = gateways.RazorpayTools

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.enterClassContext(razorpay_server.RazorpayServer().running())

    def signed(self, row, amount, event_id):
        payment = self.server.pay(row.ecom_gateway_ref)
        self.assertEqual(payment["amount"], amount)
        return self.tools.webhook(None, "payment.captured", event_id=event_id, payment=payment)

    def refunded(self, order):
        return [refund["amount"] for refund in self.server.refunds.values()]


@tagged("post_install", "-at_install")
class TestStripeAtOnce(GatewaysAtOnce, MoneyCrowd):
    tools = gateways.StripeTools

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.enterClassContext(stripe_server.StripeServer.running())

    def signed(self, row, amount, event_id):
        intent = self.server.pay(row.ecom_gateway_ref)
        self.assertEqual(intent["amount"], amount)
        return self.tools.webhook(None, "payment_intent.succeeded", intent, event_id=event_id)

    def refunded(self, order):
        refunds = self.server.call("GET", "/v1/refunds")["data"]
        return [refund["amount"] for refund in refunds]
