from odoo import api, fields, models


class EcomUpfrontMixin(models.AbstractModel):
    """A share that is paid online, set on what is sold."""

    _name = "ecom.upfront.mixin"
    _description = "Upfront Share"

    ecom_upfront_percent = fields.Float(
        string="Upfront Share (%)",
        help="Percent of these that is paid online in a Partial COD order. 0: what is set above them says.",
    )

    ecom_upfront_source = fields.Char(
        string="Which Share Applies", compute="_compute_ecom_upfront_source"
    )

    _ecom_upfront_percent_range = models.Constraint(
        "CHECK (ecom_upfront_percent = 0 OR (ecom_upfront_percent >= 1 AND ecom_upfront_percent <= 99))",
        "The upfront share lies between 1 and 99 percent, or is 0 where none is set: all of it upfront is Prepaid.",
    )

    @api.depends("ecom_upfront_percent")
    def _compute_ecom_upfront_source(self):
        """Say which share applies where none is set here: that of a category, else of each store."""
        for record in self:
            record.ecom_upfront_source = (
                not record.ecom_upfront_percent and record._ecom_upfront_above_text()
            )

    def _ecom_upfront_text(self, category, stores):
        """Return a sentence about the share that applies.

        :param category: the nearest ``product.category`` that sets one, may be empty
        :param stores: ``ecom.store`` records, may be empty
        """
        if category:
            return self.env._(
                "Not set here: %(percent)g %% of category %(category)s applies, unless a payment rule says otherwise.",
                percent=category.ecom_upfront_percent,
                category=category.name,
            )
        if not stores:
            return self.env._("Not set here: a payment rule or the store decides.")
        shares = ", ".join(f"{store.name} {store.upfront_percent:g} %" for store in stores)
        return self.env._(
            "Not set here: the store's share applies (%s), unless a payment rule says otherwise.",
            shares,
        )


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "ecom.upfront.mixin"]

    @api.depends("categ_id.ecom_upfront_percent", "ecom_store_ids.upfront_percent")
    def _compute_ecom_upfront_source(self):
        return super()._compute_ecom_upfront_source()

    def _ecom_upfront_above_text(self):
        category = self.categ_id._ecom_upfront_category()
        return self._ecom_upfront_text(category, self.ecom_store_ids)


class ProductCategory(models.Model):
    _name = "product.category"
    _inherit = ["product.category", "ecom.upfront.mixin"]

    @api.depends("parent_id.ecom_upfront_percent")
    def _compute_ecom_upfront_source(self):
        return super()._compute_ecom_upfront_source()

    def _ecom_upfront_above_text(self):
        stores = self.env["ecom.store"].search([("company_id", "in", self.env.companies.ids)])
        return self._ecom_upfront_text(self.parent_id._ecom_upfront_category(), stores)

    def _ecom_upfront_category(self):
        """Return the nearest category that sets a share: this one or one above it; may be empty."""
        category = self
        while category and not category.ecom_upfront_percent:
            category = category.parent_id
        return category

    def _ecom_upfront_percents(self):
        """Return the shares of each category and of those above it, the nearest first; None where none is set.

        :return: dict of category id -> list of percents; of a few queries, however many there are
        """
        self.fetch(["parent_path", "ecom_upfront_percent"])
        paths = {
            category.id: [int(part) for part in (category.parent_path or "").split("/") if part]
            for category in self
        }
        above = self.browse({part for path in paths.values() for part in path})
        above.fetch(["ecom_upfront_percent"])
        shares = {category.id: category.ecom_upfront_percent or None for category in above}
        return {own: [shares[part] for part in reversed(path)] for own, path in paths.items()}
