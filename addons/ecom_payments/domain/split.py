"""How the total of a Partial COD order is shared between now and the door."""

from dataclasses import dataclass
from decimal import Decimal

from .money import ZERO, down_to, half_up_to, unit_of

HUNDRED = Decimal(100)
#: Currencies whose coins are not carried by couriers: the part paid at the door is whole units of these.
CASH_STEPS = {"INR": Decimal(1)}


class SplitUnavailable(ValueError):
    """The total cannot be shared.

    :ivar code: ``amount_zero``, ``amount_too_small`` (the upfront part would be below the gateway's minimum) or
        ``nothing_at_door`` (the upfront part is the whole total)
    :ivar details: dict of Decimal amounts that explain it
    """

    def __init__(self, code, **details):
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass(frozen=True, slots=True)
class Split:
    """``upfront + at_door == total``, exactly; the total includes the fee.

    :ivar percent: the percentage that was asked for, None when the upfront part was a fixed amount
    """

    upfront: Decimal
    at_door: Decimal
    percent: Decimal | None

    @property
    def total(self):
        return self.upfront + self.at_door


def cash_step(currency, decimals):
    """Return the smallest amount that is collected at the door in a currency (ISO code)."""
    return CASH_STEPS.get(currency, unit_of(decimals))


def split_percent(total, percent, *, currency, decimals, minimum, fee=ZERO):
    """Share a total by percentage.

    :param Decimal total: in major units, already rounded by the currency
    :param Decimal percent: share paid upfront, 0 < percent < 100
    :param Decimal minimum: smallest payment the gateway takes
    :param Decimal fee: for collecting cash, beside the total: due at the door, no share of it is paid upfront
    :raise SplitUnavailable: if one side would be too small to collect
    """
    upfront = half_up_to(total * percent / HUNDRED, unit_of(decimals))
    return _close(total, upfront, percent, currency, decimals, minimum, fee)


def split_fixed(total, upfront, *, currency, decimals, minimum, fee=ZERO):
    """Share a total by a fixed upfront amount; see :func:`split_percent`."""
    upfront = half_up_to(upfront, unit_of(decimals))
    return _close(total, upfront, None, currency, decimals, minimum, fee)


def split_lines(lines, *, currency, decimals, minimum, fee=ZERO):
    """Share the total of several lines that each have their own percentage. Rounded once, after summing.

    :param lines: iterable of (Decimal total with tax, Decimal percent)
    """
    lines = list(lines)
    total = sum((amount for amount, _percent in lines), ZERO)
    raw = sum((amount * percent / HUNDRED for amount, percent in lines), ZERO)
    percents = {percent for _amount, percent in lines}
    percent = percents.pop() if len(percents) == 1 else None
    upfront = half_up_to(raw, unit_of(decimals))
    return _close(total, upfront, percent, currency, decimals, minimum, fee)


def _close(total, upfront, percent, currency, decimals, minimum, fee):
    """Make the door's part collectable in coins and give the rest to the upfront part.

    Whether there is a split does not depend on the fee: nobody rings to collect the fee alone.
    """
    if total <= ZERO:
        raise SplitUnavailable("amount_zero", total=total)
    step = cash_step(currency, decimals)
    rest = max(total - upfront, ZERO)
    if down_to(rest, step) == ZERO:
        raise SplitUnavailable("nothing_at_door", total=total)
    at_door = down_to(rest + fee, step)
    upfront = total + fee - at_door
    if upfront < minimum:
        raise SplitUnavailable("amount_too_small", upfront=upfront, minimum=minimum)
    return Split(upfront=upfront, at_door=at_door, percent=percent)
