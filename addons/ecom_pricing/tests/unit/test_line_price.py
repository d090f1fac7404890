from decimal import Decimal

import pytest
from ecom_pricing.domain.line_price import LinePrice, price_mode, prorate


@pytest.mark.parametrize(
    ("tax_included", "policy", "at_home", "mode"),
    [
        (False, "gross_fixed", True, "total_excluded"),
        (False, "net_fixed", False, "total_excluded"),
        (True, "gross_fixed", False, "total_included"),
        (True, "net_fixed", True, "total_included"),
        (True, "net_fixed", False, None),
    ],
)
def test_what_stays_equal(tax_included, policy, at_home, mode):
    assert price_mode(tax_included=tax_included, policy=policy, at_home=at_home) == mode


@pytest.mark.parametrize(
    ("total", "weights", "decimals", "shares"),
    [
        ("3000", ["1000", "1500", "500"], 0, ["1000", "1500", "500"]),
        ("100", ["1", "1", "1"], 0, ["33", "33", "34"]),
        ("100", ["1", "1", "1"], 2, ["33.33", "33.33", "33.34"]),
        ("10", ["7", None], 3, ["5.000", "5.000"]),
        ("10", ["7", "0"], 3, ["5.000", "5.000"]),
        ("1", ["9", "1"], 0, ["1", "0"]),
        ("5", ["3"], 0, ["5"]),
        ("5", [], 0, []),
    ],
)
def test_shares_add_up(total, weights, decimals, shares):
    weights = [weight and Decimal(weight) for weight in weights]
    assert prorate(Decimal(total), weights, decimals) == [Decimal(share) for share in shares]


def test_price_of_a_dozen():
    price = LinePrice(8.33, Decimal("9.99"), "total_included")
    assert price.times(12.0) == LinePrice(8.33 * 12, Decimal("119.88"), "total_included")
