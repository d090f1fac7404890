from odoo import fields, models


class EcomUpfrontMixin(models.AbstractModel):
    """A share that is paid online, set on what is sold."""

    _name = "ecom.upfront.mixin"
    _description = "Upfront Share"

    ecom_upfront_percent = fields.Float(
        string="Upfront Share (%)",
        help="Percent of these that is paid online in a Partial COD order. 0: what is set above them says.",
    )

    _ecom_upfront_percent_range = models.Constraint(
        "CHECK (ecom_upfront_percent = 0 OR (ecom_upfront_percent >= 1 AND ecom_upfront_percent <= 99))",
        "The upfront share lies between 1 and 99 percent, or is 0 where none is set: all of it upfront is Prepaid.",
    )


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "ecom.upfront.mixin"]


class ProductCategory(models.Model):
    _name = "product.category"
    _inherit = ["product.category", "ecom.upfront.mixin"]

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
