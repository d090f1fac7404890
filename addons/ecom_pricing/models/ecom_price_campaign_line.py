from odoo import api, fields, models

from ..domain.money import round_half_up
from ..domain.price_check import to_amount


class EcomPriceCampaignLine(models.Model):
    """What a campaign takes off, or asks, in one currency. Nothing is worked out from another currency."""

    _name = "ecom.price.campaign.line"
    _description = "Campaign Amount"
    _order = "id"
    _rec_name = "currency_id"
    _inherit = ["ecom.exact.mixin"]

    campaign_id = fields.Many2one(
        "ecom.price.campaign", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="campaign_id.company_id", store=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True, ondelete="restrict")
    amount = fields.Float(digits=(20, 4), required=True, aggregator=None)

    _currency_unique = models.UniqueIndex(
        "(campaign_id, currency_id)", "The campaign already has an amount in this currency."
    )
    _amount_positive = models.Constraint("CHECK (amount > 0)", "Amounts must be more than zero.")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.campaign_id._terms_changed()
        return lines

    def write(self, vals):
        result = super().write(vals)
        self.campaign_id._terms_changed()
        return result

    def unlink(self):
        campaigns = self.campaign_id
        result = super().unlink()
        campaigns.exists()._terms_changed()
        return result

    def _exact(self):
        """Return the amount with the decimals of its currency (Decimal)."""
        self.ensure_one()
        return round_half_up(to_amount(self.amount), self.currency_id.decimal_places)
