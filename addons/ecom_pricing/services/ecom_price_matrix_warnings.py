from odoo import api, models


class EcomPriceMatrix(models.AbstractModel):
    """Dots on cells whose prices look odd. Those that are missing show as empty cells already."""

    _inherit = "ecom.price.matrix"

    @api.model
    def _matrix_warnings(self, store, templates, currencies, prices):
        found = super()._matrix_warnings(store, templates, currencies, prices)
        warnings = self.env["ecom.price.warning"]._by_cell(store, templates, currencies)
        for (template_id, currency_id), texts in warnings.items():
            found.setdefault((template_id, False, currency_id), []).extend(texts)
        return found
