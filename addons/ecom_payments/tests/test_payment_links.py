from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import PaymentsCase
from .gateways import RazorpayTools
from .messages import MessageTools


@tagged("post_install", "-at_install")
class TestPaymentLinks(MessageTools, RazorpayTools, PaymentsCase):
    """Pages of the gateway that are sent to customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk = new_test_user(
            cls.env,
            "desk_of_links",
            groups="ecom_base.group_ecom_order_desk",
            company_id=cls.store.company_id.id,
            company_ids=[(6, 0, cls.store.company_id.ids)],
        )

    def dialog(self, order, operation, **values):
        return (
            self.env["ecom.payment.update.wizard"]
            .with_user(self.desk)
            .create({"order_id": self.record(order).id, "operation": operation, **values})
        )

    def links(self, order):
        return self.record(order).ecom_transaction_ids.filtered("ecom_is_link").sorted("id")

    def pay_link(self, link):
        """Have the customer pay on the page of a link, and its webhook delivered."""
        payment = self.server.pay_link(link.ecom_gateway_ref)
        found = self.server.links[link.ecom_gateway_ref]
        self.deliver(self.webhook("payment_link.paid", payment_link=found, payment=payment))

    # === SENT BY A PERSON === #

    def test_desk_sends_a_link_and_it_is_paid(self):
        self.switch_on("payment_link", "upfront_received")
        order = self.place("partial_cod")
        dialog = self.dialog(order, "send_link", hours=48)
        self.assertEqual((dialog.problem, dialog.due_online), (False, 200.0))
        dialog.action_apply()
        link = self.links(order)
        self.assertEqual(
            (link.ecom_link_state, dialog.payment_url), ("open", link.ecom_payment_url)
        )
        record = self.record(order)
        later = fields.Datetime.now() + timedelta(hours=47)
        self.assertGreater(record.ecom_expires_at, later, "the order waits as long as the link")
        self.assertEqual(link.ecom_expires_at, record.ecom_expires_at)
        self.run_messages()
        self.assertIn(link.ecom_payment_url, self.mail.text())
        self.assertIn("200.00", self.mail.text())
        self.pay_link(link)
        self.assertEqual((record.state, link.ecom_link_state), ("sale", "paid"))
        self.assertIn("link", record.ecom_payment_event_ids.mapped("kind"))

    def test_stock_is_held_as_long(self):
        order = self.place("prepaid", 10)
        self.switch_on("payment_link")
        self.dialog(order, "send_link", hours=30).action_apply()
        self.record(order).ecom_expires_at  # noqa: B018 the order is still there
        hold = self.env["ecom.stock.hold"].search([("order_uid", "=", order["id"])])
        self.assertGreater(
            max(hold.mapped("expires_at")), fields.Datetime.now() + timedelta(hours=29)
        )

    def test_link_to_copy_is_not_sent(self):
        self.switch_on("payment_link")
        order = self.place("prepaid")
        dialog = self.dialog(order, "send_link")
        dialog.action_make_link()
        self.assertTrue(dialog.payment_url.startswith(self.server.url))
        self.run_messages()
        self.assertEqual(self.mail.mails, [])
        again = self.dialog(order, "send_link")
        again.action_make_link()
        self.assertEqual(again.payment_url, dialog.payment_url, "an open link is used again")

    def test_messages_that_are_off_say_so(self):
        order = self.place("prepaid")
        with self.assertRaisesRegex(UserError, "switched off"):
            self.dialog(order, "send_link").action_apply()
        self.assertFalse(self.links(order), "nothing is left behind")

    def test_nothing_due(self):
        self.switch_on("payment_link")
        for order in (self.place("cod"), self.paid_order("prepaid")):
            dialog = self.dialog(order, "send_link")
            self.assertIn("Nothing is to be paid online", dialog.problem)
            with self.assertRaises(UserError):
                dialog.action_apply()

    def paid_order(self, payment_type):
        order = self.place(payment_type)
        self.deliver(self.pay(order))
        return order

    def test_analyst_sends_nothing(self):
        order = self.place("prepaid")
        analyst = new_test_user(self.env, "analyst_of_links", groups="ecom_base.group_ecom_analyst")
        with self.assertRaises(AccessError):
            self.env["ecom.payment.update.wizard"].with_user(analyst).create(
                {"order_id": self.record(order).id}
            )

    def test_convert_by_link(self):
        self.store.cod_fee = 50
        self.switch_on("payment_link", "converted")
        order = self.place("cod")
        dialog = self.dialog(order, "convert")
        dialog.action_apply()
        link = self.links(order)
        self.assertEqual((link.ecom_purpose, link.amount), ("conversion", 1000.0))
        self.pay_link(link)
        answer = self.fetch(order["id"])
        self.assertEqual((answer["paymentType"], answer["codFee"]), ("prepaid", 0))
        self.assertEqual((answer["remainingAmount"], answer["overpaidAmount"]), (0, None))

    def test_mark_as_failed(self):
        order = self.place("prepaid")
        self.dialog(order, "fail", reason="Card declined on the phone").action_apply()
        record = self.record(order)
        self.assertEqual((record.ecom_payment_status, record.state), ("failed", "draft"))
        self.assertIn("Card declined on the phone", record.ecom_payment_event_ids.mapped("message"))
        self.switch_on("payment_link")
        self.dialog(order, "send_link").action_apply()
        self.pay_link(self.links(order))
        self.assertEqual(record.state, "sale")

    def test_request_for_money_has_a_page_but_no_more_time(self):
        self.switch_on("upfront_requested")
        order = self.place("prepaid")
        until = self.record(order).ecom_expires_at
        self.run_messages()
        link = self.links(order)
        self.assertIn(link.ecom_payment_url, self.mail.text())
        self.assertEqual((self.record(order).ecom_expires_at, link.ecom_expires_at), (until, until))

    def test_request_for_money_goes_out_without_a_page_if_there_is_none(self):
        self.switch_on("upfront_requested")
        self.place("prepaid")
        self.server.fail()
        with self.assertLogs("odoo.addons.ecom_base", "WARNING"):
            self.run_messages()
        self.server.fail(0)
        self.assertEqual(len(self.mail.mails), 1)

    # === OVER THE API === #

    def test_storefront_asks_for_a_link(self):
        order = self.place("prepaid")
        answer = self.update(order["id"], "pay", asLink=True).json()
        self.assertTrue(answer["payment"]["paymentUrl"].startswith(self.server.url))
        again = self.update(order["id"], "pay", asLink=True).json()
        self.assertEqual(again["payment"], answer["payment"])
        new = self.update(order["id"], "retry", asLink=True).json()
        self.assertNotEqual(new["payment"]["paymentUrl"], answer["payment"]["paymentUrl"])
        self.assertEqual(self.links(order).mapped("ecom_link_state"), ["replaced", "open"])
        response = self.update(order["id"], "collected", asLink=True)
        self.assert_error(response, 422, "validation_failed")

    # === OLD LINKS === #

    def test_old_link_paid_after_the_amount_changed(self):
        """What the old link asked for comes in: it counts, the order stays unpaid for the rest, a person is told."""
        order = self.place("partial_cod")
        self.update(order["id"], "pay", asLink=True)
        old = self.links(order)
        self.update(order["id"], "convert_to_prepaid", asLink=True)
        new = self.links(order) - old
        self.assertEqual((old.ecom_link_state, new.amount), ("replaced", 1000.0))
        self.pay_link(old)
        answer = self.fetch(order["id"])
        self.assertEqual((answer["paidAmount"], answer["remainingAmount"]), (200.0, 800.0))
        self.assertEqual(answer["status"], "pending_payment")
        self.pay_link(new)
        answer = self.fetch(order["id"])
        self.assertEqual((answer["status"], answer["overpaidAmount"]), ("confirmed", 200.0))
        self.assertTrue(self.record(order).ecom_review_reason)

    def test_link_paid_with_another_amount(self):
        order = self.place("prepaid")
        self.update(order["id"], "pay", asLink=True)
        link = self.links(order)
        payment = self.server.pay_link(link.ecom_gateway_ref)
        found = dict(self.server.links[link.ecom_gateway_ref], amount=100, amount_paid=100)
        for _ in range(2):
            self.deliver(
                self.webhook(
                    "payment_link.paid", payment_link=found, payment=payment | {"amount": 100}
                )
            )
        self.assertEqual(self.fetch(order["id"])["paidAmount"], 0)
        self.assertTrue(self.record(order).ecom_review_reason)

    def test_link_paid_after_the_order_was_cancelled(self):
        order = self.place("prepaid")
        self.update(order["id"], "pay", asLink=True)
        link = self.links(order)
        record = self.record(order)
        record.ecom_expires_at = fields.Datetime.now() - timedelta(minutes=1)
        self.expire()
        self.pay_link(link)
        self.assertEqual((record.state, record.ecom_overpaid_amount), ("cancel", 1000.0))
        self.assertTrue(record.ecom_review_reason)

    # === MANY AT ONCE === #

    def bulk(self, records, operation):
        wizard = (
            self.env["ecom.order.bulk.wizard"]
            .with_user(self.desk)
            .with_context(active_model="sale.order", active_ids=records.ids)
            .create({"operation": operation})
        )
        bulk = self.env["ecom.order.bulk"].browse(wizard.action_start()["res_id"])
        self.run_lane("ecom.order.bulk.line")
        self.env.invalidate_all()
        return bulk.line_ids.sorted("id")

    def test_links_and_reminders_for_many(self):
        self.switch_on("payment_link", "payment_reminder")
        orders = [self.place(kind) for kind in ("prepaid", "partial_cod", "cod")]
        records = self.env["sale.order"].concat(*map(self.record, orders))
        lines = self.bulk(records, "send_link")
        self.assertEqual(lines.mapped("state"), ["done", "done", "refused"])
        self.assertIn("200.00", lines[1].result)
        self.assertIn("Nothing is to be paid online", lines[2].result)
        self.run_messages()
        self.assertEqual(len(self.mail.mails), 2)
        lines = self.bulk(records, "remind")
        self.assertEqual(lines.mapped("state"), ["done", "done", "refused"])
        self.assertEqual(len(self.links(orders[0])), 1, "reminders use the link that is open")
        self.run_messages()
        self.assertEqual(len(self.mail.mails), 4)
        lines = self.bulk(records, "remind")
        self.assertIn("less than an hour ago", lines[0].result)

    def test_convert_many(self):
        self.switch_on("payment_link")
        orders = [self.place("cod"), self.place("prepaid")]
        records = self.env["sale.order"].concat(*map(self.record, orders))
        lines = self.bulk(records, "convert")
        self.assertEqual(lines.mapped("state"), ["done", "refused"])
        self.pay_link(self.links(orders[0]))
        self.assertEqual(records.mapped("ecom_payment_type"), ["prepaid", "prepaid"])

    def test_gateway_that_does_not_answer_is_one_orders_problem(self):
        self.switch_on("payment_link")
        order = self.place("prepaid")
        self.server.fail()
        with self.assertLogs("odoo.addons.ecom_base", "WARNING"):
            (line,) = self.bulk(self.record(order), "send_link")
        self.server.fail(0)
        self.assertEqual(line.state, "refused")
        self.assertIn("does not answer", line.result)
