from zoneinfo import ZoneInfo

from odoo import fields, models


class EcomStore(models.Model):
    """What a store calls a risk."""

    _inherit = "ecom.store"

    risk_medium_percent = fields.Float(
        string="Medium Risk From",
        default=15.0,
        help="Percent: an order whose parcel comes back in 15 of 100 such cases is a medium risk.",
    )
    risk_high_percent = fields.Float(
        string="High Risk From",
        default=30.0,
        help="Percent: an order whose parcel comes back in 30 of 100 such cases is a high risk.",
    )
    risk_typical_total = fields.Monetary(
        string="Typical Order",
        readonly=True,
        help="Median total of the last year's orders in the store's currency, worked out every day. Large orders are "
        "measured against it.",
    )
    risk_currency_id = fields.Many2one(related="company_id.currency_id")
    rto_parcel_cost = fields.Monetary(
        string="Cost of a Returned Parcel",
        currency_field="risk_currency_id",
        help="Freight both ways, packing and handling of one parcel that comes back. Used for the cost of returns in "
        "reports.",
    )

    _risk_levels = models.Constraint(
        "CHECK (risk_medium_percent > 0 AND risk_high_percent > risk_medium_percent AND risk_high_percent <= 100)",
        "High risk begins above medium risk, and both lie between 0 and 100 percent.",
    )
    _rto_parcel_cost_positive = models.Constraint(
        "CHECK (rto_parcel_cost IS NULL OR rto_parcel_cost >= 0)",
        "A returned parcel costs something or nothing.",
    )

    def _ecom_zone(self):
        """Return the store's time zone."""
        self.ensure_one()
        return ZoneInfo(self.tz or "UTC")
