from dataclasses import replace
from decimal import Decimal

from ecom_payments.domain.rules import Rule, fee_of, line_percent, upfront_of, verdict

ONE = Rule(1, "rul_1", {"cod": "refuse"}, "pincode_not_served", "We do not collect cash there.")
TWO = Rule(
    2, "rul_2", {"cod": "allow", "partial_cod": "allow"}, "", "", upfront_percent=Decimal(30)
)
THREE = Rule(3, "rul_3", {"partial_cod": "refuse"}, "rule", "", upfront_fixed=Decimal(99))


def test_the_first_rule_that_speaks_about_a_type_decides():
    rules = [ONE, TWO, THREE]
    assert verdict(rules, "cod") is ONE
    assert verdict(rules, "partial_cod") is TWO
    assert verdict(rules, "prepaid") is None
    assert verdict([], "cod") is None


def test_the_first_share_that_is_set_counts():
    assert upfront_of([ONE, TWO, THREE]) is TWO
    assert upfront_of([THREE, TWO]) is THREE
    assert upfront_of([ONE]) is None


def test_the_first_fee_that_is_set_counts():
    free, dear = replace(TWO, fee=Decimal(0)), replace(THREE, fee=Decimal(49))
    assert fee_of([ONE, free, dear]) is free
    assert fee_of([dear, free]) is dear
    assert fee_of([ONE, TWO, THREE]) is None


def test_the_most_specific_share_wins():
    percents = [Decimal(n) for n in (10, 12, 15, 18, 20)]
    product, near, above, rule, store = percents
    assert line_percent(product, (near, above), rule, store) == product
    assert line_percent(None, (near, above), rule, store) == near
    assert line_percent(None, (None, above), rule, store) == above
    assert line_percent(None, (None, None), rule, store) == rule
    assert line_percent(None, (), None, store) == store
