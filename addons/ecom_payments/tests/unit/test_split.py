import itertools
from decimal import Decimal

import pytest
from ecom_payments.domain.split import (
    SplitUnavailable,
    split_fixed,
    split_lines,
    split_percent,
)
from hypothesis import given
from hypothesis import strategies as st

INR = {"currency": "INR", "decimals": 2, "minimum": Decimal(1)}


def _paise(amount):
    return Decimal(amount).scaleb(-2)


def _attempt(split, total, share):
    """Return (the split, None) or (None, why there is none)."""
    try:
        return split(total, share, **INR), None
    except SplitUnavailable as error:
        return None, error.code


@pytest.mark.parametrize("percent", range(10, 21))
def test_every_total_closes(percent):
    """0.01 to 10,000.00 rupees: each paisa up to 200, then every 37th, which still meets each pair of paise."""
    percent = Decimal(percent)
    for paise in itertools.chain(range(1, 20_000), range(20_000, 1_000_001, 37)):
        total = _paise(paise)
        split, refusal = _attempt(split_percent, total, percent)
        if refusal:
            assert refusal in {"amount_too_small", "nothing_at_door"}
            assert total < 11
            continue
        assert split.upfront + split.at_door == total
        assert split.at_door == int(split.at_door)
        assert split.at_door > 0
        assert split.upfront >= 1
        # the upfront part grows by less than a rupee over the share asked for
        assert 0 <= split.upfront - total * percent / 100 + Decimal("0.005") < Decimal("1.01")


@given(
    total=st.integers(1, 10**11).map(lambda minor: Decimal(minor).scaleb(-3)),
    percent=st.decimals("0.01", "99.99", places=2),
)
def test_three_decimals_close(total, percent):
    try:
        split = split_percent(total, percent, currency="KWD", decimals=3, minimum=Decimal("0.1"))
    except SplitUnavailable:
        return
    assert split.total == total
    assert split.upfront.as_tuple().exponent >= -3
    assert split.upfront >= Decimal("0.1")


@given(total=st.integers(1, 10**9).map(_paise), upfront=st.integers(0, 10**9).map(_paise))
def test_fixed_amount_closes(total, upfront):
    split, refusal = _attempt(split_fixed, total, upfront)
    if refusal:
        assert refusal in {"amount_too_small", "nothing_at_door"}
        return
    assert split.total == total
    assert split.at_door % 1 == 0
    assert split.percent is None
    assert upfront <= split.upfront < upfront + 1


@given(
    lines=st.lists(
        st.tuples(st.integers(1, 10**8).map(_paise), st.integers(10, 20).map(Decimal)),
        min_size=1,
        max_size=20,
    )
)
def test_lines_are_rounded_once(lines):
    total = sum((amount for amount, _ in lines), Decimal(0))
    exact = sum((amount * percent / 100 for amount, percent in lines), Decimal(0))
    try:
        split = split_lines(lines, **INR)
    except SplitUnavailable:
        return
    assert split.total == total
    assert abs(split.upfront - exact) < Decimal("1.01")


def test_line_percentages_add_up():
    lines = [(Decimal("1000.00"), Decimal(10)), (Decimal("500.00"), Decimal(20))]
    split = split_lines(lines, **INR)
    assert (split.upfront, split.at_door) == (Decimal("200.00"), Decimal(1300))
    assert split.percent is None


def test_paise_are_paid_upfront():
    split = split_percent(Decimal("1234.56"), Decimal(20), **INR)
    assert (split.upfront, split.at_door) == (Decimal("247.56"), Decimal(987))


def test_other_currencies_keep_their_cents_at_the_door():
    split = split_percent(
        Decimal("100.10"), Decimal(10), currency="USD", decimals=2, minimum=Decimal("0.50")
    )
    assert (split.upfront, split.at_door) == (Decimal("10.01"), Decimal("90.09"))


@pytest.mark.parametrize(
    ("total", "percent", "code"),
    [
        ("0", "20", "amount_zero"),
        ("0.90", "20", "nothing_at_door"),
        ("3.90", "20", "amount_too_small"),
    ],
)
def test_reasons(total, percent, code):
    with pytest.raises(SplitUnavailable) as error:
        split_percent(Decimal(total), Decimal(percent), **INR)
    assert error.value.code == code
