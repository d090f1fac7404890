from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.ecom_base.domain.order_totals import LineAmounts, order_totals, plain, to_decimal

money = st.decimals(min_value=0, max_value=100000, places=2)


@given(
    st.lists(
        st.tuples(st.sampled_from(["item", "shipping", "fee", "discount"]), money, money),
        max_size=8,
    ),
    st.integers(-3, 3),
)
def test_parts_add_up_to_the_total(rows, cents_of_rounding):
    lines = [LineAmounts(kind, -net if kind == "discount" else net, tax) for kind, net, tax in rows]
    net = sum((line.net for line in lines), Decimal(0))
    tax = sum((line.tax for line in lines), Decimal(0))
    if lines:
        tax += Decimal(cents_of_rounding).scaleb(-2)

    totals = order_totals(lines, net, tax)

    assert totals.total == net + tax
    assert (
        totals.subtotal - totals.discount + totals.shipping + totals.fee + totals.tax
        == totals.total
    )
    assert sum((line.total for line in totals.lines), Decimal(0)) == totals.total


def test_rounding_goes_to_the_largest_line():
    lines = [
        LineAmounts("item", Decimal(10), Decimal("1.80")),
        LineAmounts("item", Decimal(99), Decimal("17.82")),
    ]

    totals = order_totals(lines, Decimal(109), Decimal("19.63"))

    assert [line.tax for line in totals.lines] == [Decimal("1.80"), Decimal("17.83")]


def test_empty_order():
    totals = order_totals([], Decimal(0), Decimal(0))

    assert (totals.subtotal, totals.discount, totals.total) == (0, 0, 0)


@pytest.mark.parametrize(
    ("amount", "decimals", "exact"),
    [
        (0.1 + 0.2, 2, "0.30"),
        (1234.5, 2, "1234.50"),
        (99.991, 3, "99.991"),
        (1500.0, 0, "1500"),
        (1e15, 2, "1000000000000000.00"),
    ],
)
def test_to_decimal(amount, decimals, exact):
    assert str(to_decimal(amount, decimals)) == exact


@pytest.mark.parametrize(
    ("number", "text"),
    [("2.00", "2"), ("100", "100"), ("0.50", "0.5"), ("1E+3", "1000"), ("0", "0")],
)
def test_plain(number, text):
    assert str(plain(Decimal(number))) == text
