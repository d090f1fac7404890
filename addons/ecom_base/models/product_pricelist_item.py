from odoo import models


class ProductPricelistItem(models.Model):
    _name = "product.pricelist.item"
    _inherit = ["product.pricelist.item", "ecom.catalog.source"]

    def _catalog_mark(self, names=None):
        """Note the products a rule covers. Any pricelist may be the base of a shop's, so all of them count."""
        stores = self.env[
            "ecom.store"
        ].sudo()  # sudo: whether any shop has a pricelist, nothing else
        if not stores.search_count([("pricelist_id", "!=", False)], limit=1):
            return
        dirty = self.env["ecom.catalog.dirty"]
        special = self.filtered(lambda rule: rule.product_tmpl_id or rule.product_id)
        dirty._mark_templates((special.product_tmpl_id | special.product_id.product_tmpl_id).ids)
        if self - special:
            dirty._mark_all()
        dirty._mark_all_at(
            {moment for rule in self for moment in (rule.date_start, rule.date_end) if moment}
        )
