from odoo import api, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    @api.model
    def _load_pos_data_read(self, records, config):
        """A register with the seller's prices does not show what has none: it would sell at a converted sales price."""
        found = super()._load_pos_data_read(records, config)
        priced = config._ecom_priced_product_ids()
        if priced is None:
            return found
        for values in found:
            if not priced.issuperset(values["product_variant_ids"]):
                values["available_in_pos"] = False
        return found
