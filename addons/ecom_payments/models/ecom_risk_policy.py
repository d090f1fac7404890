from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..domain import risk_policy

_TYPES = {
    "cod": frozenset({"cod"}),
    "partial_cod": frozenset({"partial_cod"}),
    "door": frozenset({"cod", "partial_cod"}),
    "all": frozenset({"cod", "partial_cod", "prepaid"}),
}


class EcomRiskPolicy(models.Model):
    """What is done about orders that may come back. Of the policies that mean an order, the first decides."""

    _name = "ecom.risk.policy"
    _description = "Risk Policy"
    _inherit = ["ecom.cached.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="The first policy that means an order decides.")
    store_id = fields.Many2one(
        "ecom.store",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env["ecom.store"].search([], limit=1),
    )
    company_id = fields.Many2one(related="store_id.company_id", store=True, index=True)
    risk_from = fields.Selection(
        [("medium", "Medium risk"), ("high", "High risk"), ("percent", "A risk of")],
        string="From",
        required=True,
        default="high",
        help="Where medium and high begin is set on the store.",
    )
    risk_percent = fields.Float(
        string="Risk From",
        default=30.0,
        aggregator=None,
        help="Percent: of 100 such parcels, so many come back.",
    )
    applies_to = fields.Selection(
        [
            ("cod", "COD"),
            ("partial_cod", "Partial COD"),
            ("door", "COD and Partial COD"),
            ("all", "All payment types"),
        ],
        string="Payment Type",
        required=True,
        default="cod",
    )
    action = fields.Selection(
        [
            (risk_policy.ONLY_PARTIAL, "Offer Partial COD instead of COD"),
            (risk_policy.ONLY_PREPAID, "Offer only Prepaid"),
            (risk_policy.CONFIRM, "Ask the customer to confirm before it ships"),
            (risk_policy.REVIEW, "Hold for a person to look at"),
        ],
        required=True,
        default=risk_policy.ONLY_PARTIAL,
    )
    upfront_percent = fields.Float(
        string="Upfront Share",
        aggregator=None,
        help="Percent of these Partial COD orders that is paid online, at least. 0: the usual share.",
    )
    message = fields.Char(
        translate=True,
        help="Sentence for the customer where a payment type is not offered. Do not speak of risk: most of these "
        "customers would have taken their parcel.",
    )
    holdout_percent = fields.Float(
        string="Left Alone",
        default=10.0,
        aggregator=None,
        help="Percent of these orders, drawn at random, that the policy does nothing to. They show what would have "
        "happened without it. 0: no comparison is possible.",
    )
    policy_count = fields.Integer(string="Treated", compute="_compute_counts")
    control_count = fields.Integer(string="Not Treated", compute="_compute_counts")
    effect_text = fields.Char(string="Effect", compute="_compute_effect_text")

    _percents = models.Constraint(
        "CHECK (risk_percent > 0 AND risk_percent <= 100 AND holdout_percent >= 0 AND holdout_percent <= 50"
        " AND upfront_percent >= 0 AND upfront_percent <= 99)",
        "A risk lies above 0 and up to 100 percent, the share left alone between 0 and 50, the upfront share between 0 "
        "and 99.",
    )

    @api.constrains("action", "applies_to")
    def _check_applies_to(self):
        for policy in self:
            if not any(
                policy._as_policy().refuses(kind) for kind in _TYPES[policy.applies_to]
            ) and (policy.action in {risk_policy.ONLY_PARTIAL, risk_policy.ONLY_PREPAID}):
                raise ValidationError(
                    self.env._("%(policy)s takes no payment type away.", policy=policy.name)
                )

    def _compute_counts(self):
        counts = {
            (policy.id, arm): count
            for policy, arm, count in self.env["sale.order"]._read_group(
                [("ecom_risk_policy_id", "in", self.ids)],
                ["ecom_risk_policy_id", "ecom_risk_arm"],
                ["__count"],
            )
        }
        for policy in self:
            policy.policy_count = counts.get((policy.id, risk_policy.POLICY), 0)
            policy.control_count = counts.get((policy.id, risk_policy.CONTROL), 0)

    @api.depends_context("lang")
    def _compute_effect_text(self):
        effects = self.env["ecom.risk.policies"].effects(self)
        for policy in self:
            policy.effect_text = effects[policy.id]["text"] if policy.id in effects else False

    @api.model
    @tools.ormcache("store_id")
    def _of_store(self, store_id):
        """Return a store's policies, in the merchant's order: tuple of ``domain.risk_policy.Policy``."""
        # sudo: what is done to an order does not depend on who asks
        found = self.sudo().search([("store_id", "=", store_id)])
        return tuple(policy._as_policy() for policy in found)

    def _as_policy(self):
        percent = {
            "medium": self.store_id.risk_medium_percent,
            "high": self.store_id.risk_high_percent,
            "percent": self.risk_percent,
        }[self.risk_from]
        return risk_policy.Policy(
            id=self.id,
            action=self.action,
            risk_from=percent / 100,
            types=_TYPES[self.applies_to],
            holdout=self.holdout_percent / 100,
            upfront=self.upfront_percent or None,
        )

    # === BUTTONS === #

    def action_orders(self):
        """Show the orders that the policy meant, treated or not."""
        action = self.env["ir.actions.act_window"]._for_xml_id("ecom_base.ecom_order_action")
        return action | {"domain": [("ecom_risk_policy_id", "=", self.id)], "context": {}}
