from odoo import fields, models


class PaymentTransaction(models.Model):
    """Asking a gateway about a payment, and taking what it has reserved."""

    _inherit = "payment.transaction"

    ecom_fetch_at = fields.Datetime(
        string="Ask Gateway At",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="If nothing is heard of the payment until then, the gateway is asked.",
    )
    ecom_fetch_count = fields.Integer(
        string="Times Asked",
        readonly=True,
        copy=False,
        aggregator=None,
        help="How often the gateway was asked what became of the payment.",
    )

    def _capture(self, amount_to_capture=None):
        """Have a job take what is reserved, all of it. Odoo's own way makes a transaction of its own for that, which would be
        a second payment in the order's ledger."""
        if not self.ecom_order_id:
            return super()._capture(amount_to_capture)
        self.ensure_one()
        if self.state == "authorized":
            self.env["ecom.gateway.job"]._enqueue([{"transaction_id": self.id}])
        return self
