from odoo import models

from ..domain import routing


class PaymentTransaction(models.Model):
    """Routing rules look at orders whose payment status changes."""

    _inherit = "payment.transaction"

    def _ecom_record_change(self, old_state, old_status):
        super()._ecom_record_change(old_state, old_status)
        order = self.ecom_order_id
        if order.ecom_placed_at and order.ecom_payment_status != old_status:
            self.env["ecom.order.router"].route(order, routing.PAYMENT)
