from odoo import models


class ProductAttribute(models.Model):
    _name = "product.attribute"
    _inherit = ["product.attribute", "ecom.catalog.source"]

    def _catalog_mark(self, names=None):
        lines = self.sudo().attribute_line_ids  # sudo: also products of other companies
        self.env["ecom.catalog.dirty"]._mark_templates(lines.product_tmpl_id.ids)
