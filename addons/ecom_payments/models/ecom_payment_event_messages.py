from odoo import api, fields, models

from ..domain.order_messages import of_payment_event


class EcomPaymentEvent(models.Model):
    """Customers are told of what happens to their order's money."""

    _inherit = "ecom.payment.event"

    kind = fields.Selection(
        selection_add=[("link", "Payment link"), ("offered", "Offer to pay online")],
        ondelete={"link": "cascade", "offered": "cascade"},
    )

    @api.model
    def _record(self, order, kind, *, transaction=None, new_state=None, **details):
        row = super()._record(order, kind, transaction=transaction, new_state=new_state, **details)
        events = of_payment_event(
            kind,
            purpose=transaction.ecom_purpose if transaction else None,
            state=new_state,
            announced=bool(transaction and transaction.ecom_gateway_ref),
            asks_upfront=bool(order.ecom_upfront_amount),
        )
        for event in events:
            self.env["ecom.order.messages"].announce(order, event, transaction=transaction)
        return row
