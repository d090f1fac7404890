from odoo import models


class SaleOrder(models.Model):
    """What of an order's total is known without working all its taxes out again, which takes longer than all the rest of
    an answer to a storefront."""

    _inherit = "sale.order"

    def _ecom_lines_stand_alone(self):
        """Say whether the order's total is the sum of its lines' totals, each rounded on its own."""
        self.ensure_one()
        company = self.company_id.sudo()  # sudo: how the company rounds
        return (
            company.tax_calculation_rounding_method == "round_per_line"
            # an early payment discount may be taxed on top of all lines
            and not self.payment_term_id
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _ecom_costs_its_price(self, taxes=None):
        """Say whether all of the line's taxes are within its price, so that it costs the same whatever they are.

        :param taxes: further ``account.tax`` that shall be within it, such as those it would have elsewhere
        """
        self.ensure_one()
        own = self.tax_ids.sudo()  # sudo: as Odoo's own computation
        return not self.extra_tax_data and (own | taxes if taxes else own)._ecom_are_included()

    def _ecom_price(self):
        """Return price, less discount, for the whole quantity, rounded as Odoo's tax engine does (float)."""
        self.ensure_one()
        price = self.price_unit * (1 - (self.discount or 0.0) / 100.0)
        return self.currency_id.round(self.product_uom_qty * price)


class AccountTax(models.Model):
    _inherit = "account.tax"

    def _ecom_are_included(self):
        """Say whether all of these are simple shares of a price that holds them, so that it is the total whatever they are."""
        for tax in self.flatten_taxes_hierarchy():
            if tax.amount_type != "percent" or not tax.price_include or tax.has_negative_factor:
                return False
        return True
