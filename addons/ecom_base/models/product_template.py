from odoo import Command, api, fields, models

#: Fields that people write often and no shop shows.
NEVER_SHOWN = frozenset(
    {"activity_ids", "color", "is_favorite", "message_follower_ids", "message_ids"}
)


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = [
        "product.template",
        "ecom.product.guard",
        "ecom.catalog.source",
        "ecom.slug.mixin",
        "ecom.public.id.mixin",
    ]
    _ecom_uid_prefix = "prd"
    _ecom_marketing_fields = frozenset(
        {
            "activity_ids",
            "description_sale",
            "ecom_badge_ids",
            "ecom_brand",
            "ecom_category_ids",
            "ecom_description",
            "ecom_image_ids",
            "ecom_published_at",
            "ecom_sequence",
            "ecom_slug",
            "ecom_store_ids",
            "image_1920",
            "is_favorite",
            "message_follower_ids",
            "message_ids",
            "message_main_attachment_id",
            "name",
            "product_tag_ids",
        }
    )

    ecom_store_ids = fields.Many2many(
        "ecom.store",
        "ecom_product_store_rel",
        "product_tmpl_id",
        "store_id",
        string="Published in",
        copy=False,
        help="Stores that show this product. Empty: none.",
    )
    ecom_is_published = fields.Boolean(
        string="Published", compute="_compute_ecom_is_published", search="_search_ecom_is_published"
    )
    ecom_published_at = fields.Datetime(
        string="First Published",
        copy=False,
        help="When the product first appeared in a shop (UTC). “Newest first” goes by this.",
    )
    ecom_category_ids = fields.Many2many(
        "ecom.category",
        "ecom_category_product_rel",
        "product_tmpl_id",
        "category_id",
        string="Shop Categories",
    )
    ecom_badge_ids = fields.Many2many(
        "ecom.badge", "ecom_badge_product_rel", "product_tmpl_id", "badge_id", string="Badges"
    )
    ecom_description = fields.Html(
        string="Shop Description", translate=True, help="What customers read on the product's page."
    )
    ecom_brand = fields.Char(string="Brand", index="btree_not_null")
    ecom_image_ids = fields.One2many(
        "ecom.product.image", "product_tmpl_id", string="Pictures", copy=True
    )
    ecom_sequence = fields.Integer(
        string="Shop Position",
        default=100,
        help="Lower numbers come first where customers have not chosen an order.",
    )
    ecom_allow_backorder = fields.Boolean(
        string="Sell Without Stock", help="Customers may order this product when none is left."
    )
    ecom_popularity = fields.Integer(
        string="Popularity",
        copy=False,
        help="Units sold in the last 90 days, counted each night. “Most popular first” goes by this.",
    )
    ecom_rating_avg = fields.Float(
        string="Average Rating",
        digits=(3, 2),
        copy=False,
        help="Mean of customer ratings, 1 to 5. Set by imports.",
    )
    ecom_rating_count = fields.Integer(
        string="Ratings", copy=False, help="Number of customer ratings."
    )
    _check_ecom_rating = models.Constraint(
        "CHECK (ecom_rating_avg IS NULL OR (ecom_rating_avg >= 0 AND ecom_rating_avg <= 5))",
        "A rating lies between 1 and 5.",
    )

    @api.depends("ecom_store_ids")
    def _compute_ecom_is_published(self):
        for product in self:
            product.ecom_is_published = bool(product.ecom_store_ids)

    def _search_ecom_is_published(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("ecom_store_ids", "!=" if True in value else "=", False)]

    @api.model
    def _ecom_slug_fallback(self):
        return "product"

    @api.model_create_multi
    def create(self, vals_list):
        products = super().create(vals_list)
        products._ecom_stamp_published()
        return products

    def write(self, vals):
        result = super().write(vals)
        if vals.get("ecom_store_ids"):
            self._ecom_stamp_published()
        return result

    def _ecom_stamp_published(self):
        fresh = self.filtered(
            lambda product: product.ecom_store_ids and not product.ecom_published_at
        )
        if fresh:
            fresh.ecom_published_at = fields.Datetime.now()

    def _catalog_mark(self, names=None):
        self.env["ecom.catalog.dirty"]._mark_templates(self.ids)

    def _catalog_concerns(self, names):
        return not names <= NEVER_SHOWN

    def action_ecom_publish(self):
        """Show the selected products in every store of their company."""
        stores = self.env["ecom.store"].search([])
        for company in self.company_id | self.env["res.company"]:
            chosen = stores.filtered(lambda store, c=company: not c or store.company_id == c)
            self.filtered(lambda product, c=company: product.company_id == c).write(
                {"ecom_store_ids": [Command.link(store.id) for store in chosen]}
            )

    def action_ecom_unpublish(self):
        """Take the selected products out of every store."""
        self.write({"ecom_store_ids": [Command.clear()]})
