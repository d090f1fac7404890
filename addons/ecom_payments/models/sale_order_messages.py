from odoo import api, fields, models
from odoo.tools import email_normalize

from ..domain.money import ZERO


class SaleOrder(models.Model):
    """What messages to customers say of their order, and what was written to them.

    The fields without a column are for templates. Which payment or parcel a message is about comes from the context.
    """

    _inherit = "sale.order"

    ecom_message_ids = fields.One2many(
        "ecom.order.message",
        "order_id",
        string="Customer Messages",
        readonly=True,
        groups="ecom_base.group_ecom_analyst",
    )
    ecom_message_problem = fields.Char(
        string="Customer Cannot Be Reached",
        compute="_compute_ecom_message_problem",
        help="The last message did not arrive.",
    )
    ecom_message_amount = fields.Monetary(
        string="Amount of the Message",
        compute="_compute_ecom_message_facts",
        help="The payment or refund that a message is about.",
    )
    ecom_message_tracking = fields.Char(
        string="Tracking in the Message",
        compute="_compute_ecom_message_facts",
        help="Carrier and tracking number of the parcel that a message is about.",
    )
    ecom_pay_url = fields.Char(
        string="Payment Page",
        compute="_compute_ecom_message_facts",
        help="Where the customer can pay what is due online now.",
    )
    ecom_pay_amount = fields.Monetary(
        string="To Pay on the Payment Page", compute="_compute_ecom_message_facts"
    )
    ecom_pay_until = fields.Char(
        string="Payment Page Valid Until",
        compute="_compute_ecom_message_facts",
        help="In the store's time zone.",
    )
    ecom_money_breakdown = fields.Html(
        string="Breakdown",
        compute="_compute_ecom_money_breakdown",
        sanitize=False,
        help="Table of what the order costs, what was paid and what is to be paid at the door.",
    )

    # sudo in all of them: the words go to the customer, whoever has them sent
    @api.depends("ecom_message_ids.state")
    def _compute_ecom_message_problem(self):
        for order in self:
            last = (
                order.sudo().ecom_message_ids.filtered("done_at").sorted("done_at")[-1:]
            )  # sudo: see above
            bad = last.state in {"undeliverable", "failed"}
            order.ecom_message_problem = bad and (last.result or last.error)

    @api.depends("ecom_transaction_ids.state", "picking_ids.carrier_tracking_ref")
    @api.depends_context("ecom_message_id", "lang")
    def _compute_ecom_message_facts(self):
        message = self.env["ecom.order.message"].sudo()  # sudo: see above
        message = message.browse(self.env.context.get("ecom_message_id"))
        for order in self:
            about = message if message.order_id == order else message.browse()
            rows = order.sudo().ecom_transaction_ids.sorted("id")  # sudo: see above
            row = about.transaction_id or rows.filtered(lambda row: row.state == "done")[-1:]
            parcel = (
                about.picking_id
                or order.sudo().picking_ids.filtered(  # sudo: see above
                    lambda picking: picking._ecom_is_parcel()
                )[-1:]
            )
            page = self.env["ecom.payment.links"].page(order)
            order.ecom_message_amount = abs(row.amount)
            order.ecom_message_tracking = " ".join(
                filter(None, (parcel.carrier_id.name, parcel.carrier_tracking_ref))
            )
            order.ecom_pay_url = page.ecom_payment_url
            order.ecom_pay_amount = page.amount
            order.ecom_pay_until = page.ecom_expires_at and order._ecom_local(page.ecom_expires_at)

    @api.depends("amount_total", "ecom_paid_amount", "ecom_to_collect", "ecom_refunded_amount")
    @api.depends_context("lang")
    def _compute_ecom_money_breakdown(self):
        for order in self:
            order.ecom_money_breakdown = self.env["ir.qweb"]._render(
                "ecom_payments.order_message_breakdown",
                {"order": order, "parts": order._ecom_breakdown()},
                minimal_qcontext=True,
            )

    def _ecom_breakdown(self):
        """Return the lines of the table in messages: list of (label, amount, whether it is a sum)."""
        self.ensure_one()
        totals = self.env["ecom.order.builder"].totals(self)
        # what is agreed, while nobody waits at a door yet
        waits = self.state in {"draft", "sent"}
        at_door = self._ecom_money("ecom_cod_amount" if waits else "ecom_to_collect")
        online = self._ecom_money("ecom_balance") - at_door if waits else ZERO
        parts = [
            (self.env._("Items"), totals.subtotal, False),
            (self.env._("Discount"), -totals.discount, False),
            (self.env._("Shipping"), totals.shipping, False),
            (self.env._("Fee for cash on delivery"), totals.fee, False),
            (self.env._("Tax"), totals.tax, False),
            (self.env._("Total"), totals.total, True),
            (self.env._("Paid"), self._ecom_money("ecom_paid_amount"), False),
            (self.env._("Refunded"), -self._ecom_money("ecom_refunded_amount"), False),
            (self.env._("To pay online"), max(online, ZERO), False),
            (self.env._("To pay at the door"), at_door, at_door > 0),
        ]
        return [
            (label, float(amount), strong) for label, amount, strong in parts if amount or strong
        ]

    def _ecom_local(self, moment):
        """Return a moment as customers of the store read it."""
        return (
            self.env["ir.qweb.field.datetime"]
            .with_context(tz=self.ecom_store_id.tz)
            .value_to_html(moment, {"format": "d MMM y, HH:mm"})
        )

    def _ecom_message_email(self):
        """Return the address that this order's customer is written to."""
        self.ensure_one()
        return self.ecom_email or self.partner_id.email or ""

    def _ecom_message_phone(self):
        """Return the number that this order's customer is written to, in E.164, empty if there is no valid one."""
        self.ensure_one()
        if self.ecom_phone:
            return self.ecom_phone
        partner = self.partner_id
        return partner._phone_format(number=partner.phone, country=partner.country_id) or ""

    def _message_receive_bounce(self, email, partner):
        """A message came back: say so on the order, so that somebody calls the customer."""
        super()._message_receive_bounce(email, partner)
        for order in self:
            sent = order.ecom_message_ids.filtered(
                lambda row: row.state == "done" and row.recipient == email_normalize(email)
            )
            # sudo: the mail gateway reports it
            sent[:1].sudo()._close("undeliverable", self.env._("The mail came back."))

    # === ODOO'S OWN MAILS === #

    def _send_order_notification_mail(self, mail_template, **options):
        """The shop writes to its customers itself, see ``ecom.order.message.rule``; Odoo's confirmation would be a second one."""
        if self.ecom_payment_type:
            return None
        return super()._send_order_notification_mail(mail_template, **options)
