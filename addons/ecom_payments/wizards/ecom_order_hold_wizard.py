from odoo import api, fields, models
from odoo.exceptions import UserError

from ..domain import order_status, risk_policy

#: Afterwards there is nothing left to hold back.
_STILL_HERE = {order_status.PENDING_PAYMENT, order_status.CONFIRMED, order_status.PROCESSING}


class EcomOrderHoldWizard(models.TransientModel):
    """Keeps the parcels of orders from leaving until somebody releases them."""

    _name = "ecom.order.hold.wizard"
    _description = "Put on Hold"

    order_ids = fields.Many2many(
        "sale.order", string="Orders", required=True, default=lambda self: self._selected()
    )
    hold = fields.Selection(
        [(risk_policy.CONFIRM, "To be confirmed"), (risk_policy.REVIEW, "To be looked at")],
        string="Why",
        required=True,
        default=risk_policy.REVIEW,
    )
    reason = fields.Char(required=True, help="Shown on the order and in its timeline.")

    @api.model
    def _selected(self):
        if self.env.context.get("active_model") != "sale.order":
            return []
        return self.env.context.get("active_ids", [])

    def action_hold(self):
        """Hold the orders; their parcels cannot leave until they are released.

        :raise UserError: naming an order that is not there to be held any more; none is held then
        """
        self.ensure_one()
        self.order_ids.check_access("write")
        for order in self.order_ids:
            if order.ecom_status not in _STILL_HERE:
                raise UserError(
                    self.env._("%(order)s cannot be held any more.", order=order.display_name)
                )
            order._ecom_lock()
            acting = order._ecom_acting("user", self.env.user.name)
            acting._ecom_set_hold(self.hold, self.reason)
            acting.env["ecom.payment.event"]._record(acting, "held", message=self.reason)
        return {"type": "ir.actions.act_window_close"}
