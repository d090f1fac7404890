from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..domain import routing
from .sale_order import PAYMENT_STATUSES

_TRIGGERS = [
    (routing.PLACED, "When it is placed"),
    (routing.CONFIRMED, "When it is confirmed"),
    (routing.PAYMENT, "When its payment status changes"),
]
#: The fields that say something, by action.
SAYS = {
    "team": "team_id",
    "user": "user_id",
    "warehouse": "warehouse_id",
    "tags": "order_tag_ids",
    "activity": "activity_type_id",
    "hold": "hold_reason",
}


class EcomOrderRouting(models.Model):
    """Who handles an order, from where it ships, and what is to be done about it.

    Conditions that are left empty always hold. Of the rules that fit, the first that says something about a team
    decides on the team, and so on for each action. A rule acts on an order once.
    """

    _name = "ecom.order.routing"
    _description = "Routing Rule"
    _inherit = ["ecom.order.conditions", "ecom.pin.list.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="For each action the first rule that fits decides.")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    store_id = fields.Many2one(
        "ecom.store", check_company=True, help="Empty: all stores of the company."
    )

    # === WHEN === #

    trigger = fields.Selection(
        _TRIGGERS,
        string="Looks at an Order",
        required=True,
        default=routing.PLACED,
        help="A rule acts on an order once, the first time it fits.",
    )
    payment_type = fields.Selection(
        [
            ("prepaid", "Prepaid"),
            ("cod", "COD"),
            ("partial_cod", "Partial COD"),
            ("at_door", "COD or Partial COD"),
        ],
        help="Empty: any.",
    )
    payment_status = fields.Selection(PAYMENT_STATUSES, help="Empty: any.")
    risk_level = fields.Selection(
        [("low", "Low"), ("medium", "Medium"), ("high", "High"), ("raised", "Medium or high")],
        string="Risk of Return",
        help="Empty: any.",
    )
    country_ids = fields.Many2many("res.country", string="Countries")
    state_ids = fields.Many2many("res.country.state", string="States")
    zip_ids = fields.One2many("ecom.order.routing.zip", "rule_id", readonly=True)
    category_ids = fields.Many2many(
        "product.category", string="Product Categories", help="Also categories below these."
    )
    tag_ids = fields.Many2many("res.partner.category", string="Customer Tags")
    currency_id = fields.Many2one(
        "res.currency",
        string="Amounts In",
        required=True,
        default=lambda self: self.env.company.currency_id,
        help="Amounts of this rule are in this currency; with amounts, it fits no order in another one.",
    )
    min_total = fields.Monetary(string="Total From", help="Order total with tax. 0: no limit.")
    max_total = fields.Monetary(string="Total Up To", help="Order total with tax. 0: no limit.")

    # === WHAT === #

    team_id = fields.Many2one("crm.team", string="Sales Team", check_company=True)
    user_id = fields.Many2one("res.users", string="Salesperson", check_company=True)
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        check_company=True,
        help="Where it ships from. If something is not in stock there, it ships from the store's warehouse as usual.",
    )
    order_tag_ids = fields.Many2many("crm.tag", string="Order Tags", help="Added to those it has.")
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Activity",
        domain=[("res_model", "in", [False, "sale.order"])],
    )
    activity_user_id = fields.Many2one("res.users", string="For", check_company=True)
    activity_note = fields.Char(string="To Do")
    activity_days = fields.Integer(
        string="Due in Days", default=1, help="Counted from the day the rule acts."
    )
    hold_reason = fields.Char(
        string="Put on Hold", help="Why it cannot ship until somebody releases it. Empty: no hold."
    )
    action_text = fields.Char(string="Does", compute="_compute_action_text")

    _limits_order = models.Constraint(
        "CHECK (min_total >= 0 AND max_total >= 0 AND (max_total = 0 OR max_total >= min_total))",
        "The upper limit of the total lies above the lower one, and neither is negative.",
    )
    _days_positive = models.Constraint(
        "CHECK (activity_days >= 0)", "An activity is not due before today."
    )
    _company_index = models.Index("(company_id, sequence, id) WHERE active")

    @api.depends(*SAYS.values())
    @api.depends_context("lang")
    def _compute_action_text(self):
        for rule in self:
            rule.action_text = ", ".join(rule._action_words(rule._actions()))

    def _actions(self):
        """Return what this rule says something about: list of actions."""
        self.ensure_one()
        return [action for action, name in SAYS.items() if self[name]]

    def _action_words(self, actions):
        """Return words for some of a rule's actions, a list."""
        words = {
            "team": lambda: self.env._("team %s", self.team_id.name),
            "user": lambda: self.env._("salesperson %s", self.user_id.name),
            "warehouse": lambda: self.env._("ships from %s", self.warehouse_id.name),
            "tags": lambda: self.env._("tags %s", ", ".join(self.order_tag_ids.mapped("name"))),
            "activity": lambda: self.env._(
                "%(activity)s for %(user)s",
                activity=self.activity_type_id.name,
                user=self.activity_user_id.name,
            ),
            "hold": lambda: self.env._("on hold: %s", self.hold_reason),
        }
        return [words[action]() for action in actions]

    @api.constrains("name", "trigger", "activity_user_id", *SAYS.values())
    def _check_actions(self):
        for rule in self:
            if not rule._actions():
                raise ValidationError(self.env._("Rule %s does nothing yet.", rule.name))
            if rule.activity_type_id and not rule.activity_user_id:
                raise ValidationError(self.env._("Say for whom the activity is."))
            if rule.warehouse_id and rule.trigger != routing.PLACED:
                raise ValidationError(
                    self.env._(
                        "The warehouse is chosen when an order is placed: its stock is held then."
                    )
                )

    # === THE CACHE === #

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
