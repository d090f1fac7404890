from odoo import fields, models

#: View types of this addon, which show products: label, and icon of the view switcher.
LABELS = [("price_matrix", "Price Matrix"), ("price_comparison", "Price Comparison")]
_ICONS = {"price_matrix": "fa fa-th", "price_comparison": "fa fa-balance-scale"}


class IrUiView(models.Model):
    _inherit = "ir.ui.view"

    type = fields.Selection(selection_add=LABELS)

    def _get_view_info(self):
        return super()._get_view_info() | {name: {"icon": icon} for name, icon in _ICONS.items()}
