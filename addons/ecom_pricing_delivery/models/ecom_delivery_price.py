from odoo import api, fields, models
from odoo.exceptions import ValidationError

_EXACT = (20, 4)


class EcomDeliveryPrice(models.Model):
    """What a carrier costs the customers of a store in one currency: a fixed price, or one for a rule of the carrier."""

    _name = "ecom.delivery.price"
    _description = "Delivery Price"
    _order = "carrier_id, currency_id, rule_id, id"
    _rec_name = "carrier_id"
    _inherit = ["ecom.exact.mixin"]
    _exact_fields = ("amount", "per_unit", "max_value", "free_over")

    carrier_id = fields.Many2one("delivery.carrier", required=True, index=True, ondelete="cascade")
    store_id = fields.Many2one(
        "ecom.store",
        required=True,
        ondelete="cascade",
        default=lambda self: (
            self.env["ecom.store"]
            .search([("company_id", "=", self.env.company.id)])
            ._ecom_first_priced()
        ),
    )
    company_id = fields.Many2one(related="store_id.company_id", store=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True, ondelete="restrict")
    rule_id = fields.Many2one(
        "delivery.price.rule",
        ondelete="cascade",
        domain="[('carrier_id', '=', carrier_id)]",
        help="The rule of the carrier this is the price for. Empty: a fixed price, whatever the rules say.",
    )
    is_total_rule = fields.Boolean(compute="_compute_is_total_rule")
    amount = fields.Float(
        string="Price", digits=_EXACT, required=True, aggregator=None, help="0: delivered free."
    )
    per_unit = fields.Float(
        string="Plus per Unit",
        digits=_EXACT,
        aggregator=None,
        help="Added for each unit of what the rule counts: weight, volume, pieces.",
    )
    max_value = fields.Float(
        string="Order Total",
        digits=_EXACT,
        aggregator=None,
        help="The order total in this currency that a rule about the price compares with.",
    )
    free_over = fields.Float(
        string="Free From",
        digits=_EXACT,
        aggregator=None,
        help="Order total with tax, without delivery, from which on delivery is free. 0: never.",
    )
    tax_included = fields.Boolean(default=True, help="Customers pay this price with taxes in it.")

    _price_unique = models.UniqueIndex(
        "(carrier_id, store_id, currency_id, COALESCE(rule_id, 0))",
        "This carrier already has a price for this currency. Change that one.",
    )
    _amounts_positive = models.Constraint(
        "CHECK (amount >= 0 AND COALESCE(per_unit, 0) >= 0 AND COALESCE(max_value, 0) >= 0 AND COALESCE(free_over, 0) >= 0)",
        "Delivery prices cannot be negative.",
    )

    @api.depends("rule_id.variable")
    def _compute_is_total_rule(self):
        for price in self:
            price.is_total_rule = price.rule_id.variable == "price"

    @api.constrains("carrier_id", "rule_id")
    def _check_rule(self):
        for price in self:
            if price.rule_id and price.rule_id.carrier_id != price.carrier_id:
                raise ValidationError(self.env._("The rule belongs to another carrier."))

    @api.constrains("currency_id", "store_id")
    def _check_currency(self):
        for price in self:
            price.store_id._ecom_check_sells_in(price.currency_id)
