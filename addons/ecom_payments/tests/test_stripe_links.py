import json
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import PaymentsCase
from .gateways import WEBHOOK_SECRET, StripeTools


@tagged("post_install", "-at_install")
class TestStripeLinks(StripeTools, PaymentsCase):
    """Pages of Stripe's Checkout that are sent to customers, paid and reported by localstripe."""

    def setUp(self):
        super().setUp()
        self.enterContext(self.server.delivering(WEBHOOK_SECRET))

    def link(self, order):
        self.assertEqual(self.update(order["id"], "pay", asLink=True).status_code, 200)
        return self.record(order).ecom_transaction_ids.filtered("ecom_is_link").sorted("id")[-1:]

    def session(self, link):
        return self.server.call("GET", f"/v1/checkout/sessions/{link.ecom_gateway_ref}")

    def reports(self, *kinds, of):
        """Return the webhooks of these kinds that localstripe sent about something."""
        found = {}
        while found.keys() != set(kinds):
            webhook = self.server.webhooks.get(timeout=20)
            kind = json.loads(webhook[0])["type"]
            if of.encode() in webhook[0] and kind in kinds:
                found[kind] = webhook
        return [found[kind] for kind in kinds]

    def test_paid_on_the_page(self):
        order = self.place("partial_cod")
        link = self.link(order)
        session = self.session(link)
        self.assertEqual(link.ecom_payment_url, session["url"])
        self.assertEqual((session["amount_total"], session["currency"]), (20000, "inr"))
        paid = self.server.pay_session(session["id"])
        payment, page = self.reports(
            "payment_intent.succeeded", "checkout.session.completed", of=paid["payment_intent"]
        )
        for webhook in (payment, page, self.again(page)):
            self.deliver(webhook)
        answer = self.fetch(order["id"])
        self.assertEqual((answer["paidAmount"], answer["status"]), (200.0, "confirmed"))
        self.assertEqual((link.ecom_link_state, answer["overpaidAmount"]), ("paid", None))

    def test_refunded_in_part(self):
        order = self.place("prepaid")
        link = self.link(order)
        paid = self.server.pay_session(link.ecom_gateway_ref)
        self.deliver(*self.reports("checkout.session.completed", of=paid["payment_intent"]))
        self.update(order["id"], "refund", amount=50)
        self.run_jobs()
        path = f"/v1/refunds?payment_intent={paid['payment_intent']}"
        (refund,) = self.server.call("GET", path)["data"]
        self.deliver(self.webhook("refund.updated", refund))
        self.assertEqual(self.fetch(order["id"])["refundedAmount"], 50.0)
        self.assertEqual(refund["amount"], 5000)

    def test_no_webhook_came(self):
        order = self.place("prepaid")
        link = self.link(order)
        gateway, account = self.provider._ecom_gateway(), self.provider._ecom_account()
        self.assertIsNone(gateway.fetch(account, link.ecom_gateway_ref), "it may still be paid")
        self.server.pay_session(link.ecom_gateway_ref)
        event = gateway.fetch(account, link.ecom_gateway_ref)
        self.assertEqual((event.kind, event.amount, event.currency), ("captured", 1000, "INR"))

    def test_bank_says_yes_later(self):
        """What Stripe reports of slow payment methods, which localstripe has none of, is built from its documentation."""
        order = self.place("prepaid")
        link = self.link(order)
        paid = {**self.session(link), "status": "complete", "payment_intent": "pi_slow"}
        self.deliver(self.webhook("checkout.session.completed", paid))
        self.assertEqual(self.fetch(order["id"])["paidAmount"], 0)
        paid["payment_status"] = "paid"
        self.deliver(self.webhook("checkout.session.async_payment_succeeded", paid))
        self.assertEqual(self.fetch(order["id"])["paidAmount"], 1000.0)

    def test_page_that_ends_before_the_order_does(self):
        """Stripe's pages last a day; then there is a new one."""
        self.store.payment_link_hours = 72
        order = self.place("prepaid")
        link = self.link(order)
        now = fields.Datetime.now()
        self.assertGreater(self.record(order).ecom_expires_at, now + timedelta(hours=71))
        self.assertLess(link.ecom_expires_at, now + timedelta(hours=24))
        self.assertEqual(
            self.session(link)["expires_at"],
            int(fields.Datetime.context_timestamp(link, link.ecom_expires_at).timestamp()),
        )
        session = self.session(link)
        self.server.call("POST", f"/v1/checkout/sessions/{session['id']}/expire")
        self.deliver(*self.reports("checkout.session.expired", of=session["id"]))
        self.assertEqual((link.state, link.state_message), ("error", "The page ended"))
        self.assertEqual(self.record(order).state, "draft")
        self.assertNotEqual(self.link(order), link)

    def test_too_short_for_a_page(self):
        order = self.place("prepaid")
        record = self.record(order)
        soon = fields.Datetime.now() + timedelta(minutes=10)
        links = self.env["ecom.payment.links"]
        with self.assertRaisesRegex(Exception, "half an hour"):
            links.make(record._ecom_acting("user", "Desk").with_context(ecom_link_until=soon))
