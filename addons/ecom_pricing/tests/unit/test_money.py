from decimal import Decimal as D

import pytest
from ecom_pricing.domain.money import Ending, apply_ending, precision_problem, round_half_up


@pytest.mark.parametrize(
    ("amount", "decimals", "finer"),
    [
        ("99.5", 0, True),
        ("1.2345", 3, True),
        ("9.999", 2, True),
        ("1200", 0, False),
        ("1.2", 3, False),
    ],
)
def test_precision(amount, decimals, finer):
    assert precision_problem(D(amount), decimals) is finer


def test_halves_go_up():
    assert round_half_up(D("849.15"), 0) == D("849")
    assert round_half_up(D("1.06675"), 3) == D("1.067")
    assert round_half_up(D("2.5"), 0) == D("3")


@pytest.mark.parametrize(
    ("amount", "step", "tail", "decimals", "price"),
    [
        ("5.30", "1", "0.99", 2, "4.99"),
        ("5.49", "1", "0.99", 2, "5.99"),
        ("0.10", "1", "0.99", 2, "0.99"),
        ("1234", "10", "9", 0, "1239"),
        ("1233", "10", "9", 0, "1229"),
        ("1", "100", "0", 0, "100"),
    ],
)
def test_endings(amount, step, tail, decimals, price):
    assert apply_ending(D(amount), Ending(D(step), D(tail)), decimals) == D(price)
