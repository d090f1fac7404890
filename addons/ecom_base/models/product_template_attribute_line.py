from odoo import models


class ProductTemplateAttributeLine(models.Model):
    _name = "product.template.attribute.line"
    _inherit = ["product.template.attribute.line", "ecom.catalog.source"]

    def _catalog_mark(self, names=None):
        self.env["ecom.catalog.dirty"]._mark_templates(self.product_tmpl_id.ids)
