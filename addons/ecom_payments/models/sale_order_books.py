from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ecom_base.api.errors import DomainError
from odoo.addons.ecom_base.domain.order_totals import to_decimal


class SaleOrder(models.Model):
    """What of an order is in the company's books, and what people may do about the rest."""

    _inherit = "sale.order"

    ecom_entry_ids = fields.One2many(
        "account.move", "ecom_order_id", readonly=True, groups="ecom_base.group_ecom_analyst"
    )

    ecom_booked_count = fields.Integer(compute="_compute_ecom_booked_count")
    ecom_cash_held = fields.Monetary(
        string="Cash with Carrier",
        compute="_compute_ecom_cash_held",
        help="Collected for this order and not paid out yet.",
        currency_field="ecom_company_currency_id",
        groups="ecom_base.group_ecom_analyst",
    )
    ecom_company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    ecom_remittance_count = fields.Integer(
        compute="_compute_ecom_remittance_count", groups="ecom_base.group_ecom_analyst"
    )

    @api.depends("ecom_transaction_ids.payment_id", "ecom_entry_ids")
    def _compute_ecom_booked_count(self):
        for order in self.sudo():  # sudo: the desk may count what it may not open
            order.ecom_booked_count = len(
                order.ecom_transaction_ids.payment_id.move_id | order.ecom_entry_ids
            )

    def _compute_ecom_cash_held(self):
        groups = self.env["ecom.cod.cash"]._read_group(
            [("order_id", "in", self.ids)], ["order_id"], ["amount:sum"]
        )
        held = {order.id: amount for order, amount in groups}
        for order in self:
            order.ecom_cash_held = held.get(order.id, 0.0)

    def _compute_ecom_remittance_count(self):
        lines = self.env["ecom.cod.remittance.line"]._read_group(
            [("order_id", "in", self.ids)], ["order_id"], ["remittance_id:count_distinct"]
        )
        counts = {order.id: count for order, count in lines}
        for order in self:
            order.ecom_remittance_count = counts.get(order.id, 0)

    def _ecom_exact(self, amount):
        """Return an amount of this order's currency as an exact Decimal."""
        self.ensure_one()
        return to_decimal(amount, self.currency_id.decimal_places)

    def action_cancel(self):
        """Calling off an order of the shop gives back what was paid online, as over the API."""
        ours = self.filtered("ecom_payment_type")
        for order in ours._ecom_acting("user", self.env.user.name):
            try:
                order.env["ecom.orders"].cancel(order)
            except DomainError as error:
                raise UserError(error.message) from error
        return super(SaleOrder, self - ours).action_cancel() if self - ours else True

    def action_ecom_write_off(self):
        """Give up what is still due at the door. For merchant managers."""
        if not self.env.user.has_group("ecom_base.group_ecom_manager"):
            raise UserError(self.env._("Only a merchant manager writes off money."))
        for order in self._ecom_acting("user", self.env.user.name):
            try:
                order.env["ecom.cash.on.delivery"].write_off(
                    order, self.env._("by %(user)s", user=self.env.user.name)
                )
            except DomainError as error:
                raise UserError(error.message) from error

    # === WHERE ITS MONEY IS === #

    def action_ecom_books(self):
        """Open the journal entries of these orders' payments and charges."""
        orders = self.sudo()  # sudo: only to find them; opening them takes a right of one's own
        moves = orders.ecom_transaction_ids.payment_id.move_id | orders.ecom_entry_ids
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("In the Books"),
            "res_model": "account.move",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", moves.ids)],
        }

    def action_ecom_cash(self):
        """Open what carriers still owe for these orders."""
        action = self.env["ir.actions.act_window"]._for_xml_id("ecom_payments.ecom_cod_cash_action")
        return action | {"domain": [("order_id", "in", self.ids)], "context": {}}

    def action_ecom_remittances(self):
        """Open the remittances that these orders' cash came with, or should have."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ecom_payments.ecom_cod_remittance_line_action"
        )
        return action | {"domain": [("order_id", "in", self.ids)], "context": {}}
