from odoo import api, fields, models


class EcomOrderUnwinding(models.Model):
    """An order that will not be fulfilled: its invoice is credited, its upfront decided on, its shipment called off.

    Outside of the request that cancelled it or took its parcel back, and again until it worked.
    """

    _name = "ecom.order.unwinding"
    _description = "Order to Unwind"
    _inherit = ["ecom.queue.mixin"]
    _order = "id desc"
    _rec_name = "order_id"

    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [("cancelled", "Cancelled"), ("returned", "Came back undelivered")],
        required=True,
        readonly=True,
    )

    @api.model
    def _lane_key(self, vals):
        return f"order:{vals['order_id']}"

    def _process_one(self):
        order = self.order_id._ecom_acting("cron", self.env._("Undelivered orders"))
        order = order.with_company(order.company_id)
        order.env["ecom.unwinding"].unwind(order, self.kind)

    def _failure_vals(self, exc):
        vals = super()._failure_vals(exc)
        if vals.get("state") == "failed":
            self.order_id._ecom_acting("cron", self.env._("Undelivered orders"))._ecom_flag(
                self.env._("Not unwound: %(problem)s", problem=vals["error"])
            )
        return vals
