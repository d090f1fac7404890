from odoo import api, fields, models
from odoo.tools import SQL

#: Fields that the product's own JSON does not show.
_ONLY_IN_TREE = frozenset({"description", "image_1920", "sequence"})


class EcomCategory(models.Model):
    """A heading under which customers find products. Independent of Odoo's accounting-minded product categories."""

    _name = "ecom.category"
    _description = "Storefront Category"
    _inherit = ["ecom.catalog.source", "ecom.slug.mixin", "ecom.public.id.mixin", "image.mixin"]
    _parent_store = True
    _order = "tree_position, id"
    _ecom_uid_prefix = "cat"

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(compute="_compute_complete_name", recursive=True)
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one("ecom.category", ondelete="restrict", index=True)
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("ecom.category", "parent_id", string="Subcategories")
    sequence = fields.Integer(default=10, help="Lower numbers come first among siblings.")
    tree_position = fields.Char(
        compute="_compute_tree_position",
        store=True,
        index=True,
        recursive=True,
        help="Orders parents before their children, and siblings by their sequence.",
    )
    description = fields.Html(translate=True, help="Shown above the products of this category.")
    is_published = fields.Boolean(
        string="Published",
        default=True,
        help="Unpublished categories, and all below them, are not shown in the shop. Their products are.",
    )
    store_ids = fields.Many2many(
        "ecom.store",
        "ecom_category_store_rel",
        "category_id",
        "store_id",
        string="Stores",
        help="Stores that show this category. Empty: all stores.",
    )
    product_tmpl_ids = fields.Many2many(
        "product.template",
        "ecom_category_product_rel",
        "category_id",
        "product_tmpl_id",
        string="Products",
    )
    product_count = fields.Integer(
        compute="_compute_product_count", help="Products in this category or below it."
    )

    @api.depends("sequence", "parent_id.tree_position")
    def _compute_tree_position(self):
        for category in self:
            own = f"{max(category.sequence, 0):08d}.{category._origin.id or 0:010d}"
            above = category.parent_id.tree_position
            category.tree_position = f"{above}/{own}" if above else own

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for category in self:
            above = category.parent_id.complete_name
            category.complete_name = f"{above} / {category.name}" if above else category.name

    @api.depends("complete_name")
    def _compute_display_name(self):
        for category in self:
            category.display_name = category.complete_name

    @api.depends("product_tmpl_ids", "child_ids")
    def _compute_product_count(self):
        self.flush_model(["parent_path", "product_tmpl_ids"])
        self.env.cr.execute(
            SQL(
                """
                SELECT above.id, count(DISTINCT rel.product_tmpl_id)
                  FROM ecom_category above
                  JOIN ecom_category below ON below.parent_path LIKE above.parent_path || '%%'
                  JOIN ecom_category_product_rel rel ON rel.category_id = below.id
                 WHERE above.id = ANY(%s) GROUP BY above.id
                """,
                self.ids,
            )
        )
        counts = dict(self.env.cr.fetchall())
        for category in self:
            category.product_count = counts.get(category.id, 0)

    @api.model
    def _ecom_slug_fallback(self):
        return "category"

    def _catalog_mark(self, names=None):
        dirty = self.env["ecom.catalog.dirty"]
        dirty._mark_tree()
        if names is None or not names <= _ONLY_IN_TREE:
            below = self.with_context(active_test=False).search([("id", "child_of", self.ids)])
            dirty._mark_templates(
                below.sudo().product_tmpl_ids.ids
            )  # sudo: also products of other companies

    def action_open_products(self):
        """Open the products of this category and of those below it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("ecom_base.ecom_product_action")
        return action | {
            "domain": [("ecom_category_ids", "child_of", self.id)],
            "context": {"default_ecom_category_ids": self.ids},
        }

    def _catalog_visible(self, store):
        """Return those of these categories, and of those above them, that the store shows, parents first.

        A category is shown if it and all above it are published there.
        """
        every = self.search([("id", "parent_of", self.ids)])
        shown = every.filtered(
            lambda category: (
                category.is_published and (not category.store_ids or store in category.store_ids)
            )
        )
        shown_ids = set(shown.ids)
        return shown.filtered(lambda category: shown_ids.issuperset(category._ecom_path_ids()))

    def _ecom_path_ids(self):
        """Return the ids of the categories from the top down to this one: list[int]."""
        self.ensure_one()
        return [int(part) for part in self.parent_path.split("/") if part]
