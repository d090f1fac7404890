from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class EcomOrderBulkLine(models.Model):
    """One order of a bulk action and what came of it."""

    _name = "ecom.order.bulk.line"
    _description = "Order of a Bulk Action"
    _inherit = ["ecom.queue.mixin"]
    _order = "id"
    _rec_name = "order_id"

    _queue_batch = 10  # a delivery is a lot of work, and its progress is watched
    _queue_keep_days = 90
    _queue_settled = ("done", "refused")

    bulk_id = fields.Many2one(
        "ecom.order.bulk", required=True, readonly=True, index=True, ondelete="cascade"
    )
    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="bulk_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="order_id.partner_id")
    state = fields.Selection(
        selection_add=[("refused", "Not possible")], ondelete={"refused": "cascade"}
    )
    result = fields.Char(readonly=True, help="What was done, or why nothing was.")

    @api.model
    def _lane_key(self, vals):
        return f"order:{vals['order_id']}"

    def _process_one(self):
        bulk = self.bulk_id
        order = self.order_id.with_user(bulk.user_id)
        order = order.with_context(
            lang=bulk.user_id.lang, allowed_company_ids=bulk.company_id.ids
        )._ecom_acting("user", bulk.user_id.name)
        try:
            result = order.env["ecom.order.operations"].run(order, bulk.operation, bulk.reason)
            self.write({"result": result})
        except (UserError, AccessError) as error:
            self.env.invalidate_all()
            self.write(
                {"state": "refused", "result": error.args[0], "done_at": fields.Datetime.now()}
            )
