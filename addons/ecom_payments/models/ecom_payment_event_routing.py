from odoo import fields, models


class EcomPaymentEvent(models.Model):
    """What routing rules did is part of an order's timeline."""

    _inherit = "ecom.payment.event"

    kind = fields.Selection(selection_add=[("routed", "Routed")], ondelete={"routed": "cascade"})
