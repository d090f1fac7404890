from odoo import fields, models

from .ecom_product_price import AMOUNTS


class ProductTemplate(models.Model):
    _inherit = "product.template"

    ecom_price_ids = fields.One2many(
        "ecom.product.price",
        "product_tmpl_id",
        string="Prices",
        copy=False,
        groups="ecom_base.group_ecom_analyst",
    )

    def copy(self, default=None):
        copies = super().copy(default)
        if self.env.user.has_group("ecom_pricing.group_price_editor"):
            for product, duplicate in zip(self, copies, strict=True):
                product._ecom_copy_prices(duplicate)
        return copies

    def unlink(self):
        ids = self.ids
        result = super().unlink()
        self.env["ecom.price.change"]._forget("product_tmpl_id", ids)
        return result

    def _ecom_copy_prices(self, duplicate):
        """Copy standing prices of the whole product. Those of variants and those for a time belong to the original."""
        prices = self.ecom_price_ids.filtered(
            lambda price: not (price.product_id or price.valid_from or price.valid_to)
        )
        names = ("store_id", "currency_id", "region_id", "min_qty", *AMOUNTS, "tax_included")
        reason = self.env._("Copied from %(product)s", product=self.display_name)
        self.env["ecom.product.price"].with_context(ecom_price_reason=reason).create(
            [
                {name: price._fields[name].convert_to_write(price[name], price) for name in names}
                | {"product_tmpl_id": duplicate.id}
                for price in prices
            ]
        )
