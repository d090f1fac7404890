from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ..domain import rules
from ..domain.availability import TYPES

#: What a rule says about an order that it fits.
_SAYS = (
    *TYPES,
    "currency_id",
    "currency_ids",
    "ecom_uid",
    "fee_amount",
    "fee_kind",
    "max_total",
    "message",
    "min_total",
    "reason",
    "upfront_fixed",
    "upfront_kind",
    "upfront_percent",
)


class EcomPaymentRule(models.Model):
    """What the rules that fit an order say."""

    _inherit = "ecom.payment.rule"

    @api.model
    def _fitting(self, situation):
        """Return the rules whose conditions all hold, in the merchant's order.

        :param Situation situation: see ``domain.rules``
        :return: list of :class:`~..domain.rules.Rule`
        """
        # sudo: what applies to an order does not depend on who asks
        found = self.sudo().browse(self._fitting_ids(situation))
        found.fetch(_SAYS)
        return [rule._as_rule() for rule in found]

    @api.model
    def _compared(self):
        return (*super()._compared(), "upfront_kind", "fee_kind")

    @api.model
    def _names_no_amount(self):
        return SQL(
            "(%s AND rule.upfront_kind IS DISTINCT FROM 'fixed' AND rule.fee_kind IS DISTINCT FROM 'amount')",
            super()._names_no_amount(),
        )

    def _as_rule(self):
        percent = self.upfront_percent if self.upfront_kind == "percent" else None
        fixed = self.upfront_fixed if self.upfront_kind == "fixed" else None
        fee = {"amount": self.fee_amount, "none": 0}.get(self.fee_kind)
        return rules.Rule(
            id=self.id,
            uid=self.ecom_uid,
            effects={name: self[name] for name in TYPES if self[name]},
            reason=self.reason,
            message=self.message or "",
            upfront_percent=None if percent is None else Decimal(str(percent)),
            upfront_fixed=None if fixed is None else Decimal(str(fixed)),
            fee=None if fee is None else Decimal(str(fee)),
            names_currency=bool(self.currency_ids) or self._has_amounts(),
        )
