from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PaymentsCase
from .messages import MessageTools


@tagged("post_install", "-at_install")
class TestOrderMessages(MessageTools, PaymentsCase):
    """Customers hear of their orders: once, in their language, right to the paisa, and never at the order's expense."""

    # === WHEN === #

    def test_life_of_a_partial_cod_order(self):
        self.switch_on(
            "placed", "upfront_received", "shipped", "delivered", "collected", "refunded"
        )
        order = self.paid("partial_cod")
        parcel = self.ship(order)
        parcel.action_ecom_collected()
        self.update(order["id"], "refund", amount=800)
        self.run_messages()
        number = self.record(order).name
        self.assertEqual(
            self.mail.subjects(),
            [
                f"Payment received, order {number}",
                f"Your order {number} was delivered",
                f"Receipt for order {number}",
                f"Refund for order {number}",
            ],
            "the news that it was sent is old by now, and only COD orders hear that they were placed",
        )
        skipped = self.messages(order).filtered(lambda row: row.state == "skipped")
        self.assertEqual(skipped.mapped("event"), ["shipped"])
        self.assertEqual({tuple(to) for to, _mail in self.mail.mails}, {("asha@example.com",)})

    def test_once_however_often_it_is_reported(self):
        self.switch_on("upfront_received")
        order = self.place("prepaid")
        event = self.event(order)
        self.deliver(event)
        self.send(event)
        self.deliver(event | {"id": "evt_another"})
        self.run_messages(2)
        self.assertEqual(len(self.mail.mails), 1)
        record = self.record(order)
        row = record.ecom_transaction_ids
        messages = self.env["ecom.order.messages"]
        for _ in range(2):
            messages.announce(record, "upfront_received", transaction=row)
            self.env.cr.flush()
        self.run_messages()
        self.assertEqual(len(self.mail.mails), 1)

    def test_two_refunds_are_two_messages(self):
        self.switch_on("refunded")
        order = self.place("cod")
        self.update(order["id"], "collected")
        self.update(order["id"], "refund", amount=100)
        self.update(order["id"], "refund", amount=50.5)
        self.run_messages()
        self.assertEqual(len(self.mail.mails), 2)
        self.assertIn("100.00", self.mail.text(0))
        self.assertIn("50.50", self.mail.text(1))

    def test_payment_types_and_channels_of_other_orders(self):
        rule = self.switch_on("confirmed")
        rule.write({"for_cod": False, "for_partial_cod": False})
        self.place("cod")
        self.paid("prepaid")
        self.run_messages()
        self.assertEqual(len(self.mail.mails), 1)

    def test_reminder_is_left_out_when_the_money_came(self):
        rule = self.switch_on("upfront_requested")
        self.assertEqual(rule.delay_minutes, 15)
        slow, quick = self.place("prepaid"), self.place("prepaid")
        waiting = self.messages(slow)
        self.assertGreater(waiting.next_try_at, fields.Datetime.now() + timedelta(minutes=14))
        self.deliver(self.event(quick))
        self.run_messages()
        self.assertEqual(
            self.mail.subjects(), [f"Your order {slow['number']} waits for your payment"]
        )
        self.assertEqual(self.messages(quick).state, "skipped")
        self.assertIn("/ecom/demo-gateway/pay/", self.mail.text())

    def test_cancelled_meanwhile(self):
        self.switch_on("confirmed", "cancelled")
        order = self.place("cod")
        self.call(
            "POST",
            f"/api/orders/{order['id']}/cancel",
            {},
            auth="secret",
            headers={"Idempotency-Key": "cancel-it-once"},
        )
        self.run_messages()
        self.assertEqual(self.mail.subjects(), [f"Order {order['number']} is cancelled"])

    def test_orders_pay_nothing_for_it(self):
        """At most one statement more, whatever is switched on; none without."""
        self.place("cod")
        quiet = self._queries_of_placing()
        self.switch_on("placed", "confirmed")
        self.place("cod")
        self.assertLessEqual(self._queries_of_placing(), quiet + 1)

    def _queries_of_placing(self):
        before = self.env.cr.sql_log_count
        self.place("cod")
        return self.env.cr.sql_log_count - before

    # === WHAT IT SAYS === #

    def test_breakdown_is_right_to_the_paisa(self):
        self.store.cod_fee = 49.5
        self.switch_on("shipped")
        order = self.paid("partial_cod", quantity=3)
        record = self.record(order)
        self.ship(order)
        self.run_messages()
        text = self.mail.text()
        for amount in (
            record.amount_total,
            record.ecom_paid_amount,
            record.ecom_to_collect,
        ):
            self.assertIn(f"{amount:,.2f}", text)
        parts = dict((label, amount) for label, amount, _strong in record._ecom_breakdown())
        sums = [parts[name] for name in ("Items", "Fee for cash on delivery", "Tax")]
        self.assertAlmostEqual(sum(sums), parts["Total"], 2)
        self.assertAlmostEqual(parts["Paid"] + parts["To pay at the door"], parts["Total"], 2)

    def test_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        rule = self.switch_on("shipped")
        rule.template_id.with_context(lang="fr_FR").subject = "Votre commande {{ object.name }}"
        order = self.place("cod")
        self.record(order).partner_id.lang = "fr_FR"
        self.ship(order)
        self.run_messages()
        self.assertEqual(self.mail.subjects(), [f"Votre commande {order['number']}"])
        self.assertIn("000,00", self.mail.text())

    def test_what_a_merchant_wrote_is_sent(self):
        rule = self.switch_on("shipped")
        rule.template_id.body_html = (
            "<p>Namaste, keep <t t-out='object.ecom_to_collect'/> ready</p>"
        )
        order = self.place("cod")
        self.ship(order)
        self.run_messages()
        self.assertIn("Namaste, keep 1000.0 ready", self.mail.text())

    def test_preview_and_test(self):
        rule = self.rules("shipped").filtered(lambda rule: rule.channel == "email")
        order = self.place("cod")
        preview = self.env["ecom.order.message.preview"].create(
            {"rule_id": rule.id, "order_id": self.record(order).id}
        )
        self.assertEqual(preview.subject, f"Your order {order['number']} is on its way")
        self.assertIn("1,000.00", preview.body)
        preview.test_address = "me@example.com"
        preview.action_send_test()
        ((to, mail),) = self.mail.mails
        self.assertEqual(to, ["me@example.com"])
        self.assertTrue(mail["Subject"].startswith("[Test]"))
        self.assertFalse(self.messages(order))
        self.mail.answer = "550 No"
        with mute_logger("odoo.addons.mail.models.mail_mail"), self.assertRaises(UserError):
            preview.action_send_test()

    # === WHEN IT CANNOT BE SENT === #

    def test_mail_server_refuses_first(self):
        """Acceptance case 23: the order is confirmed all the same, and the mail is sent later, once."""
        self.switch_on("upfront_received")
        order = self.place("partial_cod")
        self.mail.answer = "451 Try again later"
        self.deliver(self.event(order))
        self.run_messages(2)
        record = self.record(order)
        self.assertEqual((record.state, record.ecom_payment_status), ("sale", "partially_paid"))
        message = self.messages(order)
        self.assertEqual((message.state, message.attempts, self.mail.mails), ("pending", 2, []))
        self.assertIn("451", message.error)
        self.mail.answer = None
        with self.mail_server_down():
            self.run_messages()
        self.assertEqual((message.state, message.attempts), ("pending", 3))
        self.run_messages(2)
        self.assertEqual((message.state, len(self.mail.mails)), ("done", 1))
        self.assertIn(record.name, message.body)

    def test_the_rest_goes_on_while_one_waits(self):
        self.switch_on("confirmed")
        one = self.place("cod")
        self.mail.answer = "451 Try again later"
        self.run_messages()
        self.mail.answer = None
        other = self.place("cod")
        with mute_logger("odoo.addons.ecom_base.models.ecom_queue_worker"):
            self.env.cr.flush()
            self.run_lane("ecom.order.message")
        self.env.invalidate_all()
        states = [self.messages(order).state for order in (one, other)]
        self.assertEqual(states, ["pending", "done"])

    def test_address_that_does_not_exist(self):
        self.switch_on("confirmed")
        order = self.place("cod")
        self.mail.answer = "550 No such user"
        self.run_messages()
        message = self.messages(order)
        self.assertEqual(message.state, "undeliverable")
        self.assertIn("550 No such user", self.record(order).ecom_message_problem)
        self.mail.answer = None
        message.action_retry()
        self.run_messages()
        self.assertEqual((message.state, len(self.mail.mails)), ("done", 1))
        self.assertFalse(self.record(order).ecom_message_problem)

    def test_order_without_an_address(self):
        self.switch_on("confirmed")
        order = self.place("cod", customer={"name": "Asha", "phone": "+919845012345"})
        self.run_messages()
        self.assertEqual(self.messages(order).state, "undeliverable")
        self.assertEqual(self.mail.mails, [])

    def test_mail_that_comes_back(self):
        self.switch_on("confirmed")
        order = self.place("cod")
        self.run_messages()
        ((_to, mail),) = self.mail.mails
        bounce = BOUNCE.format(message_id=mail["Message-Id"])
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].message_process("sale.order", bounce)
        self.assertEqual(self.messages(order).state, "undeliverable")
        self.assertTrue(self.record(order).ecom_message_problem)

    def test_odoo_does_not_write_too(self):
        """Neither confirming nor post-processing sends Odoo's own mails."""
        order = self.paid("prepaid")
        record = self.record(order)
        record._send_order_confirmation_mail()
        record._send_payment_succeeded_for_order_mail()
        record.ecom_transaction_ids._post_process()
        mails = self.env["mail.mail"].search(
            [("model", "=", "sale.order"), ("res_id", "=", record.id)]
        )
        self.assertFalse(mails)
        self.assertEqual(self.mail.mails, [])

    # === RULES === #

    def test_new_stores_write_what_customers_expect(self):
        store = self.store.copy({"code": "second", "key_ids": False})
        rules = self.env["ecom.order.message.rule"].with_context(active_test=False)
        active = rules.search([("store_id", "=", store.id)]).filtered("active")
        self.assertLessEqual(
            {"placed", "upfront_received", "shipped", "refunded", "cancelled"},
            set(active.mapped("event")),
        )
        self.assertEqual(set(active.mapped("channel")), {"email"})

    def test_rules_that_make_no_sense(self):
        rule = self.rules("shipped")
        with self.assertRaises(ValidationError):
            rule.template_id = False
        with self.assertRaises(ValidationError):
            rule.write({"for_prepaid": False, "for_cod": False, "for_partial_cod": False})


BOUNCE = """\
Return-Path: <MAILER-DAEMON@example.com>
From: MAILER-DAEMON@example.com
To: bounce@example.com
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_x"
Message-Id: <bounce-1@example.com>

--=_x
Content-Type: text/plain

I could not deliver it.

--=_x
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.com

Final-Recipient: rfc822; asha@example.com
Original-Recipient: rfc822; asha@example.com
Action: failed
Status: 5.1.1

--=_x
Content-Type: message/rfc822

Message-Id: {message_id}
From: shop@example.com
To: asha@example.com
Subject: Order

Hello

--=_x--
"""
