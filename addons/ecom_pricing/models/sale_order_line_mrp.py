from odoo import models
from odoo.exceptions import UserError


class SaleOrderLine(models.Model):
    """Nobody pays more than the MRP (maximum retail price), all taxes included, whatever led to the price."""

    _inherit = "sale.order.line"

    def _ecom_stamp(self, offer):
        super()._ecom_stamp(offer)
        if offer and offer.row.mrp:
            self._ecom_keep_below(float(offer.row.mrp))

    def _ecom_keep_below(self, mrp):
        """Refuse a price above the MRP; where the caller collects what cannot be sold, the line counts as unpriced.

        :param mrp: for one unit of the product
        """
        mrp = self.env["product.pricelist.item"]._ecom_in_unit(
            mrp, self.product_id, self.product_uom_id
        )
        total = self._ecom_unit_total()
        if self.currency_id.compare_amounts(total, mrp) <= 0:
            return
        if self.env.context.get("ecom_collect_unpriced"):
            self._ecom_note({"ecom_price_source": False})
            return
        raise UserError(
            self.env._(
                "%(product)s would cost %(total)s with taxes. That is above its MRP of %(mrp)s, and not allowed.",
                product=self.product_id.display_name,
                total=self.currency_id.format(total),
                mrp=self.currency_id.format(mrp),
            )
        )

    def _ecom_unit_total(self):
        """Return what one unit of the line, or of its whole combo, costs with its taxes and discount (float)."""
        if self.combo_item_id:
            parts = self._get_linked_line()._get_linked_lines().filtered("combo_item_id")
            return sum(part._ecom_part_total() for part in parts)
        return self._ecom_part_total()

    def _ecom_part_total(self):
        engine = self.env["account.tax"]
        line = self._prepare_base_line_for_taxes_computation(quantity=1.0)
        engine._add_tax_details_in_base_line(line, self.company_id)
        engine._round_base_lines_tax_details([line], self.company_id)
        details = line["tax_details"]
        return details["total_included_currency"] + details["delta_total_excluded_currency"]
