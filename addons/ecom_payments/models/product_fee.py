from odoo import models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def write(self, vals):
        result = super().write(vals)
        if "taxes_id" in vals and self._ecom_is_cod_fee():
            self.env.registry.clear_cache()  # of res.company._ecom_fee_total
        return result

    def _ecom_is_cod_fee(self):
        """Say whether a company charges its COD fee with one of these products."""
        companies = self.env["res.company"].sudo()  # sudo: of all companies
        domain = [("ecom_cod_fee_product_id.product_tmpl_id", "in", self.ids)]
        return bool(companies.search_count(domain, limit=1))
