from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ..domain.order_messages import EVENTS, MAY_HAVE_LINK, WITH_LINK, outdated

_WRONG_NUMBER = {"sms_number_missing", "sms_number_format", "sms_country_not_supported"}
_REFUSED_FOR_GOOD = range(500, 600)  # SMTP: trying again changes nothing


class EcomOrderMessage(models.Model):
    """A message to a customer about an order: waiting, sent, or why not. Also the history of what was written.

    Rows come from ``ecom.order.messages``, in the transaction of what they tell; nothing is sent before that is committed.
    """

    _name = "ecom.order.message"
    _description = "Message to a Customer"
    _inherit = ["ecom.queue.mixin"]
    _order = "id desc"
    _rec_name = "event"

    _queue_batch = 1  # what was sent is committed before the next is tried: a killed worker repeats one at most
    _queue_max_attempts = 14  # about a day: a mail server may be down for a night
    _queue_retriable = ("failed", "undeliverable")
    _queue_settled = ("done", "skipped", "undeliverable")
    _queue_keep_days = 730
    _queue_action = "ecom_payments.ecom_order_message_action"

    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    rule_id = fields.Many2one(
        "ecom.order.message.rule", readonly=True, index="btree_not_null", ondelete="set null"
    )
    event = fields.Selection(EVENTS, string="About", required=True, readonly=True)
    channel = fields.Selection(
        [("email", "Email"), ("sms", "SMS")], string="By", required=True, readonly=True
    )
    about = fields.Char(
        string="Occasion",
        required=True,
        readonly=True,
        help="Which of several events of the kind: a payment, a parcel. An order is told of each once.",
    )
    transaction_id = fields.Many2one(
        "payment.transaction", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    picking_id = fields.Many2one(
        "stock.picking",
        string="Parcel",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    recipient = fields.Char(string="To", readonly=True, help="Email address or phone number.")
    result = fields.Char(readonly=True, help="Why it was not sent.")
    text = fields.Text(string="SMS", readonly=True)
    body = fields.Html(string="Text", related="mail_message_id.body")
    mail_message_id = fields.Many2one(
        "mail.message", readonly=True, index="btree_not_null", ondelete="set null"
    )
    state = fields.Selection(
        selection_add=[
            ("done", "Sent"),
            ("skipped", "Not needed"),
            ("undeliverable", "Undeliverable"),
        ],
        ondelete={"skipped": "cascade", "undeliverable": "cascade"},
    )

    _once = models.UniqueIndex("(order_id, rule_id, about) WHERE rule_id IS NOT NULL")

    @api.model
    def _lane_key(self, vals):
        return f"order:{vals['order_id']}"

    def _process_one(self):
        reason = self._why_not()
        if reason:
            self._close("skipped", reason)
            return
        if self._needs_link() and self.env["ecom.payment.links"].for_message(self):
            # first committed, then sent: a payment on a page that we do not remember could not be matched
            return
        getattr(self, f"_send_{self.channel}")()

    def _settle(self):
        """A message that only just got its payment page stays in the queue, and is sent in the next round."""
        if self.state == "pending" and not self.recipient:
            return
        super()._settle()

    def _close(self, state, result):
        self.write(
            {
                "state": state,
                "result": result,
                "done_at": fields.Datetime.now(),
                "next_try_at": False,
            }
        )

    # === OUT OF DATE === #

    def _why_not(self):
        """Return why it need not be sent (a sentence), None if it must."""
        order = self.order_id
        code = outdated(
            self.event,
            cancelled=order.state == "cancel",
            due_online=self.env["ecom.payment.links"].is_due(order),
            parcel_outcome=self.picking_id.ecom_outcome,
        )
        sentences = {
            "cancelled": self.env._("The order was cancelled meanwhile."),
            "paid": self.env._("Nothing is to be paid online any more."),
            "overtaken": self.env._("The parcel was further already."),
        }
        return sentences.get(code)

    def _needs_link(self):
        links = self.env["ecom.payment.links"]
        if self.event in MAY_HAVE_LINK:
            return not links.page(self.order_id)
        return self.event in WITH_LINK and not links.open_link(self.order_id)

    # === EMAIL === #

    def _send_email(self):
        order = self._order_for_template()
        address = email_normalize(order._ecom_message_email())
        if not address:
            self._close("undeliverable", self.env._("The order has no valid email address."))
            return
        self.recipient = address
        mail_id = self.rule_id.template_id.with_context(order.env.context).send_mail(
            order.id,
            force_send=True,
            raise_exception=True,
            email_layout_xmlid="ecom_payments.order_message_layout",
            email_values={"email_to": address, "recipient_ids": [], "auto_delete": False},
        )
        self.mail_message_id = self.env["mail.mail"].browse(mail_id).mail_message_id

    # === SMS === #

    def _send_sms(self):
        order = self._order_for_template()
        number = order._ecom_message_phone()
        if not number:
            self._close("undeliverable", self.env._("The order has no valid phone number."))
            return
        self.recipient = number
        body = self.rule_id.sms_template_id._render_field("body", order.ids, compute_lang=True)[
            order.id
        ]
        sms = self.env["sms.sms"].create(
            {"number": number, "body": body, "partner_id": order.partner_id.id}
        )
        sms.send(unlink_sent=False, raise_exception=True)
        if sms.state == "error":
            reason = dict(sms._fields["failure_type"]._description_selection(self.env))
            problem = reason.get(sms.failure_type, sms.failure_type)
            if sms.failure_type not in _WRONG_NUMBER:
                raise UserError(self.env._("The SMS gateway said: %(problem)s", problem=problem))
            self._close("undeliverable", problem)
        self.text = body

    def _order_for_template(self):
        """Return the order as templates see it: with what this message is about."""
        order = self.order_id.with_company(self.company_id)
        return order.with_context(ecom_message_id=self.id)

    def _failure_vals(self, exc):
        vals = super()._failure_vals(exc)
        refusal = _refusal(exc)
        if refusal:
            vals |= {
                "state": "undeliverable",
                "next_try_at": False,
                "result": refusal,
                "done_at": fields.Datetime.now(),
            }
        return vals


def _refusal(exc):
    """Return what the mail server said if it will never take a message for this address, else None."""
    while exc is not None:
        refused = getattr(exc, "recipients", None)  # smtplib.SMTPRecipientsRefused
        if isinstance(refused, dict):
            answers = list(refused.values())
            if answers and all(code in _REFUSED_FOR_GOOD for code, _text in answers):
                code, text = answers[0]
                return (
                    f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
                )
            return None
        exc = exc.__cause__ or exc.__context__
    return None
