from dataclasses import replace
from decimal import Decimal

from odoo import api, models


class EcomPaymentOptions(models.AbstractModel):
    """Payment options where the store has policies for risky orders."""

    _inherit = "ecom.payment.options"

    @api.model
    def judge(self, order, gateway=None, *, ship_to=None):
        if not self.env["ecom.risk.policy"]._of_store(order.ecom_store_id.id):
            return super().judge(order, gateway, ship_to=ship_to)
        assessment = self.env["ecom.risk"].assess(order, ship_to)
        policies = self.env["ecom.risk.policies"]
        judging = self.with_context(ecom_least_upfront=policies.least_upfront(order, assessment))
        judgement = super(EcomPaymentOptions, judging).judge(order, gateway, ship_to=ship_to)
        options = policies.restrict(order, judgement.options, assessment)
        return replace(judgement, options=options)

    def _parts(self, order, total, rule_percent):
        """Have risky orders pay at least the share that a policy asks for."""
        least = Decimal(str(self.env.context.get("ecom_least_upfront") or 0))
        for amount, percent in super()._parts(order, total, rule_percent):
            yield amount, max(percent, least)
