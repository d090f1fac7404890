from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, html2plaintext, plaintext2html

from odoo.addons.base.models.ir_mail_server import MailDeliveryException


class EcomOrderMessagePreview(models.TransientModel):
    """A customer message as the customer of an order would get it, in their language, with that order's amounts."""

    _name = "ecom.order.message.preview"
    _description = "Preview of a Customer Message"

    order_id = fields.Many2one(
        "sale.order",
        required=True,
        domain=[("ecom_payment_type", "!=", False)],
        compute="_compute_order_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="cascade",
    )
    store_id = fields.Many2one(related="order_id.ecom_store_id")
    rule_id = fields.Many2one(
        "ecom.order.message.rule",
        string="Message",
        required=True,
        compute="_compute_rule_id",
        store=True,
        readonly=False,
        precompute=True,
        context={"active_test": False},
        ondelete="cascade",
    )
    channel = fields.Selection(related="rule_id.channel")
    recipient = fields.Char(string="To", compute="_compute_text")
    subject = fields.Char(compute="_compute_text")
    body = fields.Html(compute="_compute_text", sanitize=False)
    problem = fields.Char(compute="_compute_text")
    test_address = fields.Char(
        string="Send a Test To",
        default=lambda self: self.env.user.email,
        help="Email address, or phone number for an SMS. The customer gets nothing.",
    )

    @api.depends("rule_id")
    def _compute_order_id(self):
        for wizard in self:
            domain = [("ecom_payment_type", "!=", False)]
            if wizard.rule_id:
                domain += [
                    ("ecom_store_id", "=", wizard.rule_id.store_id.id),
                    ("ecom_payment_type", "in", list(wizard.rule_id._payment_types())),
                ]
            wizard.order_id = wizard.order_id or self.env["sale.order"].search(
                domain, order="ecom_placed_at desc, id desc", limit=1
            )

    @api.depends("order_id")
    def _compute_rule_id(self):
        rules = self.env["ecom.order.message.rule"]
        for wizard in self:
            wizard.rule_id = wizard.rule_id or rules.search(
                [("store_id", "=", wizard.order_id.ecom_store_id.id)], limit=1
            )

    @api.depends("order_id", "rule_id")
    def _compute_text(self):
        for wizard in self:
            wizard.recipient = wizard.subject = wizard.body = wizard.problem = False
            if wizard.order_id and wizard.rule_id:
                getattr(wizard, f"_preview_{wizard.rule_id.channel}")()

    def _preview_email(self):
        template = self.rule_id.template_id
        order = self._acting_order()
        try:
            values = template._generate_template(order.ids, ("subject", "body_html"))[order.id]
        except UserError as error:
            self.problem = error.args[0]
            return
        self.subject = values["subject"]
        lang = template._render_lang(order.ids)[order.id]
        self.body = template.with_context(lang=lang)._render_encapsulate(
            "ecom_payments.order_message_layout",
            values["body_html"],
            add_context={"company": order.company_id},
            context_record=order.with_context(lang=lang),
        )
        self.recipient = order._ecom_message_email()
        if not email_normalize(self.recipient):
            self.problem = self.env._("The order has no valid email address.")

    def _preview_sms(self):
        template = self.rule_id.sms_template_id
        order = self._acting_order()
        try:
            text = template._render_field("body", order.ids, compute_lang=True)[order.id]
        except UserError as error:
            self.problem = error.args[0]
            return
        self.body = plaintext2html(text)
        self.recipient = order._ecom_message_phone()
        if not self.recipient:
            self.problem = self.env._("The order has no valid phone number.")

    def _send_test_sms(self):
        number = self.env.user.partner_id._phone_format(number=self.test_address)
        if not number:
            raise UserError(self.env._("Give a phone number with its country code for the test."))
        text = html2plaintext(self.body)
        # sudo: the desk may show a message, also where it has no right on SMS
        sms = self.env["sms.sms"].sudo().create({"number": number, "body": text})
        sms.send(unlink_sent=False)
        if sms.state == "error":
            reasons = dict(sms._fields["failure_type"]._description_selection(self.env))
            raise UserError(
                self.env._("The SMS gateway said: %(problem)s", problem=reasons[sms.failure_type])
            )

    def _acting_order(self):
        return self.order_id.with_company(self.order_id.company_id)

    def action_send_test(self):
        """Send it to oneself."""
        self.ensure_one()
        getattr(self, f"_send_test_{self.channel}")()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Sent to %(address)s.", address=self.test_address),
            },
        }

    def _send_test_email(self):
        address = email_normalize(self.test_address)
        if not address:
            raise UserError(self.env._("Give a valid email address for the test."))
        values = {
            "email_to": address,
            "recipient_ids": [],
            "auto_delete": True,
            "subject": self.env._("[Test] %(subject)s", subject=self.subject),
            "model": False,
            "res_id": False,
        }
        try:
            # sudo: the desk may show a message, also where it has no right on templates
            self.rule_id.sudo().template_id.send_mail(
                self.order_id.id,
                force_send=True,
                raise_exception=True,
                email_layout_xmlid="ecom_payments.order_message_layout",
                email_values=values,
            )
        except MailDeliveryException as error:
            raise UserError(
                self.env._("The mail server did not take it: %(problem)s", problem=error.args[-1])
            ) from error
