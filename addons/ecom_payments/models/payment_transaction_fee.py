from odoo import fields, models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    ecom_waives_cod_fee = fields.Boolean(
        string="Without COD Fee",
        readonly=True,
        copy=False,
        help="What is due at the door was offered online without the fee for collecting it.",
    )
