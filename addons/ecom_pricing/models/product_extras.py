from odoo import api, fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    ecom_has_extras = fields.Boolean(
        string="Choices without Variants", compute="_compute_ecom_has_extras"
    )

    @api.depends("attribute_line_ids.attribute_id.create_variant")
    def _compute_ecom_has_extras(self):
        for product in self:
            kinds = product.attribute_line_ids.attribute_id.mapped("create_variant")
            product.ecom_has_extras = "no_variant" in kinds

    def action_ecom_extras(self):
        """Open what the product's choices cost in each currency."""
        self.ensure_one()
        return self.env["ecom.price.extra"]._action(
            "product", [("product_tmpl_id", "=", self.id)], default_product_tmpl_id=self.id
        )


class ProductCombo(models.Model):
    _inherit = "product.combo"

    def action_ecom_extras(self):
        """Open what the options of this choice cost in each currency."""
        self.ensure_one()
        return self.env["ecom.price.extra"]._action(
            "combo", [("combo_item_id.combo_id", "=", self.id)], ecom_combo=self.id
        )


class ProductComboItem(models.Model):
    _inherit = "product.combo.item"
    _rec_name = "product_id"
