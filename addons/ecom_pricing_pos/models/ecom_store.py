from odoo import api, fields, models

from ..services.ecom_pos_projection import MANY


class EcomStore(models.Model):
    _inherit = "ecom.store"

    pos_warning = fields.Text(compute="_compute_pos_warning")

    @api.depends("store_currency_ids.pos_pricelist_id")
    def _compute_pos_warning(self):
        items = self.env["product.pricelist.item"].sudo()  # sudo: only how many
        for store in self:
            lines = []
            for row in store.store_currency_ids.filtered("pos_pricelist_id"):
                count = items.search_count([("pricelist_id", "=", row.pos_pricelist_id.id)])
                if count > MANY:
                    lines.append(
                        self.env._(
                            "Registers load %(count)s prices in %(currency)s. Beyond %(many)s they get slow: make fewer "
                            "products available in point of sale.",
                            count=count,
                            currency=row.currency_id.name,
                            many=MANY,
                        )
                    )
            store.pos_warning = "\n".join(lines)
