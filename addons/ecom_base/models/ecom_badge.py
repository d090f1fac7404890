from odoo import fields, models


class EcomBadge(models.Model):
    """A short label on a product's picture, such as “New” or “Handmade”."""

    _name = "ecom.badge"
    _description = "Product Badge"
    _inherit = ["ecom.catalog.source", "ecom.slug.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    colour = fields.Char(default="#2f6f4f", help="Background in the shop, as #rrggbb.")
    product_tmpl_ids = fields.Many2many(
        "product.template",
        "ecom_badge_product_rel",
        "badge_id",
        "product_tmpl_id",
        string="Products",
    )

    _check_colour = models.Constraint(
        "CHECK (colour ~ '^#[0-9a-fA-F]{6}$')", "Write the colour as #rrggbb, e.g. #2f6f4f."
    )

    def _catalog_mark(self, names=None):
        self.env["ecom.catalog.dirty"]._mark_templates(
            self.sudo().product_tmpl_ids.ids  # sudo: also products of other companies
        )
