from odoo import api, fields, models

from ..domain.order_operations import OPERATIONS


class EcomOrderBulk(models.Model):
    """One operation on many orders, done in the background: how far it is, and what came of each order."""

    _name = "ecom.order.bulk"
    _description = "Bulk Action"
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    operation = fields.Selection(OPERATIONS, required=True, readonly=True)
    reason = fields.Char(readonly=True, help="Shown in the timeline of each order.")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Started By", required=True, readonly=True, index=True
    )
    line_ids = fields.One2many("ecom.order.bulk.line", "bulk_id", string="Orders", readonly=True)
    total = fields.Integer(string="Selected", compute="_compute_progress")
    done = fields.Integer(compute="_compute_progress")
    refused = fields.Integer(
        string="Not Possible",
        compute="_compute_progress",
        help="Orders that were left as they are. Each says why.",
    )
    waiting = fields.Integer(compute="_compute_progress")
    progress = fields.Float(compute="_compute_progress", help="Percent of the orders handled.")
    state = fields.Selection(
        [("running", "Running"), ("finished", "Finished")], compute="_compute_progress"
    )

    @api.depends("operation", "line_ids")
    def _compute_name(self):
        labels = dict(self._fields["operation"]._description_selection(self.env))
        for bulk in self:
            bulk.name = self.env._(
                "%(operation)s: %(count)s orders",
                operation=labels.get(bulk.operation, ""),
                count=bulk.total,
            )

    @api.depends("line_ids.state")
    def _compute_progress(self):
        groups = self.env["ecom.order.bulk.line"]._read_group(
            [("bulk_id", "in", self.ids)], ["bulk_id", "state"], ["__count"]
        )
        counts = {(bulk.id, state): count for bulk, state, count in groups}
        for bulk in self:
            bulk.waiting = counts.get((bulk.id, "pending"), 0)
            bulk.done = counts.get((bulk.id, "done"), 0)
            bulk.refused = counts.get((bulk.id, "refused"), 0) + counts.get((bulk.id, "failed"), 0)
            bulk.total = bulk.waiting + bulk.done + bulk.refused
            bulk.progress = 100.0 * (bulk.total - bulk.waiting) / bulk.total if bulk.total else 0.0
            bulk.state = "running" if bulk.waiting else "finished"

    @api.model
    def _start(self, orders, operation, reason=None):
        """Have an operation done to orders, with the rights of the user who asks.

        :param orders: ``sale.order`` of one company
        :return: the ``ecom.order.bulk``
        """
        orders = orders.with_env(self.env)
        orders.check_access("write")
        # sudo: nobody else writes what was asked for, or another user's rights could be borrowed
        bulk = self.sudo().create(
            {
                "operation": operation,
                "reason": reason,
                "company_id": orders.company_id.id,
                "user_id": self.env.uid,
            }
        )
        bulk.line_ids._enqueue([{"bulk_id": bulk.id, "order_id": order.id} for order in orders])
        return bulk.sudo(False)

    def action_refused(self):
        """Show the orders that were left as they are."""
        self.ensure_one()
        refused = self.line_ids.filtered(lambda line: line.state in {"refused", "failed"})
        action = self.env["ir.actions.act_window"]._for_xml_id("ecom_base.ecom_order_action")
        return action | {
            "domain": [("id", "in", refused.order_id.ids)],
            "context": {},
        }
