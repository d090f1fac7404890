from contextlib import contextmanager

from odoo import fields, models

from .ecom_loyalty_amount import FIELDS

_CACHED = {
    "loyalty.program": ["currency_id"],
    "loyalty.rule": ["currency_id", "minimum_amount"],
    "loyalty.reward": ["currency_id", "discount", "discount_max_amount"],
}


class LoyaltyProgram(models.Model):
    """Programs on orders with the seller's prices: with the amounts set for the order's currency, or not at all."""

    _inherit = "loyalty.program"

    ecom_amount_ids = fields.One2many(
        "ecom.loyalty.amount", "program_id", string="Amounts per Currency", copy=False
    )

    def _ecom_why_not(self, currency):
        """Return why a program cannot apply to orders in a currency (text), False if it can."""
        self.ensure_one()
        if currency == self.currency_id:
            return False
        if self._ecom_is_worth_money():
            return self.env._(
                "%(program)s is worth an amount in %(own)s and does not apply to orders in %(currency)s.",
                program=self.name,
                own=self.currency_id.name,
                currency=currency.name,
            )
        if self._ecom_needed_amounts() - self._ecom_amounts(currency).keys():
            return self.env._(
                "%(program)s does not apply to orders in %(currency)s: no amount is set in that currency.",
                program=self.name,
                currency=currency.name,
            )
        return False

    def _ecom_is_worth_money(self):
        """Tell whether points of the program stand for money: they do so in one currency only."""
        return bool(
            self.is_payment_program
            or "money" in self.rule_ids.mapped("reward_point_mode")
            or "per_point" in self.reward_ids.mapped("discount_mode")
        )

    def _ecom_needed_amounts(self):
        """Return what the program has amounts for: set of (kind, rule or reward)."""
        needed = {("minimum", rule) for rule in self.rule_ids if rule.minimum_amount}
        for reward in self.reward_ids:
            if reward.reward_type == "discount" and reward.discount_mode != "percent":
                needed.add(("discount", reward))
            if reward.reward_type != "product" and reward.discount_max_amount:
                needed.add(("maximum", reward))
        return needed

    def _ecom_amounts(self, currency):
        """Return amounts in a currency: dict by (kind, rule or reward)."""
        amounts = self.sudo().ecom_amount_ids.filtered(  # sudo: whoever takes the order
            lambda amount: amount.currency_id == currency
        )
        return {
            (amount.kind, (amount.rule_id or amount.reward_id).with_env(self.env)): amount.amount
            for amount in amounts
        }

    @contextmanager
    def _ecom_amounts_in(self, currency):
        """Within the block, rules and rewards have the amounts set for a currency, as if the programs were made in it.

        Nothing is written. Odoo would convert: it compares and subtracts in many places, with the rate of today.
        """
        foreign = self.filtered(lambda program: program.currency_id != currency)
        amounts = {}
        for program in foreign:
            amounts |= program._ecom_amounts(currency)
        groups = (foreign, foreign.rule_ids, foreign.reward_ids)
        for records in groups:
            records.flush_recordset(_CACHED[records._name])
        try:
            for records in groups:
                for record in records:
                    record._update_cache({"currency_id": currency}, validate=False)
            for (kind, owner), amount in amounts.items():
                owner._update_cache({FIELDS[kind]: amount}, validate=False)
            yield
        finally:
            for records in groups:
                records.invalidate_recordset(_CACHED[records._name], flush=False)
