from odoo import fields, models


class EcomPaymentEvent(models.Model):
    """An order's way through its hold is part of its timeline."""

    _inherit = "ecom.payment.event"

    kind = fields.Selection(
        selection_add=[("held", "Put on hold"), ("released", "Released")],
        ondelete={"held": "cascade", "released": "cascade"},
    )
