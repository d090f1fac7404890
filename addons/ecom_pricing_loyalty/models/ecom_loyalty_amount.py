from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("minimum", "Minimum purchase"),
    ("discount", "Discount"),
    ("maximum", "Discount at most"),
]
#: The field of Odoo that an amount stands in for.
FIELDS = {"minimum": "minimum_amount", "discount": "discount", "maximum": "discount_max_amount"}


class EcomLoyaltyAmount(models.Model):
    """An amount of a loyalty program in another currency than the program's, as the seller set it."""

    _name = "ecom.loyalty.amount"
    _description = "Loyalty Amount"
    _order = "program_id, currency_id, kind desc, id"
    _rec_name = "program_id"
    _inherit = ["ecom.exact.mixin"]

    program_id = fields.Many2one("loyalty.program", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="program_id.company_id", store=True, index=True)
    kind = fields.Selection(KINDS, string="Amount Of", required=True, default="discount")
    rule_id = fields.Many2one(
        "loyalty.rule",
        compute="_compute_owner",
        precompute=True,
        store=True,
        readonly=False,
        ondelete="cascade",
        domain="[('program_id', '=', program_id)]",
    )
    reward_id = fields.Many2one(
        "loyalty.reward",
        compute="_compute_owner",
        precompute=True,
        store=True,
        readonly=False,
        ondelete="cascade",
        domain="[('program_id', '=', program_id)]",
    )
    currency_id = fields.Many2one("res.currency", required=True, ondelete="restrict")
    amount = fields.Float(digits=(20, 4), required=True, aggregator=None)

    _amount_unique = models.UniqueIndex(
        "(kind, COALESCE(rule_id, 0), COALESCE(reward_id, 0), currency_id)",
        "This amount is set in this currency already. Change that one.",
    )
    _amount_positive = models.Constraint("CHECK (amount > 0)", "Amounts must be more than zero.")
    _has_owner = models.Constraint(
        "CHECK ((kind = 'minimum') = (rule_id IS NOT NULL) AND (kind = 'minimum') = (reward_id IS NULL))",
        "A minimum purchase belongs to a rule, a discount to a reward.",
    )

    @api.depends("kind", "program_id")
    def _compute_owner(self):
        for amount in self:
            program, is_minimum = amount.program_id, amount.kind == "minimum"
            rule = amount.rule_id if amount.rule_id.program_id == program else program.rule_ids[:1]
            reward = amount.reward_id
            if reward.program_id != program:
                reward = program.reward_ids[:1]
            amount.rule_id = is_minimum and rule
            amount.reward_id = not is_minimum and reward

    @api.constrains("program_id", "rule_id", "reward_id", "currency_id")
    def _check_place(self):
        for amount in self:
            owner = amount.rule_id or amount.reward_id
            if owner.program_id != amount.program_id:
                raise ValidationError(self.env._("The rule or reward belongs to another program."))
            if amount.currency_id == amount.program_id.currency_id:
                raise ValidationError(
                    self.env._(
                        "%(currency)s is the program's own currency. Change the amount of the rule or reward itself.",
                        currency=amount.currency_id.name,
                    )
                )
