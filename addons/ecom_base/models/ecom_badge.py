from odoo import api, fields, models


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

    product_count = fields.Integer(
        compute="_compute_product_count", help="Products that carry this badge."
    )

    _check_colour = models.Constraint(
        "CHECK (colour ~ '^#[0-9a-fA-F]{6}$')", "Write the colour as #rrggbb, e.g. #2f6f4f."
    )

    @api.depends("product_tmpl_ids")
    def _compute_product_count(self):
        groups = self.env["product.template"]._read_group(
            [("ecom_badge_ids", "in", self.ids)], ["ecom_badge_ids"], ["__count"]
        )
        counts = {badge.id: count for badge, count in groups}
        for badge in self:
            badge.product_count = counts.get(badge.id, 0)

    def action_open_products(self):
        """Open the products that carry this badge."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ecom_base.ecom_product_action")
        return action | {"domain": [("ecom_badge_ids", "=", self.id)], "context": {}}

    def _catalog_mark(self, names=None):
        self.env["ecom.catalog.dirty"]._mark_templates(
            self.sudo().product_tmpl_ids.ids  # sudo: also products of other companies
        )
