from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ecom_base.api.errors import DomainError
from odoo.addons.ecom_base.domain.order_totals import to_decimal


class EcomOrderRefundWizard(models.TransientModel):
    """Gives money of an order back."""

    _name = "ecom.order.refund.wizard"
    _description = "Refund"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="order_id.currency_id")
    refundable_online = fields.Monetary(
        string="Paid Online",
        compute="_compute_refundable",
        help="Goes back the way it came, through the gateway.",
    )
    refundable_cash = fields.Monetary(
        string="Paid at the Door",
        compute="_compute_refundable",
        help="Somebody has to hand this over or transfer it.",
    )
    amount = fields.Monetary(
        string="Refund",
        required=True,
        compute="_compute_amount",
        precompute=True,
        store=True,
        readonly=False,
        help="Online payments are refunded first.",
    )
    by_hand = fields.Monetary(compute="_compute_by_hand")
    reason = fields.Char(
        required=True, help="Shown in the timeline of the order and sent to the gateway."
    )

    @api.depends("order_id")
    def _compute_refundable(self):
        refunds = self.env["ecom.refunds"]
        for wizard in self:
            online = refunds.refundable(wizard.order_id, online_only=True)
            wizard.refundable_online = float(online)
            wizard.refundable_cash = float(refunds.refundable(wizard.order_id) - online)

    @api.depends("refundable_online", "refundable_cash")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.refundable_online or wizard.refundable_cash

    @api.depends("amount", "refundable_online")
    def _compute_by_hand(self):
        for wizard in self:
            wizard.by_hand = max(wizard.amount - wizard.refundable_online, 0.0)

    def action_refund(self):
        """Give the amount back."""
        self.ensure_one()
        amount = to_decimal(self.amount, self.currency_id.decimal_places)
        order = self.order_id._ecom_acting("user", self.env.user.name)
        try:
            order.env["ecom.refunds"].refund(order, amount, self.reason)
        except DomainError as error:
            raise UserError(error.message) from error
        return {"type": "ir.actions.act_window_close"}
