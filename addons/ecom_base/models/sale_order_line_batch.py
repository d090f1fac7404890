from collections import defaultdict

from odoo import models


class SaleOrderLine(models.Model):
    """What Odoo works out line by line, with the same queries for each, is worked out for all lines of a storefront's
    order together. The results are the same."""

    _inherit = "sale.order.line"

    def _compute_pricelist_item_id(self):
        together = defaultdict(self.browse)
        for line in self:
            if line._ecom_is_batched() and line.order_id.pricelist_id and not line._is_delivery():
                conditions = line._get_pricelist_kwargs()
                together[line.order_id.pricelist_id, tuple(conditions.items())] |= line
        for (pricelist, conditions), lines in together.items():
            rules = pricelist._compute_price_rule(
                lines.product_id, compute_price=False, **dict(conditions)
            )
            for line in lines:
                line.pricelist_item_id = rules[line.product_id.id][1]
        rest = self - self.browse().concat(*together.values())
        super(SaleOrderLine, rest)._compute_pricelist_item_id()

    def _compute_analytic_distribution(self):
        """Do not look for each line's rule where the company has none at all."""
        lines = self.filtered(lambda line: line._ecom_is_batched())
        # sudo: only whether there are any
        if lines and not self.env["account.analytic.distribution.model"].sudo().search([], limit=1):
            for line in lines:
                line.analytic_distribution = line.analytic_distribution
            self -= lines
        return super()._compute_analytic_distribution()

    def _compute_untaxed_amount_to_invoice(self):
        """Before the first invoice this is the whole line or, where deliveries are invoiced, nothing."""
        untouched = self.filtered(
            lambda line: (
                line._ecom_is_batched()
                and line.state == "sale"
                and not line.qty_delivered
                and not line.invoice_lines
            )
        )
        for line in untouched:
            ordered = line.product_id.invoice_policy == "order"
            line.untaxed_amount_to_invoice = line.price_subtotal if ordered else 0.0
        return super(SaleOrderLine, self - untouched)._compute_untaxed_amount_to_invoice()

    def _ecom_is_batched(self):
        return bool(self.order_id.ecom_store_id and self.product_id and not self.display_type)
