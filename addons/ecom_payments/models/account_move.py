from odoo import fields, models


class AccountMove(models.Model):
    """Invoices of storefront orders are settled with what was paid, whenever that was."""

    _inherit = "account.move"

    ecom_order_id = fields.Many2one(
        "sale.order",
        string="Storefront Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The order that this entry belongs to without invoicing a line of it: a charge that was kept, a rest that "
        "was written off.",
    )

    def _post(self, soft=True):
        posted = super()._post(soft)
        invoices = posted.filtered(lambda move: move.is_sale_document())
        orders = (invoices.line_ids.sale_line_ids.order_id | invoices.ecom_order_id).filtered(
            "ecom_payment_type"
        )
        if orders:
            self.env["ecom.books"].settle(orders)
        return posted
