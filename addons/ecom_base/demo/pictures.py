import base64

from odoo import api, models

from . import tables
from .art import draw_picture

#: What the category pictures are drawn in, by backdrop.
_CATEGORY_COLOURS = {
    "rose": "Madder Red",
    "sky": "Indigo",
    "sand": "Terracotta",
    "mint": "Teal",
    "lilac": "Plum",
    "peach": "Walnut",
}


def _picture(*args, **kwargs):
    return base64.b64encode(draw_picture(*args, **kwargs))


class EcomDemo(models.AbstractModel):
    _inherit = "ecom.demo"

    @api.model
    def _fill_pictures(self, scale):
        """Draw products in each colour they come in, a close-up of those with a badge, and the categories."""
        tints = {row.code: row.tint for row in tables.categories()}
        colours = {name: hex_code for name, (_code, hex_code) in tables.colours().items()}
        templates = self._templates_by_sku()
        details, alike = [], {}
        for row in self._rows(scale):
            template, tint = templates[row.sku], tints[row.category]
            first, *others = row.colours
            template.image_1920 = _picture(row.art, colours[first], row.motif, tint)
            for colour in others:
                shown, *same = self._variants_in(template, colour)
                shown.image_variant_1920 = _picture(row.art, colours[colour], row.motif, tint)
                alike[shown.id] = [variant.id for variant in same]
            if row.badge:
                details.append(
                    {
                        "name": self.env._("%(product)s, close up", product=row.name),
                        "product_tmpl_id": template.id,
                        "image_1920": _picture(
                            row.art, colours[first], row.motif, tint, close_up=True
                        ),
                    }
                )
        self.env["ecom.product.image"].create(details)
        self._copy_pictures(alike)
        self._fill_category_pictures(colours)

    def _copy_pictures(self, alike):
        """Show the picture of one size on the others of the same colour. Reduced once, not for every size.

        :param dict alike: ids of the variants that get it, by id of the variant that has it
        """
        self.env.flush_all()
        pictures = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "product.product"),
                ("res_id", "in", list(alike)),
                ("res_field", "=like", "image_variant_%"),
            ],
            order="id",
        )
        self.env["ir.attachment"].create(
            [
                {
                    "name": picture.name,
                    "type": "binary",
                    "res_model": picture.res_model,
                    "res_field": picture.res_field,
                    "res_id": variant_id,
                    "raw": picture.raw,
                }
                for picture in pictures
                for variant_id in alike[picture.res_id]
            ]
        )

    def _templates_by_sku(self):
        templates = self._demo_variants().product_tmpl_id
        return {
            "-".join(template.product_variant_ids[0].default_code.split("-")[:2]): template
            for template in templates
        }

    def _variants_in(self, template, colour):
        return template.product_variant_ids.filtered(
            lambda variant: colour in variant.product_template_attribute_value_ids.mapped("name")
        )

    def _fill_category_pictures(self, colours):
        rows = {row.code: row for row in tables.categories()}
        for category in self.env["ecom.category"].search([("ecom_slug", "in", list(rows))]):
            row = rows[category.ecom_slug]
            category.image_1920 = _picture(
                row.art, colours[_CATEGORY_COLOURS[row.tint]], "plain", row.tint
            )
