from dataclasses import replace

from odoo import api, models

from ..domain import risk_policy, rto
from ..domain.availability import PARTIAL_COD, Reason

_WAITS = {risk_policy.CONFIRM, risk_policy.REVIEW}


class EcomRiskPolicies(models.AbstractModel):
    """What the merchant's policies do to an order, and what they achieve."""

    _name = "ecom.risk.policies"
    _description = "Acting on the Risk of Return"

    # === ACTING === #

    @api.model
    def deciding(self, order, payment_type, assessment):
        """Return the policy that means an order, and whether it acts: (``Policy``, arm), or (None, None).

        :param order: one ``sale.order``
        """
        policies = self.env["ecom.risk.policy"]._of_store(order.ecom_store_id.id)
        policy = risk_policy.first(policies, assessment.risks, payment_type)
        if policy is None:
            return None, None
        # what is only asked about, without a cart, has no lasting public id to draw by: the policy is shown
        return policy, risk_policy.arm(policy, order.ecom_uid) if order.id else risk_policy.POLICY

    @api.model
    def restrict(self, order, options, assessment):
        """Return payment options without what policies refuse. They never take the last one away.

        :param options: list of ``domain.availability.Option``
        """
        judged = [self._judge(order, option, assessment) for option in options]
        lost_all = any(option.available for option in options) and not any(
            option.available for option in judged
        )
        return options if lost_all else judged

    def _judge(self, order, option, assessment):
        policy, arm = self.deciding(order, option.type, assessment)
        if arm != risk_policy.POLICY or not policy.refuses(option.type):
            return option
        # sudo: the sentence is for the customer
        message = self.env["ecom.risk.policy"].sudo().browse(policy.id).message
        details = {"message": message} if message else {}
        return replace(option, reasons=(*option.reasons, Reason("risk_policy", details)))

    @api.model
    def least_upfront(self, order, assessment):
        """Return the percent of a Partial COD order that a policy wants paid online at least, None for the usual."""
        policy, arm = self.deciding(order, PARTIAL_COD, assessment)
        return policy.upfront if arm == risk_policy.POLICY else None

    @api.model
    def values(self, order, payment_type, assessment):
        """Return what an order keeps of the policy that means it, and of its hold: dict for ``write``."""
        policy, arm = self.deciding(order, payment_type, assessment)
        values = {"ecom_risk_policy_id": policy and policy.id, "ecom_risk_arm": arm}
        if arm == risk_policy.POLICY and policy.action in _WAITS:
            values |= {
                "ecom_hold": policy.action,
                "ecom_hold_reason": self._why(policy, assessment),
            }
        return values

    def _why(self, policy, assessment):
        if policy.action == risk_policy.CONFIRM:
            return self.env._("The customer is to confirm the order and the address.")
        return self.env._("A person is to look at the order.")

    # === MEASURING === #

    @api.model
    def effects(self, policies):
        """Say what policies do to the rate of return: dict by policy id of ``{"policy", "control", "difference",
        "text"}``; the first two as ``domain.rto.Rate.dump``. One query.

        :param policies: ``ecom.risk.policy``
        """
        counts = {}
        for policy, arm, returned, final in self.env["ecom.order.report"]._read_group(
            [("policy_id", "in", policies.ids)],
            ["policy_id", "policy_arm"],
            ["returned:sum", "final:sum"],
        ):
            counts[policy.id, arm] = rto.Rate(returned, final)
        return {policy.id: self._effect(policy, counts) for policy in policies}

    def _effect(self, policy, counts):
        rates = {
            arm: counts.get((policy.id, arm), rto.Rate(0, 0))
            for arm in (risk_policy.POLICY, risk_policy.CONTROL)
        }
        found = rto.difference(rates[risk_policy.POLICY], rates[risk_policy.CONTROL])
        return {
            "policy": rates[risk_policy.POLICY].dump(),
            "control": rates[risk_policy.CONTROL].dump(),
            "difference": found
            and {"value": found.value, "low": found.low, "high": found.high, "sure": found.is_sure},
            "text": self._effect_text(found, rates),
        }

    def _effect_text(self, found, rates):
        if found is None:
            return self.env._(
                "Not enough data yet: %(treated)s and %(left)s parcels have ended, %(enough)s of each are needed",
                treated=rates[risk_policy.POLICY].final,
                left=rates[risk_policy.CONTROL].final,
                enough=rto.ENOUGH,
            )
        values = {
            "points": f"{100 * abs(found.value):.1f}",
            "low": f"{100 * found.low:+.1f}",
            "high": f"{100 * found.high:+.1f}",
        }
        if not found.is_sure:
            return self.env._(
                "No difference that could not be chance (%(low)s to %(high)s percentage points)",
                **values,
            )
        if found.value < 0:
            return self.env._(
                "%(points)s percentage points fewer come back (%(low)s to %(high)s)", **values
            )
        return self.env._(
            "%(points)s percentage points more come back (%(low)s to %(high)s)", **values
        )
