from odoo import models


class PosConfig(models.Model):
    _inherit = "pos.config"

    def _ecom_priced_product_ids(self):
        """Return ids of the variants that the register's list has a price for, None if it is not a copy of the seller's."""
        self.ensure_one()
        pricelist = self.use_pricelist and self.pricelist_id
        if not pricelist or not pricelist.ecom_projection:
            return None
        rows = self.env["product.pricelist.item"]._read_group(
            [("pricelist_id", "=", pricelist.id)], ["product_id"]
        )
        special = self._get_special_products() | self.tip_product_id
        return {*(product.id for (product,) in rows), *special.ids}
