from decimal import Decimal

from odoo import api, models


class EcomPaymentOptions(models.AbstractModel):
    """Payment options where the store has policies for risky orders."""

    _inherit = "ecom.payment.options"

    @api.model
    def for_order(self, order, gateway=None, *, ship_to=None):
        if not self.env["ecom.risk.policy"]._of_store(order.ecom_store_id.id):
            return super().for_order(order, gateway, ship_to=ship_to)
        assessment = self.env["ecom.risk"].assess(order, ship_to)
        policies = self.env["ecom.risk.policies"]
        judging = self.with_context(ecom_least_upfront=policies.least_upfront(order, assessment))
        options = super(EcomPaymentOptions, judging).for_order(order, gateway, ship_to=ship_to)
        return policies.restrict(order, options, assessment)

    def _parts(self, order, rule_percent):
        """Have risky orders pay at least the share that a policy asks for."""
        least = Decimal(str(self.env.context.get("ecom_least_upfront") or 0))
        for amount, percent in super()._parts(order, rule_percent):
            yield amount, max(percent, least)
