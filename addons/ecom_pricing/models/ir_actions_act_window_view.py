from odoo import fields, models

from .ir_ui_view import LABELS


class IrActionsActWindowView(models.Model):
    _inherit = "ir.actions.act_window.view"

    view_mode = fields.Selection(
        selection_add=LABELS, ondelete={name: "cascade" for name, _label in LABELS}
    )
