from odoo import api, fields, models
from odoo.exceptions import UserError


class EcomPaymentUpdateWizard(models.TransientModel):
    """One dialog for what customer service does about an order's payment. It says what is possible, and why not the rest."""

    _name = "ecom.payment.update.wizard"
    _description = "Update Payment"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="order_id.currency_id")
    operation = fields.Selection(
        [
            ("send_link", "Send a payment link"),
            ("remind", "Remind of the payment"),
            ("convert", "Ask to pay online instead of at the door"),
            ("collect", "Record what was collected at the door"),
            ("fail", "Mark the online payment as failed"),
            ("refund", "Give money back"),
        ],
        string="What happened, or shall happen",
        required=True,
        compute="_compute_operation",
        store=True,
        readonly=False,
        precompute=True,
    )
    due_online = fields.Monetary(
        compute="_compute_due",
        help="What the customer would be asked to pay on the payment page.",
    )
    with_discount = fields.Monetary(
        string="Discount Included",
        compute="_compute_due",
        help="The standing offer for paying online.",
    )
    hours = fields.Integer(
        string="Valid For (Hours)",
        compute="_compute_hours",
        store=True,
        readonly=False,
        precompute=True,
        help="An order that waits for its payment is kept, with its stock, as long.",
    )
    send_to = fields.Char(compute="_compute_send_to")
    reason = fields.Char(help="Shown in the timeline of the order.")
    problem = fields.Char(compute="_compute_problem")
    has_odoo_page = fields.Boolean(compute="_compute_has_odoo_page")
    payment_url = fields.Char(string="Payment Link", readonly=True)
    result = fields.Char(readonly=True)

    @api.depends("order_id")
    def _compute_operation(self):
        for wizard in self:
            order = wizard.order_id
            wizard.operation = (
                "send_link"
                if self.env["ecom.payment.links"].is_due(order)
                else "collect"
                if order.ecom_to_collect
                else "refund"
            )

    @api.depends("order_id")
    def _compute_hours(self):
        for wizard in self:
            wizard.hours = wizard.order_id.ecom_store_id.payment_link_hours

    @api.depends("order_id", "operation")
    def _compute_due(self):
        for wizard in self:
            order = wizard.order_id
            offer = self.env["ecom.prepaid.offers"].standing(order)
            page = self.env["ecom.payment.links"].page(order)
            if offer:
                wizard.due_online = float(offer.amount)
            elif order.ecom_status == "pending_payment":
                is_all = wizard.operation == "convert"
                wizard.due_online = order.ecom_balance if is_all else order.ecom_upfront_amount
            else:
                wizard.due_online = page.amount or order.ecom_to_collect
            wizard.with_discount = float(offer.discount) if offer else 0.0

    @api.depends("order_id")
    def _compute_send_to(self):
        for wizard in self:
            order = wizard.order_id
            wizard.send_to = ", ".join(
                filter(None, (order._ecom_message_email(), order.ecom_phone))
            )

    @api.depends("order_id", "operation")
    def _compute_problem(self):
        operations = self.env["ecom.order.operations"]
        for wizard in self:
            order, operation = wizard.order_id, wizard.operation
            if operation == "collect":
                possible = order.state == "sale" and order.ecom_to_collect
                wizard.problem = not possible and self.env._("Nothing is due at the door.")
            elif operation == "refund":
                possible = self.env["ecom.refunds"].refundable(order)
                wizard.problem = not possible and self.env._(
                    "Nothing was paid that could be given back."
                )
            else:
                wizard.problem = operation and operations.refusal(order, operation)

    # === BUTTONS === #

    def action_apply(self):
        """Do it, and show what came of it."""
        self.ensure_one()
        if self.operation in {"collect", "refund"}:
            return self._open(f"ecom_payments.ecom_order_{self.operation}_wizard_action")
        order = self._acting_order()
        self.result = order.env["ecom.order.operations"].run(order, self.operation, self.reason)
        if self.operation != "fail":
            self.payment_url = self.env["ecom.payment.links"].open_link(order).ecom_payment_url
        return self._again()

    def action_make_link(self):
        """Make a link to copy, without sending it."""
        self.ensure_one()
        if self.operation not in {"send_link", "remind", "convert"}:
            raise UserError(self.env._("Choose to send a payment link first."))
        order = self._acting_order()
        order._ecom_lock()
        links = order.env["ecom.payment.links"]
        row = (
            links.ask(order, "convert_to_prepaid")
            if self.operation == "convert"
            else links.make(order)
        )
        self.payment_url = row.ecom_payment_url
        self.result = self.env._("Copy the link and send it yourself.")
        return self._again()

    def action_odoo_page(self):
        """Make a link to Odoo's payment page, for PayPal and other providers of Odoo."""
        self.ensure_one()
        self.payment_url = self.env["ecom.payment.links"].odoo_page(self.order_id)
        self.result = self.env._("Copy the link and send it yourself.")
        return self._again()

    @api.depends("order_id")
    def _compute_has_odoo_page(self):
        # sudo: whether there are any
        providers = self.env["payment.provider"].sudo()
        for wizard in self:
            wizard.has_odoo_page = bool(
                wizard.order_id.ecom_status == "pending_payment"
                and providers.search_count(
                    [
                        ("company_id", "=", wizard.order_id.company_id.id),
                        ("is_published", "=", True),
                        ("state", "!=", "disabled"),
                    ],
                    limit=1,
                )
            )

    def _acting_order(self):
        order = self.order_id._ecom_acting("user", self.env.user.name)
        return order.with_context(ecom_link_hours=self.hours)

    def _open(self, xml_id):
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        return action | {"context": {"default_order_id": self.order_id.id}}

    def _again(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ecom_payments.ecom_payment_update_wizard_action"
        )
        return action | {"res_id": self.id, "context": {}}
