from decimal import Decimal

import pytest
from ecom_payments.domain import rider
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("800", "800"),
        ("1,250.50", "1250.50"),
        ("₹ 800", "800"),
        (" 0 ", "0"),
        ("1,00,000", "100000"),
    ],
)
def test_amounts_as_people_type_them(text, amount):
    assert rider.parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "-5", "abc", "8oo", "NaN", "Infinity", "1e", "٨٠٠", None])
def test_what_is_no_amount(text):
    assert rider.parse_amount(text) is None


@given(st.decimals(0, 10**6, places=2), st.decimals(0, 10**6, places=2))
def test_difference_closes_the_gap(due, amount):
    kind, difference = rider.compare(due, amount)
    assert difference >= 0
    assert {
        rider.SHORT: amount + difference == due,
        rider.OVER: due + difference == amount,
        rider.EXACT: due == amount,
    }[kind]


def test_links():
    assert rider.map_link("12 MG Road", "", "560001").endswith("query=12%20MG%20Road%2C%20560001")
    assert rider.map_link("", None) == ""
    assert rider.tel_link("+91 98450-12345") == "tel:+919845012345"
    assert rider.tel_link(False) == ""
