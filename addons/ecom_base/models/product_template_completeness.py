from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..domain.catalog import COMPLETENESS, completeness, shop_state

_STATES = [
    ("hidden", "Not in the shop"),
    ("unpriced", "No price"),
    ("out_of_stock", "Out of stock"),
    ("on_sale", "On sale"),
]


class ProductTemplate(models.Model):
    """What a product still lacks, and what customers see of it."""

    _inherit = "product.template"

    ecom_completeness = fields.Integer(
        string="Completeness (%)",
        compute="_compute_ecom_completeness",
        help="How much of what customers expect to see is filled in.",
    )
    ecom_missing = fields.Char(string="Still Missing", compute="_compute_ecom_completeness")
    ecom_checklist = fields.Html(
        string="Checklist", compute="_compute_ecom_completeness", sanitize=False
    )
    ecom_is_complete = fields.Boolean(
        string="Complete", compute="_compute_ecom_completeness", search="_search_ecom_is_complete"
    )
    ecom_shop_state = fields.Selection(
        _STATES,
        string="In the Shop",
        compute="_compute_ecom_shop_state",
        search="_search_ecom_shop_state",
        help="What customers see, in the store that shows it best. It follows changes within moments.",
    )

    @api.depends(
        "image_128",
        "ecom_image_ids",
        "ecom_description",
        "ecom_category_ids",
        "list_price",
        "product_variant_ids.default_code",
        "product_variant_ids.weight",
        "taxes_id",
        "type",
    )
    def _compute_ecom_completeness(self):
        labels = self._ecom_missing_labels()
        # bin_size: whether there is a picture is all that matters, not its bytes
        for product in self.with_context(bin_size=True):
            present = product._ecom_present()
            percent, missing = completeness(present)
            product.ecom_completeness = percent
            product.ecom_is_complete = not missing
            product.ecom_missing = ", ".join(labels[entry] for entry in missing)
            product.ecom_checklist = Markup(
                '<ul class="list-unstyled mb-0">%s</ul>'
            ) % Markup().join(
                _CHECKLIST_ENTRY[entry in missing] % labels[entry]
                for entry in COMPLETENESS
                if entry in present
            )

    def _ecom_present(self):
        """Return what of :data:`~.domain.catalog.COMPLETENESS` this product has (bool by entry)."""
        self.ensure_one()
        variants = self.product_variant_ids
        present = {
            "image": bool(self.image_128 or self.ecom_image_ids),
            "description": bool(self.ecom_description),
            "category": bool(self.ecom_category_ids),
            "price": self.list_price > 0,
            "sku": bool(variants) and all(variant.default_code for variant in variants),
            "tax": bool(self.taxes_id),
        }
        if self.type == "consu":
            present["weight"] = bool(variants) and all(variant.weight for variant in variants)
        return present

    @api.model
    def _search_ecom_is_complete(self, operator, value):
        if operator != "in":
            return NotImplemented
        lacking = Domain.OR(
            [
                Domain("image_1920", "=", False) & Domain("ecom_image_ids", "=", False),
                Domain("ecom_description", "=", False),
                Domain("ecom_category_ids", "=", False),
                Domain("list_price", "<=", 0),
                Domain("product_variant_ids", "=", False),
                Domain("product_variant_ids", "any", [("default_code", "in", [False, ""])]),
                Domain("type", "=", "consu")
                & Domain("product_variant_ids", "any", [("weight", "<=", 0)]),
                Domain("taxes_id", "=", False),
            ]
        )
        return ~lacking if True in value else lacking

    @api.model
    def _ecom_missing_labels(self):
        labels = (
            self.env._("Picture"),
            self.env._("Shop description"),
            self.env._("Shop category"),
            self.env._("Price"),
            self.env._("SKU of every variant"),
            self.env._("Weight of every variant"),
            self.env._("Tax"),
        )
        return dict(zip(COMPLETENESS, labels, strict=True))

    def _compute_ecom_shop_state(self):
        self.env.cr.execute(
            SQL(
                """
                SELECT product_tmpl_id, bool_or(price_min IS NOT NULL), bool_or(in_stock)
                  FROM ecom_catalog_document WHERE product_tmpl_id = ANY(%s) GROUP BY product_tmpl_id
                """,
                self.ids,
            )
        )
        shown = {template_id: flags for template_id, *flags in self.env.cr.fetchall()}
        for product in self:
            priced, in_stock = shown.get(product.id, (None, False))
            product.ecom_shop_state = shop_state(
                priced, in_stock=in_stock or product.ecom_allow_backorder
            )

    @api.model
    def _search_ecom_shop_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        state = SQL(
            """
            CASE WHEN NOT EXISTS (SELECT FROM ecom_catalog_document d WHERE d.product_tmpl_id = t.id)
                 THEN 'hidden'
                 WHEN NOT EXISTS (SELECT FROM ecom_catalog_document d
                                   WHERE d.product_tmpl_id = t.id AND d.price_min IS NOT NULL)
                 THEN 'unpriced'
                 WHEN t.ecom_allow_backorder OR EXISTS (
                      SELECT FROM ecom_catalog_document d WHERE d.product_tmpl_id = t.id AND d.in_stock)
                 THEN 'on_sale' ELSE 'out_of_stock' END
            """
        )
        return Domain(
            "id",
            "in",
            SQL(
                "(SELECT t.id FROM product_template t WHERE %s = ANY(%s))",
                state,
                [entry for entry in value if entry],
            ),
        )


#: By whether the point is missing.
_CHECKLIST_ENTRY = {
    False: Markup('<li class="text-muted"><i class="fa fa-fw fa-check text-success"></i> %s</li>'),
    True: Markup('<li><i class="fa fa-fw fa-circle-o text-warning"></i> %s</li>'),
}
