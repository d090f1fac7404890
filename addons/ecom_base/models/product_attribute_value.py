from odoo import models


class ProductAttributeValue(models.Model):
    _name = "product.attribute.value"
    _inherit = ["product.attribute.value", "ecom.catalog.source"]

    def _catalog_mark(self, names=None):
        lines = self.sudo().pav_attribute_line_ids  # sudo: also products of other companies
        self.env["ecom.catalog.dirty"]._mark_templates(lines.product_tmpl_id.ids)
