from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import PaymentsCase
from .messages import MessageTools


@tagged("post_install", "-at_install")
class TestMessageRoles(MessageTools, PaymentsCase):
    """Who may say what customers are told."""

    def user(self, group, company=None):
        company = company or self.store.company_id
        login = f"messages_{group}_{company.id}"
        return self.make_employee(f"ecom_base.group_ecom_{group}", login, company=company)

    def test_managers_set_the_rules(self):
        rule = self.rules("shipped")[:1].with_user(self.user("manager"))
        rule.delay_minutes = 5
        rule.copy({"event": "delivered"}).unlink()
        for group in ("analyst", "marketing", "order_desk"):
            other = rule.with_user(self.user(group))
            self.assertEqual(other.event, "shipped")
            with self.assertRaises(AccessError):
                other.active = False

    def test_desk_sends_again_and_previews(self):
        rule = self.switch_on("placed")
        # new users get mail too
        desk, *others = (self.user(group) for group in ("order_desk", "analyst", "marketing"))
        order = self.place("cod")
        self.mail.answer = "550 No such user"
        self.run_messages()
        message = self.messages(order)
        preview = self.env["ecom.order.message.preview"].with_user(desk)
        preview = preview.create({"order_id": self.record(order).id, "rule_id": rule.id})
        self.assertIn("1,000.00", preview.body)
        for user in others:
            self.assertEqual(message.with_user(user).state, "undeliverable")
            with self.assertRaises(AccessError):
                message.with_user(user).action_retry()
            with self.assertRaises(AccessError):
                self.env["ecom.order.message.preview"].with_user(user).create(
                    {"order_id": self.record(order).id, "rule_id": rule.id}
                )
        self.mail.answer = None
        self.mail.mails.clear()
        message.with_user(desk).action_retry()
        self.run_messages()
        self.assertEqual(message.state, "done")

    def test_nobody_writes_messages_by_hand(self):
        self.switch_on("placed")
        order = self.place("cod")
        message = self.messages(order)
        for group in ("analyst", "marketing", "order_desk", "manager"):
            with self.assertRaises(AccessError):
                message.with_user(self.user(group)).copy()
            with self.assertRaises(AccessError):
                message.with_user(self.user(group)).unlink()

    def test_other_companies_messages_are_invisible(self):
        self.switch_on("placed")
        order = self.place("cod")
        self.env.cr.flush()
        outsider = self.user("manager", self.make_company("Far away"))
        for model, domain in (
            ("ecom.order.message", [("order_id.ecom_uid", "=", order["id"])]),
            ("ecom.order.message.rule", [("store_id", "=", self.store.id)]),
        ):
            self.assertTrue(self.env[model].search_count(domain))
            self.assertFalse(self.env[model].with_user(outsider).search_count(domain), model)
