from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..domain.price_check import to_amount

_DIGITS = (20, 8)


class EcomReferenceRate(models.Model):
    """What a seller says one currency is about worth in another. Shown as information; no price comes from it."""

    _name = "ecom.reference.rate"
    _description = "Reference Rate"
    _order = "from_id, to_id, valid_from desc"
    _rec_name = "from_id"

    store_id = fields.Many2one(
        "ecom.store",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env["ecom.store"].search([])._ecom_first_priced(),
    )
    company_id = fields.Many2one(related="store_id.company_id", store=True, index=True)
    from_id = fields.Many2one("res.currency", required=True, ondelete="cascade")
    to_id = fields.Many2one("res.currency", required=True, ondelete="cascade")
    rate = fields.Float(
        digits=_DIGITS,
        required=True,
        aggregator=None,
        help="How much of the second currency one unit of the first is about worth.",
    )
    valid_from = fields.Date(
        required=True,
        default=fields.Date.context_today,
        help="The rate holds from this day on, until another one of the same pair does.",
    )
    note = fields.Char(help="Where the rate comes from.")
    user_id = fields.Many2one(
        "res.users",
        string="Set By",
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )

    _pair_unique = models.UniqueIndex(
        "(store_id, from_id, to_id, valid_from)",
        "There is a rate of these two currencies from this day on. Change that one.",
    )
    _rate_positive = models.Constraint("CHECK (rate > 0)", "A rate must be more than zero.")
    _pair_differs = models.Constraint(
        "CHECK (from_id != to_id)", "A rate is between two different currencies."
    )

    @api.depends("from_id", "to_id", "rate")
    def _compute_display_name(self):
        for rate in self:
            rate.display_name = f"1 {rate.from_id.name} = {rate.rate:g} {rate.to_id.name}"

    @api.constrains("rate")
    def _check_rate(self):
        for rate in self:
            try:
                to_amount(rate.rate)
            except ValueError:
                raise ValidationError(self.env._("A rate must be a number.")) from None

    def write(self, vals):
        if {"rate", "from_id", "to_id", "valid_from"} & vals.keys():
            vals = vals | {"user_id": self.env.uid}
        return super().write(vals)
