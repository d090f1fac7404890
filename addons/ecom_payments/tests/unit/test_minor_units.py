from decimal import Decimal

import pytest
from ecom_payments.domain.minor_units import AmountNotPayable, decimals_of, from_minor, to_minor
from hypothesis import given
from hypothesis import strategies as st

#: As docs.stripe.com/currencies says.
STRIPE = {"ISK": 2, "UGX": 2, "MGA": 0}
CURRENCIES = ("INR", "USD", "JPY", "KWD", "BHD", "OMR", "ISK", "UGX", "MGA", "KRW", "VND")


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("1234.50", "INR", 123450),
        ("0.01", "INR", 1),
        ("500", "JPY", 500),
        ("99.990", "KWD", 99990),
        ("1.230", "BHD", 1230),
        ("5", "ISK", 500),
        ("5", "UGX", 500),
        ("5", "MGA", 5),
    ],
)
def test_known_amounts(amount, currency, minor):
    assert to_minor(Decimal(amount), currency, STRIPE) == minor
    assert from_minor(minor, currency, STRIPE) == Decimal(amount)


def test_where_gateways_differ():
    assert (decimals_of("ISK"), decimals_of("ISK", STRIPE)) == (0, 2)
    assert (decimals_of("MGA"), decimals_of("MGA", STRIPE)) == (2, 0)


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("33.335", "INR"),
        ("0.5", "JPY"),
        ("99.991", "KWD"),
        ("0.0001", "OMR"),
        ("0", "INR"),
        ("-1", "INR"),
        ("NaN", "INR"),
        ("Infinity", "USD"),
    ],
)
def test_nothing_is_rounded(amount, currency):
    with pytest.raises(AmountNotPayable):
        to_minor(Decimal(amount), currency, STRIPE)


@pytest.mark.parametrize("minor", [1.5, "100", None, True, Decimal(5)])
def test_only_whole_numbers_come_back(minor):
    with pytest.raises(ValueError, match="whole number"):
        from_minor(minor, "INR")


@given(st.integers(min_value=1, max_value=10**13), st.sampled_from(CURRENCIES))
def test_there_and_back(number, currency):
    minor = number * 10 if decimals_of(currency, STRIPE) == 3 else number
    amount = from_minor(minor, currency, STRIPE)
    assert to_minor(amount, currency, STRIPE) == minor


@given(
    st.decimals(min_value="0.0001", max_value=10**9, places=4),
    st.sampled_from(CURRENCIES),
)
def test_exact_or_refused(amount, currency):
    try:
        minor = to_minor(amount, currency, STRIPE)
    except AmountNotPayable:
        step = Decimal(10 if decimals_of(currency, STRIPE) == 3 else 1)
        assert amount.scaleb(decimals_of(currency, STRIPE)) % step
    else:
        assert from_minor(minor, currency, STRIPE) == amount
