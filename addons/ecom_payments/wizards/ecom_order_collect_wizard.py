from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ecom_base.api.errors import DomainError
from odoo.addons.ecom_base.domain.order_totals import to_decimal


class EcomOrderCollectWizard(models.TransientModel):
    """Records what the courier collected at the door."""

    _name = "ecom.order.collect.wizard"
    _description = "Record Collection"

    order_id = fields.Many2one("sale.order", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="order_id.currency_id")
    due = fields.Monetary(related="order_id.ecom_to_collect", string="Due at the Door")
    amount = fields.Monetary(
        string="Collected",
        required=True,
        compute="_compute_amount",
        precompute=True,
        store=True,
        readonly=False,
        help="Less than due: the rest stays open. More than due: the order is marked for a look.",
    )
    reference = fields.Char(help="Receipt or remittance number of the courier.")
    difference = fields.Monetary(compute="_compute_difference")

    @api.depends("order_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.order_id.ecom_to_collect

    @api.depends("amount", "due")
    def _compute_difference(self):
        for wizard in self:
            wizard.difference = wizard.currency_id.round(wizard.amount - wizard.due)

    def action_collect(self):
        """Record the money."""
        self.ensure_one()
        amount = to_decimal(self.amount, self.currency_id.decimal_places)
        order = self.order_id._ecom_acting("user", self.env.user.name)
        try:
            order.env["ecom.cash.on.delivery"].collect(order, amount, self.reference)
        except DomainError as error:
            raise UserError(error.message) from error
        return {"type": "ir.actions.act_window_close"}
