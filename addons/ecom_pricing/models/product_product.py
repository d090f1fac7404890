from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def unlink(self):
        ids, template_ids = self.ids, self.product_tmpl_id.ids
        result = super().unlink()
        if template_ids:
            self.env["ecom.price.change"]._forget("product_id", ids, template_ids)
        return result
