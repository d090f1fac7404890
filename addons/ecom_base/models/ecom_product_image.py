from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.image import base64_to_image


class EcomProductImage(models.Model):
    """A further picture of a product, or of one variant."""

    _name = "ecom.product.image"
    _description = "Product Picture"
    _inherit = ["ecom.catalog.source", "ecom.public.id.mixin", "image.mixin"]
    _order = "sequence, id"
    _ecom_uid_prefix = "img"

    name = fields.Char(
        string="Alternative Text",
        translate=True,
        help="Says what the picture shows, for people who cannot see it. Empty: the product's name.",
    )
    sequence = fields.Integer(default=10)
    image_1920 = fields.Image(required=True)
    product_tmpl_id = fields.Many2one(
        "product.template", string="Product", required=True, ondelete="cascade", index=True
    )
    product_id = fields.Many2one(
        "product.product",
        string="Variant",
        ondelete="cascade",
        copy=False,
        index="btree_not_null",
        domain="[('product_tmpl_id', '=', product_tmpl_id)]",
        help="Show the picture for this variant only. Empty: for all.",
    )
    company_id = fields.Many2one(related="product_tmpl_id.company_id", store=True)
    width = fields.Integer(compute="_compute_size", store=True, help="Pixels of the largest size.")
    height = fields.Integer(compute="_compute_size", store=True, help="Pixels of the largest size.")

    @api.depends("image_1920")
    def _compute_size(self):
        for picture in self.with_context(bin_size=False):
            image = base64_to_image(picture.image_1920) if picture.image_1920 else None
            picture.width, picture.height = image.size if image else (0, 0)

    @api.constrains("product_tmpl_id", "product_id")
    def _check_variant(self):
        for picture in self:
            if picture.product_id and picture.product_id.product_tmpl_id != picture.product_tmpl_id:
                raise ValidationError(self.env._("The variant belongs to another product."))

    def _catalog_mark(self, names=None):
        self.env["ecom.catalog.dirty"]._mark_templates(self.product_tmpl_id.ids)
