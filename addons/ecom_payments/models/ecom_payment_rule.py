from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..domain.availability import TYPES

_EFFECTS = [("allow", "Offer"), ("refuse", "Do not offer")]
#: Why a rule refuses, as storefronts read it.
REASONS = [
    ("area_not_served", "Area not served"),
    ("product_not_allowed", "Products not allowed"),
    ("amount_out_of_range", "Amount out of range"),
    ("customer_not_allowed", "Customer not allowed"),
    ("carrier_not_allowed", "Carrier does not collect"),
    ("not_offered", "Not offered"),
]


class EcomPaymentRule(models.Model):
    """What a merchant offers, or not, to certain orders. Of the rules that fit, the first that speaks about a payment
    type decides on it; the first that sets a share decides how much of a Partial COD order is paid online.

    Conditions that are left empty always hold. An order fits if all others do.
    """

    _name = "ecom.payment.rule"
    _description = "Payment Rule"
    _inherit = ["ecom.public.id.mixin", "ecom.order.conditions", "ecom.pin.list.mixin"]
    _ecom_uid_prefix = "rul"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="The first rule that fits decides.")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    store_id = fields.Many2one(
        "ecom.store", check_company=True, help="Empty: all stores of the company."
    )

    # === WHEN === #

    country_ids = fields.Many2many("res.country", string="Countries")
    state_ids = fields.Many2many("res.country.state", string="States")
    zip_ids = fields.One2many("ecom.payment.rule.zip", "rule_id", readonly=True)
    currency_ids = fields.Many2many("res.currency", string="Currencies")
    category_ids = fields.Many2many(
        "product.category", string="Product Categories", help="Also categories below these."
    )
    product_ids = fields.Many2many("product.product", string="Products", check_company=True)
    tag_ids = fields.Many2many("res.partner.category", string="Customer Tags")
    carrier_ids = fields.Many2many("delivery.carrier", string="Carriers", check_company=True)
    currency_id = fields.Many2one(
        "res.currency",
        string="Amounts In",
        required=True,
        default=lambda self: self.env.company.currency_id,
        help="Amounts of this rule are in this currency; with amounts, it fits no order in another one.",
    )
    min_total = fields.Monetary(string="Total From", help="Order total with tax. 0: no limit.")
    max_total = fields.Monetary(string="Total Up To", help="Order total with tax. 0: no limit.")

    total_range = fields.Char(string="Totals", compute="_compute_total_range")

    # === WHAT === #

    prepaid = fields.Selection(_EFFECTS)
    cod = fields.Selection(_EFFECTS, string="COD")
    partial_cod = fields.Selection(_EFFECTS, string="Partial COD")
    reason = fields.Selection(
        REASONS, required=True, default="not_offered", help="What the storefront is told."
    )
    message = fields.Char(translate=True, help="Sentence for the customer when this rule refuses.")
    upfront_kind = fields.Selection(
        [("percent", "Percent"), ("fixed", "Fixed amount")],
        string="Upfront Share",
        help="How much of a Partial COD order is paid online. Empty: what the store says.",
    )
    upfront_percent = fields.Float(
        string="Share (%)", default=20.0, help="Paid online, the rest at the door."
    )
    upfront_fixed = fields.Monetary(string="Upfront Amount")

    fee_kind = fields.Selection(
        [("amount", "Charge an amount"), ("none", "Charge none")],
        string="COD Fee",
        help="For collecting cash at the door. Empty: what the store says.",
    )
    fee_amount = fields.Monetary(
        help="Added to the order as a line of its own, taxed as the fee product is.",
    )

    _limits_order = models.Constraint(
        "CHECK (min_total >= 0 AND max_total >= 0 AND (max_total = 0 OR max_total >= min_total))",
        "The upper limit of the total lies above the lower one, and neither is negative.",
    )
    _percent_range = models.Constraint(
        "CHECK (upfront_kind IS DISTINCT FROM 'percent' OR (upfront_percent >= 1 AND upfront_percent <= 99))",
        "The upfront share lies between 1 and 99 percent. Nothing upfront is COD, and all of it is Prepaid.",
    )
    _fixed_positive = models.Constraint(
        "CHECK (upfront_kind IS DISTINCT FROM 'fixed' OR upfront_fixed > 0)",
        "The upfront amount is above zero.",
    )
    _fee_positive = models.Constraint(
        "CHECK (fee_kind IS DISTINCT FROM 'amount' OR fee_amount > 0)",
        "The COD fee is above zero. To charge none, say so.",
    )
    _company_index = models.Index("(company_id, sequence, id) WHERE active")
    _everywhere_index = models.Index("(company_id) WHERE active AND zip_mode <> 'only'")

    @api.depends("min_total", "max_total", "currency_id")
    def _compute_total_range(self):
        for rule in self:
            least, most = (rule.currency_id.format(rule[n]) for n in ("min_total", "max_total"))
            if rule.min_total and rule.max_total:
                rule.total_range = f"{least} – {most}"  # noqa: RUF001 - a range
            elif rule.min_total:
                rule.total_range = self.env._("from %s", least)
            else:
                rule.total_range = bool(rule.max_total) and self.env._("up to %s", most)

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._ensure_fee_product()
        return rules

    def write(self, vals):
        result = super().write(vals)
        if "fee_kind" in vals or "company_id" in vals:
            self._ensure_fee_product()
        return result

    def _ensure_fee_product(self):
        for company in self.filtered(lambda rule: rule.fee_kind == "amount").company_id:
            company._ecom_cod_fee_product()

    @api.constrains("name", *TYPES, "upfront_kind", "fee_kind")
    def _check_effect(self):
        for rule in self:
            if not any(rule[name] for name in (*TYPES, "upfront_kind", "fee_kind")):
                raise ValidationError(self.env._("Rule %s does nothing yet.", rule.name))
