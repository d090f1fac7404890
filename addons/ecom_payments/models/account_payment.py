from odoo import fields, models


class AccountPayment(models.Model):
    """The booked side of a row of the ledger."""

    _inherit = "account.payment"

    ecom_order_id = fields.Many2one(
        "sale.order",
        string="Storefront Order",
        related="payment_transaction_id.ecom_order_id",
        store=True,
        index="btree_not_null",
    )

    # the last line of defence against booking a row twice
    _ecom_booked_once = models.UniqueIndex(
        "(payment_transaction_id)"
        " WHERE ecom_order_id IS NOT NULL AND state NOT IN ('canceled', 'rejected')",
        "This payment of a storefront order is in the books already.",
    )
