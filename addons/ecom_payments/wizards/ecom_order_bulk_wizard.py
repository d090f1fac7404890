from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..domain.order_operations import OPERATIONS


class EcomOrderBulkWizard(models.TransientModel):
    """Asks before something is done to many orders, and says for how many of them it is possible."""

    _name = "ecom.order.bulk.wizard"
    _description = "Bulk Action on Orders"

    operation = fields.Selection(OPERATIONS, required=True, default="ship")
    order_ids = fields.Many2many(
        "sale.order", string="Orders", readonly=True, default=lambda self: self._selected()
    )
    reason = fields.Char(
        help="Shown in the timeline of each order, and sent to the gateway of a refund."
    )
    possible = fields.Integer(compute="_compute_possible")
    selected = fields.Integer(compute="_compute_possible")
    problems = fields.Text(compute="_compute_possible")

    @api.model
    def _selected(self):
        if self.env.context.get("active_model") != "sale.order":
            return []
        return self.env.context.get("active_ids", [])

    @api.depends("operation", "order_ids")
    def _compute_possible(self):
        operations = self.env["ecom.order.operations"]
        for wizard in self:
            refusals = Counter(
                operations.refusal(order, wizard.operation)
                for order in wizard.order_ids
                if wizard.operation
            )
            wizard.selected = len(wizard.order_ids)
            wizard.possible = refusals.pop(None, 0)
            wizard.problems = "\n".join(
                f"{count} × {sentence}" for sentence, count in refusals.most_common()
            )

    def action_start(self):
        """Start in the background and show how it goes."""
        self.ensure_one()
        if not self.order_ids:
            raise UserError(self.env._("Choose the orders in the list first."))
        if len(self.order_ids.company_id) > 1:
            raise UserError(self.env._("Choose orders of one company at a time."))
        bulk = self.env["ecom.order.bulk"]._start(self.order_ids, self.operation, self.reason)
        return {
            "type": "ir.actions.act_window",
            "name": bulk.name,
            "res_model": "ecom.order.bulk",
            "res_id": bulk.id,
            "view_mode": "form",
        }
