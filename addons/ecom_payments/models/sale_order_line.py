from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    ecom_is_cod_fee = fields.Boolean(
        string="Is COD Fee", readonly=True, help="Charged for collecting cash at the door."
    )

    _ecom_one_cod_fee = models.UniqueIndex(
        "(order_id) WHERE ecom_is_cod_fee", "An order has one COD fee at most."
    )

    def _ecom_kind(self):
        return "fee" if self.ecom_is_cod_fee else super()._ecom_kind()

    def _check_line_unlink(self):
        """A fee may be taken off a confirmed order, as long as it is on no invoice."""
        return (
            super()
            ._check_line_unlink()
            .filtered(lambda line: not line.ecom_is_cod_fee or line.invoice_lines)
        )

    def _compute_pricelist_item_id(self):
        """The price of a fee is what was agreed on, no price list changes it."""
        fees = self.filtered("ecom_is_cod_fee")
        super(SaleOrderLine, self - fees)._compute_pricelist_item_id()
        fees.pricelist_item_id = False
