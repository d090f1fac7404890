"""A store whose mails go to a server of the tests. Put it before ``PaymentsCase``."""

from contextlib import contextmanager

from odoo.tools import mute_logger

from .smtp_server import MailServer

_LOUD = (
    "odoo.addons.mail.models.mail_mail",
    "odoo.addons.base.models.ir_mail_server",
    "odoo.addons.ecom_base.models.ecom_queue_worker",
)


class MessageTools:
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mail = cls.enterClassContext(MailServer().running())
        cls.env["ir.mail_server"].search([]).active = False
        cls.smtp = cls.env["ir.mail_server"].create(
            {
                "name": "Test",
                "smtp_host": "127.0.0.1",
                "smtp_port": cls.mail.port,
                "smtp_encryption": "none",
            }
        )
        cls.store.company_id.email = "shop@example.com"
        # what a test is about it switches on itself
        cls.rules().active = False

    def setUp(self):
        super().setUp()
        self.mail.mails.clear()
        self.mail.answer = None

    @classmethod
    def rules(cls, *events):
        rules = cls.env["ecom.order.message.rule"].with_context(active_test=False)
        domain = [("store_id", "=", cls.store.id)]
        return rules.search(domain + ([("event", "in", events)] if events else []))

    def switch_on(self, *events):
        rules = self.rules(*events).filtered(lambda rule: rule.channel == "email")
        self.assertEqual(set(rules.mapped("event")), set(events))
        rules.active = True
        return rules

    def run_messages(self, rounds=1):
        """Send what waits, as the lane does in each of some minutes."""
        self.env.cr.flush()  # as a commit does
        for _ in range(rounds):
            self.env["ecom.order.message"].search([("state", "=", "pending")]).next_try_at = False
            with mute_logger(*_LOUD):
                self.run_lane("ecom.order.message")
            self.env.invalidate_all()

    def messages(self, order):
        return self.record(order).ecom_message_ids.sorted("id")

    @contextmanager
    def mail_server_down(self):
        port = self.smtp.smtp_port
        self.smtp.smtp_port = 1
        yield
        self.smtp.smtp_port = port
