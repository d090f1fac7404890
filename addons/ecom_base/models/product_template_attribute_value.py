from odoo import models


class ProductTemplateAttributeValue(models.Model):
    _name = "product.template.attribute.value"
    _inherit = ["product.template.attribute.value", "ecom.catalog.source"]

    def _catalog_mark(self, names=None):
        self.env["ecom.catalog.dirty"]._mark_templates(self.product_tmpl_id.ids)
