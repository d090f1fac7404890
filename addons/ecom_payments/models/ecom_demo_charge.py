from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError


class EcomDemoCharge(models.Model):
    """A payment as the demo gateway sees it. The shop's own side never reads this table, only the gateway's API."""

    _name = "ecom.demo.charge"
    _description = "Demo Gateway Charge"
    _order = "id desc"
    _rec_name = "reference"

    provider_id = fields.Many2one(
        "payment.provider", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="provider_id.company_id", store=True, index=True)
    reference = fields.Char(required=True, readonly=True)
    payment_id = fields.Char(string="Payment ID", required=True, readonly=True)
    amount = fields.Char(
        required=True, readonly=True, help="Decimal number, in the currency's major unit."
    )
    currency = fields.Char(required=True, readonly=True)
    method = fields.Selection([("upi", "UPI"), ("card", "Card")], readonly=True)
    status = fields.Selection(
        [("captured", "Captured"), ("failed", "Failed")], required=True, readonly=True, index=True
    )
    refund_ids = fields.One2many("ecom.demo.refund", "charge_id", readonly=True)
    webhook_ids = fields.One2many("ecom.demo.webhook", "charge_id", readonly=True)

    # A reference is paid once. It may fail as often as the customer likes.
    _paid_once = models.UniqueIndex(
        "(provider_id, reference) WHERE status = 'captured'", "This payment was made already."
    )

    @api.model
    def _settle(self, provider, ticket, method, approved):
        """Take (or decline) the payment of a ticket and announce it. A payment made before is returned as it is.

        :param Ticket ticket: what the payment page was opened with
        :return: the charge
        """
        paid = self._paid(provider, ticket.reference)
        if paid:
            return paid
        try:
            charge = self.create(
                {
                    "provider_id": provider.id,
                    "reference": ticket.reference,
                    "payment_id": self.env["ecom.demo.webhook"]._new_id("pay"),
                    "amount": ticket.amount,
                    "currency": ticket.currency,
                    "method": method,
                    "status": "captured" if approved else "failed",
                }
            )
        except UniqueViolation as error:
            # paid by another click since this request began: Odoo tries again, and finds it
            raise ConcurrencyError("The payment was made by another request.") from error
        charge._announce(
            f"payment.{charge.status}",
            {} if approved else {"message": "Declined by the customer's bank"},
        )
        return charge

    @api.model
    def _paid(self, provider, reference):
        return self.search(
            [
                ("provider_id", "=", provider.id),
                ("reference", "=", reference),
                ("status", "=", "captured"),
            ],
            limit=1,
        )

    def _announce(self, event_type, extra):
        """Queue a webhook about this charge."""
        self.env["ecom.demo.webhook"]._queue(self, event_type, self._facts() | extra)

    def _facts(self):
        """Return what events say of this charge: dict."""
        self.ensure_one()
        return {
            "reference": self.reference,
            "paymentId": self.payment_id,
            "amount": self.amount,
            "currency": self.currency,
        }
