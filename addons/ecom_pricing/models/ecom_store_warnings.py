from odoo import fields, models


class EcomStore(models.Model):
    """Which prices a store is warned of. Warnings never stop anything."""

    _inherit = "ecom.store"

    warn_missing = fields.Boolean(
        string="Missing Prices",
        default=True,
        help="Published products that have a price in the primary currency and none in another one.",
    )
    warn_ratio = fields.Boolean(
        string="Unusual Ratios",
        default=True,
        help="Prices far from what products usually cost beside their price in the primary currency.",
    )
    warn_ratio_percent = fields.Float(
        string="Ratio Off By (%)",
        default=25.0,
        required=True,
        help="How far from the median ratio of all products.",
    )
    warn_below_cost = fields.Boolean(
        string="Below Cost",
        default=True,
        help="Prices below the unit cost that stands beside them.",
    )
    warn_change = fields.Boolean(
        string="Large Changes", default=True, help="Prices that changed much at once lately."
    )
    warn_change_percent = fields.Float(string="Change Above (%)", default=40.0, required=True)
    warn_ending = fields.Boolean(
        string="Price Endings",
        default=True,
        help="Prices that do not end as the currency's prices do.",
    )
    warn_compare_at = fields.Boolean(
        string="Compare-at Prices",
        default=True,
        help="Compare-at prices above the MRP, or so high that nobody believes the reduction.",
    )
    warn_compare_at_percent = fields.Float(
        string="Reduction Above (%)", default=70.0, required=True
    )
    warn_card = fields.Boolean(
        string="Not Payable by Card",
        default=True,
        help="Prices in dinars and other currencies with three decimals that end in other than 0: cards take steps of ten.",
    )
    warned_change_id = fields.Integer(
        readonly=True, copy=False, help="The last change of a price that was looked at."
    )
    warned_at = fields.Datetime(string="All Prices Looked At", readonly=True, copy=False)

    _warn_percents_positive = models.Constraint(
        "CHECK (warn_ratio_percent > 0 AND warn_change_percent > 0 AND warn_compare_at_percent > 0)",
        "Thresholds of warnings must be more than zero.",
    )

    def write(self, vals):
        if any(name.startswith("warn_") for name in vals):
            vals = {"warned_at": False, **vals}
        return super().write(vals)
