"""Which of a merchant's routing rules decides what about an order."""

from dataclasses import dataclass

from .rules import Situation

PLACED, CONFIRMED, PAYMENT = "placed", "confirmed", "payment"
#: What a rule can do. Each is decided by the first rule that fits and says something about it.
ACTIONS = ("team", "user", "warehouse", "tags", "activity", "hold")


@dataclass(frozen=True, slots=True)
class RoutedSituation(Situation):
    """What routing rules look at beside the order's content.

    :ivar str trigger: :data:`PLACED`, :data:`CONFIRMED` or :data:`PAYMENT`
    :ivar str payment_type: of the order
    :ivar str payment_status: of the order
    :ivar risk_level: ``low``, ``medium`` or ``high``, None if it was not scored
    """

    trigger: str = PLACED
    payment_type: str = ""
    payment_status: str = ""
    risk_level: str | None = None

    @property
    def payment_types(self):
        """Values of a rule's payment type that mean this order."""
        return [self.payment_type] + ["at_door"] * (self.payment_type in {"cod", "partial_cod"})

    @property
    def risk_levels(self):
        """Values of a rule's risk that mean this order."""
        raised = self.risk_level in {"medium", "high"}
        return [self.risk_level or ""] + ["raised"] * raised


def decide(rules):
    """Return which rule decides on each action: dict of action -> rule id.

    :param rules: iterable of (rule id, set of actions), in the merchant's order
    """
    decided = {}
    for rule_id, actions in rules:
        for action in actions:
            decided.setdefault(action, rule_id)
    return decided
