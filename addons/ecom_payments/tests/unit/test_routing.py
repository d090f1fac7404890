from decimal import Decimal

import pytest
from ecom_payments.domain import routing
from hypothesis import given
from hypothesis import strategies as st

_RULES = st.lists(st.sets(st.sampled_from(routing.ACTIONS)), max_size=6).map(
    lambda actions: list(enumerate(actions))
)


@given(_RULES)
def test_each_action_is_decided_by_the_first_rule_that_has_it(rules):
    decided = routing.decide(rules)
    assert set(decided) == set().union(*(actions for _id, actions in rules))
    for action, winner in decided.items():
        assert winner == min(rule_id for rule_id, actions in rules if action in actions)


def situation(**values):
    return routing.RoutedSituation(1, 1, 1, Decimal(100), **values)


@pytest.mark.parametrize(
    ("payment_type", "means"),
    [
        ("prepaid", ["prepaid"]),
        ("cod", ["cod", "at_door"]),
        ("partial_cod", ["partial_cod", "at_door"]),
    ],
)
def test_payment_types(payment_type, means):
    assert situation(payment_type=payment_type).payment_types == means


@pytest.mark.parametrize(
    ("level", "means"), [(None, [""]), ("low", ["low"]), ("high", ["high", "raised"])]
)
def test_risk_levels(level, means):
    assert situation(risk_level=level).risk_levels == means
