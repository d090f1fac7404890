from decimal import Decimal as D

import pytest
from ecom_pricing.domain.price_check import check_price, to_amount


def test_numbers_are_read_exactly():
    assert to_amount(9.99) == D("9.99")
    assert to_amount("1.230") == D("1.23")
    assert to_amount(False) is None
    for bad in ("abc", float("nan"), "inf", "1,5", [1]):
        with pytest.raises(ValueError, match="."):
            to_amount(bad)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"amount": "9.99"}, None),
        ({"amount": 0}, ("not_positive", "amount")),
        ({"amount": -1}, ("not_positive", "amount")),
        ({"amount": 10**12}, ("too_large", "amount")),
        ({"amount": "1E+999999"}, ("too_large", "amount")),
        ({"amount": "9.999"}, ("precision", "amount")),
        ({"amount": 10, "mrp": "10.001"}, ("precision", "mrp")),
        ({"amount": 10, "compare_at": 10}, ("compare_at_too_low", "compare_at")),
        ({"amount": 10, "mrp": "9.99"}, ("above_mrp", "amount")),
        ({"amount": 10, "valid_from": 2, "valid_to": 2}, ("window_empty", "valid_to")),
    ],
)
def test_what_a_price_must_be(values, problem):
    assert check_price(values, 2) == problem
