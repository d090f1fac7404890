from odoo import api, models


class EcomOrderPayments(models.AbstractModel):
    """The risk of an order is written down when its payment is agreed on."""

    _inherit = "ecom.order.payments"

    @api.model
    def agree(self, order, option):
        super().agree(order, option)
        assessment = self.env["ecom.risk"].assess(order)
        # sudo: what is known of an order's risk is written here only
        order.sudo().write(
            self.env["ecom.risk"].values(order, option.type, assessment)
            | self.env["ecom.risk.policies"].values(order, option.type, assessment)
        )
        if order.ecom_hold:
            order.env["ecom.payment.event"]._record(order, "held", message=order.ecom_hold_reason)
