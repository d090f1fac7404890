"""What a shop gives customers who pay a COD order online after all."""

from dataclasses import dataclass
from decimal import Decimal

from .money import ZERO, down_to, unit_of

ANY, MEDIUM, HIGH = "any", "medium", "high"
_LEVELS = {ANY: {"low", "medium", "high"}, MEDIUM: {"medium", "high"}, HIGH: {"high"}}


@dataclass(frozen=True, slots=True)
class Terms:
    """A shop's terms. Amounts in the order's currency.

    :ivar percent: of the total without the fee for collecting cash; zero where a fixed amount is given
    :ivar amount: fixed, zero where a percentage is given
    :ivar maximum: largest discount, None for no limit
    :ivar least_total: smallest total without the fee that gets one
    :ivar risk: from which risk level on: ``any``, ``medium`` or ``high``
    """

    percent: Decimal = ZERO
    amount: Decimal = ZERO
    maximum: Decimal | None = None
    least_total: Decimal = ZERO
    risk: str = ANY

    def means(self, total, risk_level):
        """Say whether an order gets an offer.

        :param Decimal total: without the fee for collecting cash
        :param str risk_level: ``low``, ``medium``, ``high``; None if it was not assessed, which counts as low
        """
        return total >= self.least_total and (risk_level or "low") in _LEVELS[self.risk]

    def discount(self, total, decimals):
        """Return what is taken off (Decimal), rounded down to the smallest unit. Something is always left to pay."""
        unit = unit_of(decimals)
        wanted = self.amount or down_to(total * self.percent / 100, unit)
        if self.maximum is not None:
            wanted = min(wanted, self.maximum)
        return max(min(wanted, total - unit), ZERO)
