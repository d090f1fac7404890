from odoo import models

from .product_template import NEVER_SHOWN


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = [
        "product.product",
        "ecom.product.guard",
        "ecom.catalog.source",
        "ecom.public.id.mixin",
    ]
    _ecom_uid_prefix = "var"
    # fields of the template are checked when they are passed on to it
    _ecom_marketing_fields = frozenset({"image_1920", "image_variant_1920"})

    def _catalog_mark(self, names=None):
        self.env["ecom.catalog.dirty"]._mark_templates(self.product_tmpl_id.ids)

    def _catalog_concerns(self, names):
        return not names <= NEVER_SHOWN

    def _ecom_variant_name(self):
        """Return what sets this variant apart, e.g. ``Indigo, M``; the product's name if it is the only one."""
        self.ensure_one()
        values = self.product_template_attribute_value_ids
        return ", ".join(value.name for value in values) or self.product_tmpl_id.name
