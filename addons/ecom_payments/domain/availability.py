"""Which payment types a shop offers for an order, and why not the others."""

from dataclasses import dataclass
from decimal import Decimal

from .money import ZERO
from .split import Split, SplitUnavailable, split_fixed, split_lines

PREPAID = "prepaid"
COD = "cod"
PARTIAL_COD = "partial_cod"
TYPES = (PREPAID, COD, PARTIAL_COD)


@dataclass(frozen=True, slots=True)
class Policy:
    """A shop's settings for one payment type. Amounts in the order's currency; None for no limit."""

    enabled: bool
    minimum: Decimal | None = None
    maximum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Fee:
    """What collecting cash costs the customer.

    :ivar price: as the merchant set it
    :ivar total: with the taxes that come on top of it
    """

    price: Decimal = ZERO
    total: Decimal = ZERO


NO_FEE = Fee()


@dataclass(frozen=True, slots=True)
class Basket:
    """What is to be paid, without a fee for collecting cash.

    :ivar lines: (total with tax, upfront percent) of each part of the order
    :ivar gateway_minimum: smallest online payment, None when there is no gateway to take one
    :ivar fixed_upfront: upfront part of Partial COD whatever the lines say, None for their percentages
    """

    currency: str
    decimals: int
    lines: tuple[tuple[Decimal, Decimal], ...]
    gateway_minimum: Decimal | None
    fixed_upfront: Decimal | None = None

    @property
    def total(self):
        return sum((amount for amount, _percent in self.lines), ZERO)

    def split(self, fee=ZERO):
        """Share the total, and a fee, between now and the door.

        :raise SplitUnavailable: if it cannot be
        """
        terms = {
            "currency": self.currency,
            "decimals": self.decimals,
            "minimum": self.gateway_minimum,
            "fee": fee,
        }
        if self.fixed_upfront is not None:
            return split_fixed(self.total, self.fixed_upfront, **terms)
        return split_lines(self.lines, **terms)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a type is not offered: a stable code, and what explains it: amounts, or the rule that decided."""

    code: str
    details: dict


@dataclass(frozen=True, slots=True)
class Option:
    """One payment type for one basket. Without reasons it is offered. ``upfront + at_door`` includes the fee."""

    type: str
    upfront: Decimal
    at_door: Decimal
    percent: Decimal | None
    reasons: tuple[Reason, ...] = ()
    fee: Fee = NO_FEE

    @property
    def total(self):
        return self.upfront + self.at_door

    @property
    def available(self):
        return not self.reasons


def option(payment_type, policy, basket, extra_reasons=(), fee=NO_FEE):
    """Judge one payment type. Limits are of the total without the fee.

    :param Policy policy: the shop's settings for it
    :param Basket basket: what is to be paid
    :param extra_reasons: reasons of rules that look at more than the amount
    :param Fee fee: charged with this type
    """
    reasons = [*_policy_reasons(policy, basket.total), *extra_reasons]
    split = Split(basket.total + fee.total, ZERO, None)
    if payment_type == COD:
        split = Split(ZERO, basket.total + fee.total, None)
    elif basket.gateway_minimum is None:
        reasons.append(Reason("gateway_missing", {}))
    elif payment_type == PARTIAL_COD:
        try:
            split = basket.split(fee.total)
        except SplitUnavailable as error:
            reasons.append(Reason(error.code, error.details))
    elif basket.total < basket.gateway_minimum:
        reasons.append(
            Reason("amount_too_small", {"total": basket.total, "minimum": basket.gateway_minimum})
        )
    return Option(payment_type, split.upfront, split.at_door, split.percent, tuple(reasons), fee)


def _policy_reasons(policy, total):
    if not policy.enabled:
        yield Reason("type_disabled", {})
    if policy.minimum is not None and total < policy.minimum:
        yield Reason("below_minimum", {"total": total, "minimum": policy.minimum})
    if policy.maximum is not None and total > policy.maximum:
        yield Reason("above_maximum", {"total": total, "maximum": policy.maximum})
