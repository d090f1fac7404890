from odoo import api, fields, models

from ..domain.line_price import BEFORE_TAX, WITH_TAX


class SaleOrderLine(models.Model):
    """Lines whose total is held to the seller's price where Odoo's arithmetic on the unit price would miss it."""

    _inherit = "sale.order.line"

    ecom_tax_basis = fields.Selection(
        [(WITH_TAX, "Price with tax"), (BEFORE_TAX, "Price before tax")],
        string="Exact Price",
        readonly=True,
        copy=False,
        help="What the line's total is worked out from. Empty: from its unit price.",
    )
    ecom_basis_price = fields.Float(
        string="Exact Price of a Unit", readonly=True, copy=False, aggregator=None
    )

    @api.model
    def _ecom_basis(self, price):
        """Return the values of a line's basis for a :class:`~.domain.line_price.LinePrice`, or none."""
        kept = price and price.mode
        return {
            "ecom_tax_basis": kept or False,
            "ecom_basis_price": float(price.amount) if kept else 0.0,
        }

    @api.depends("ecom_tax_basis", "ecom_basis_price")
    def _compute_amount(self):
        return super()._compute_amount()

    def _prepare_base_line_for_taxes_computation(self, **kwargs):
        base_line = super()._prepare_base_line_for_taxes_computation(**kwargs)
        if self.ecom_tax_basis:
            company = self.company_id or self.env.company
            self.env["ecom.price.tax"]._keep(
                base_line, self.ecom_tax_basis, self.ecom_basis_price, company
            )
        return base_line

    def _prepare_invoice_line(self, **optional_values):
        values = super()._prepare_invoice_line(**optional_values)
        if self.ecom_tax_basis and "extra_tax_data" not in optional_values:
            engine = self.env["account.tax"]
            line = self._prepare_base_line_for_taxes_computation(quantity=values["quantity"])
            values["extra_tax_data"] = engine._export_base_line_extra_tax_data(line)
        return values

    def write(self, vals):
        before = {line: line.tax_ids for line in self} if "tax_ids" in vals else {}
        result = super().write(vals)
        changed = self.filtered(lambda line: line in before and before[line] != line.tax_ids)
        changed._ecom_price_anew()
        return result
