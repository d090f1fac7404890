from decimal import Decimal

import pytest

from odoo.addons.ecom_base.domain.quantity import QuantityError, Wanted, check_quantity, merge

PIECE, GRAMS = Decimal(1), Decimal("0.01")


@pytest.mark.parametrize(
    ("quantity", "step"),
    [
        ("1", PIECE),
        ("2.0", PIECE),
        ("9999", PIECE),
        ("0.25", GRAMS),
        ("9999", GRAMS),
        ("1E+1", PIECE),
    ],
)
def test_orderable(quantity, step):
    assert check_quantity(Decimal(quantity), step) == Decimal(quantity)


@pytest.mark.parametrize(
    ("quantity", "step", "problem"),
    [
        ("0", PIECE, "greater than zero"),
        ("-1", PIECE, "greater than zero"),
        ("0.5", PIECE, "a whole number"),
        ("1.5", PIECE, "a whole number"),
        ("10000", PIECE, "9999 at most"),
        ("1E+9", PIECE, "9999 at most"),
        ("0.125", GRAMS, "a multiple of 0.01"),
    ],
)
def test_refused(quantity, step, problem):
    with pytest.raises(QuantityError, match=problem):
        check_quantity(Decimal(quantity), step)


def test_merge_adds_up_and_keeps_the_first_place():
    merged = merge(
        [
            Wanted("tea", Decimal(1), None, 0),
            Wanted("cup", Decimal(2), Decimal(5), 1),
            Wanted("tea", Decimal(3), Decimal(7), 2),
            Wanted("cup", Decimal(1), None, 3),
        ]
    )

    assert merged == [
        Wanted("tea", Decimal(4), Decimal(7), 0),
        Wanted("cup", Decimal(3), Decimal(5), 1),
    ]
