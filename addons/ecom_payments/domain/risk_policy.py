"""What a merchant does about risky orders, and to which of them it is not done, so that its effect can be measured."""

import hashlib
from dataclasses import dataclass

from .availability import COD, PARTIAL_COD

#: What a policy does: it leaves only these types, or has the order wait.
ONLY_PARTIAL, ONLY_PREPAID, CONFIRM, REVIEW = "partial_cod", "prepaid", "confirm", "review"
_REFUSED = {ONLY_PARTIAL: frozenset({COD}), ONLY_PREPAID: frozenset({COD, PARTIAL_COD})}
POLICY, CONTROL = "policy", "control"


@dataclass(frozen=True, slots=True)
class Policy:
    """A merchant's policy.

    :ivar risk_from: 0 to 1, orders of at least this risk are meant
    :ivar types: payment types that are meant
    :ivar holdout: share of the orders meant that is left alone, 0 to 1
    :ivar upfront: least percent of a Partial COD order to be paid online, None for the usual
    """

    id: int
    action: str
    risk_from: float
    types: frozenset[str]
    holdout: float = 0.0
    upfront: float | None = None

    def refuses(self, payment_type):
        """Say whether orders that it means may not be paid this way."""
        return payment_type in self.types & _REFUSED.get(self.action, frozenset())

    def means(self, risks, payment_type):
        """Say whether it means an order.

        A policy that takes types away means all orders that would be too risky with such a type, whatever is chosen in
        the end: those that it makes choose another type count as its doing.

        :param dict risks: risk of the order with each payment type
        :param str payment_type: chosen, or asked about
        """
        if self.action in _REFUSED:
            return any(risks[kind] >= self.risk_from for kind in self.types if self.refuses(kind))
        return payment_type in self.types and risks[payment_type] >= self.risk_from


def first(policies, risks, payment_type):
    """Return the policy that decides on an order, the first that means it, or None.

    :param policies: in the merchant's order
    """
    return next((policy for policy in policies if policy.means(risks, payment_type)), None)


def arm(policy, uid):
    """Say whether an order gets the policy or is left alone, to compare with: ``policy`` or ``control``.

    The same for an order however often it is asked, and anybody can check it: the first 8 hex digits of the SHA-256 of
    the order's public id, as a share of 2^32, lie below the share to be left alone.
    """
    drawn = int(hashlib.sha256(uid.encode()).hexdigest()[:8], 16) / 2**32
    return CONTROL if drawn < policy.holdout else POLICY


def level(risk, medium_from, high_from):
    """Return ``low``, ``medium`` or ``high``.

    :param float risk: 0 to 1; likewise the limits
    """
    return "high" if risk >= high_from else "medium" if risk >= medium_from else "low"
