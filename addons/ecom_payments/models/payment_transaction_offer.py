from odoo import fields, models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    ecom_offer_discount = fields.Monetary(
        string="With Discount",
        currency_field="currency_id",
        readonly=True,
        copy=False,
        help="The discount for paying online that is already taken off this amount.",
    )
