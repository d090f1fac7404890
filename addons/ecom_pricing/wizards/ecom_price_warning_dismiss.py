from odoo import fields, models


class EcomPriceWarningDismiss(models.TransientModel):
    """Asks why prices that look odd are right."""

    _name = "ecom.price.warning.dismiss"
    _description = "Dismiss Price Warnings"

    warning_ids = fields.Many2many("ecom.price.warning", string="Warnings", required=True)
    reason = fields.Char(required=True, help="For whoever wonders later.")

    def action_dismiss(self):
        """Dismiss the warnings; those of prices that change afterwards come back."""
        self.warning_ids._dismiss(self.reason)
