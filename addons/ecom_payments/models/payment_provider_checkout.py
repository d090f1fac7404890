from odoo import fields, models


class PaymentProvider(models.Model):
    """A gateway that is phased out, or not ready yet: it settles what it has, and takes nothing new."""

    _inherit = "payment.provider"

    ecom_at_checkout = fields.Boolean(
        string="Offered at Checkout",
        default=True,
        help="Untick to ask this gateway for no new payments. Its webhooks, and refunds of what it took, go on.",
    )
