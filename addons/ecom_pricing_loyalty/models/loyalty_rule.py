from odoo import api, models


class LoyaltyRule(models.Model):
    _inherit = "loyalty.rule"

    @api.depends("code", "minimum_qty", "minimum_amount", "currency_id")
    def _compute_display_name(self):
        """Odoo shows rules on cards only and gives them no name; amounts per currency are set for one of them."""
        for rule in self:
            rule.display_name = rule.code or self.env._(
                "From %(quantity)s pieces and %(amount)s",
                quantity=rule.minimum_qty,
                amount=rule.currency_id.format(rule.minimum_amount),
            )
