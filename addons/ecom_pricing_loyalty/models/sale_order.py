from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class SaleOrder(models.Model):
    """Rewards of orders with the seller's prices are amounts of the order's currency, none is converted."""

    _inherit = "sale.order"

    def _ecom_refusal(self, program):
        """Return why a program does not apply to the order because of its currency (text), False if it may."""
        self.ensure_one()
        return self._ecom_is_strict() and program._ecom_why_not(self.currency_id)

    def _program_check_compute_points(self, programs):
        if not self._ecom_is_strict():
            return super()._program_check_compute_points(programs)
        reasons = {program: self._ecom_refusal(program) for program in programs}
        fitting = programs.filtered(lambda program: not reasons[program])
        with fitting._ecom_amounts_in(self.currency_id):
            result = super()._program_check_compute_points(fitting)
        return result | {
            program: {"error": reason} for program, reason in reasons.items() if reason
        }

    def _get_reward_line_values(self, reward, coupon, **kwargs):
        if not self._ecom_is_strict():
            return super()._get_reward_line_values(reward, coupon, **kwargs)
        refusal = self._ecom_refusal(reward.program_id)
        if refusal:
            raise UserError(refusal)
        own = self._ecom_amount_texts(reward)
        with reward.program_id._ecom_amounts_in(self.currency_id):
            found = super()._get_reward_line_values(reward, coupon, **kwargs)
            here = self._ecom_amount_texts(reward)
        for values in found:
            # Odoo wrote the amount of the program's own currency into its name
            for old, new in zip(own, here, strict=True):
                values["name"] = values["name"].replace(old, new)
        return found

    def _ecom_amount_texts(self, reward):
        """Return the amounts of a reward as Odoo writes them into its description."""
        currency = reward.currency_id
        order = "{1} {0:g}" if currency.position == "before" else "{0:g} {1}"
        amounts = [reward.discount_max_amount]
        if reward.discount_mode == "per_order":
            amounts.append(reward.discount)
        return [order.format(amount, currency.symbol) for amount in amounts]

    def _get_discount_amount(self, reward, discountable):
        if not self._ecom_is_strict():
            return super()._get_discount_amount(reward, discountable)
        if self._ecom_refusal(reward.program_id):
            return 0.0
        with reward.program_id._ecom_amounts_in(self.currency_id):
            return super()._get_discount_amount(reward, discountable)

    def _get_claimable_rewards(self, forced_coupons=None):
        found = super()._get_claimable_rewards(forced_coupons)
        for coupon in list(found):
            if self._ecom_refusal(coupon.program_id):
                del found[coupon]
        return found

    def _apply_program_reward(self, reward, coupon, **kwargs):
        refusal = self._ecom_refusal(reward.program_id)
        if refusal:
            return {"error": refusal}
        return super()._apply_program_reward(reward, coupon, **kwargs)

    def _try_apply_program(self, program, coupon=None):
        refusal = self._ecom_refusal(program)
        return {"error": refusal} if refusal else super()._try_apply_program(program, coupon)

    def _try_apply_code(self, code):
        if self._ecom_is_strict():
            refusal = self._ecom_refuse_code(code)
            if refusal:
                return {"error": refusal}
        return super()._try_apply_code(code)

    def _ecom_refuse_code(self, code):
        """Return why what a code stands for does not apply here (text), False if it may.

        Odoo asks gift cards for nothing before it takes them.
        """
        domain = Domain(self._get_trigger_domain()) & Domain(
            [("mode", "=", "with_code"), ("code", "=", code)]
        )
        program = self.env["loyalty.rule"].search(domain, limit=1).program_id
        if not program:
            program = self.env["loyalty.card"].search([("code", "=", code)], limit=1).program_id
        return program and self._ecom_refusal(program)
