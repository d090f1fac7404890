from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PaymentsCase
from .messages import MessageTools
from .sms_gateway import SmsGateway


@tagged("post_install", "-at_install")
class TestOrderSms(MessageTools, PaymentsCase):
    """The same messages by SMS: switched off until somebody wants to pay for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gateway = cls.enterClassContext(SmsGateway().running())

    def setUp(self):
        super().setUp()
        self.gateway.sent.clear()
        self.gateway.state = "success"

    def switch_on_sms(self, event):
        rule = self.rules(event).filtered(lambda rule: rule.channel == "sms")
        rule.active = True
        return rule

    def test_new_stores_send_none(self):
        store = self.store.copy({"code": "third", "key_ids": False})
        rules = self.env["ecom.order.message.rule"].search([("store_id", "=", store.id)])
        self.assertNotIn("sms", rules.mapped("channel"))

    def test_sent_beside_the_mail(self):
        self.switch_on_sms("shipped")
        self.rules("shipped").active = True
        order = self.paid("partial_cod")
        self.ship(order)
        self.run_messages()
        ((number, text),) = self.gateway.sent
        self.assertEqual(number, "+919845012345")
        self.assertIn("800.00", text)
        self.assertEqual(len(self.mail.mails), 1)
        sent = self.messages(order).filtered(lambda row: row.channel == "sms")
        self.assertEqual((sent.state, sent.text, sent.recipient), ("done", text, number))

    def test_gateway_that_fails(self):
        self.switch_on_sms("placed")
        order = self.place("cod")
        self.gateway.state = "server_error"
        self.run_messages(2)
        message = self.messages(order)
        self.assertEqual((message.state, message.attempts), ("pending", 2))
        self.gateway.state = "success"
        self.run_messages(2)
        self.assertEqual((message.state, len(self.gateway.sent)), ("done", 1))

    def test_wrong_number(self):
        self.switch_on_sms("placed")
        order = self.place("cod")
        self.gateway.state = "wrong_number_format"
        self.run_messages(2)
        message = self.messages(order)
        self.assertEqual((message.state, message.result), ("undeliverable", "Wrong Number Format"))

    def test_preview(self):
        rule = self.switch_on_sms("placed")
        preview = self.env["ecom.order.message.preview"].create(
            {"rule_id": rule.id, "order_id": self.record(self.place("cod")).id}
        )
        self.assertIn("1,000.00", preview.body)
        self.assertEqual(preview.recipient, "+919845012345")
        preview.test_address = "+919900000000"
        preview.action_send_test()
        self.assertEqual(self.gateway.sent[0][0], "+919900000000")
        preview.test_address = "me"
        with self.assertRaises(UserError):
            preview.action_send_test()
