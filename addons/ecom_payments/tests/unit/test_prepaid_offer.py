from decimal import Decimal

from ecom_payments.domain.prepaid_offer import HIGH, MEDIUM, Terms
from hypothesis import given
from hypothesis import strategies as st

_totals = st.decimals("0.01", "100000", places=2)
_percents = st.decimals("0", "100", places=2)


def test_percent_is_rounded_down_to_the_paisa():
    assert Terms(percent=Decimal(5)).discount(Decimal("999.99"), 2) == Decimal("49.99")
    assert Terms(percent=Decimal(5)).discount(Decimal(999), 0) == Decimal(49)


def test_limit_and_fixed_amount():
    assert Terms(percent=Decimal(10), maximum=Decimal(50)).discount(Decimal(2000), 2) == 50
    assert Terms(amount=Decimal(75)).discount(Decimal(2000), 2) == 75
    assert Terms(amount=Decimal(75)).discount(Decimal(60), 2) == Decimal("59.99")


def test_which_orders():
    terms = Terms(percent=Decimal(5), least_total=Decimal(500), risk=MEDIUM)
    assert terms.means(Decimal(500), "medium")
    assert terms.means(Decimal(500), "high")
    assert not terms.means(Decimal(500), "low")
    assert not terms.means(Decimal(500), None)
    assert not terms.means(Decimal("499.99"), "high")
    assert not Terms(risk=HIGH).means(Decimal(1), "medium")
    assert Terms().means(Decimal(1), None)


@given(_totals, _percents, st.none() | _totals, st.sampled_from((0, 2, 3)))
def test_something_is_always_left_to_pay(total, percent, maximum, decimals):
    total = total.quantize(Decimal(1).scaleb(-decimals))
    discount = Terms(percent=percent, maximum=maximum).discount(total, decimals)
    assert 0 <= discount <= total
    assert discount < total or total == 0
    assert maximum is None or discount <= maximum
