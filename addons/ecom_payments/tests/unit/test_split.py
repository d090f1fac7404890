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

PERCENTS = [Decimal(percent) for percent in range(10, 21)]
HALF_PAISA, LIMIT = Decimal("0.005"), Decimal("1.01")
INR = {"currency": "INR", "decimals": 2, "minimum": Decimal(1)}


def _paise(amount):
    return Decimal(amount).scaleb(-2)


def _try(split, *args, **terms):
    """Return (the split, None) or (None, why there is none)."""
    try:
        return split(*args, **terms), None
    except SplitUnavailable as error:
        return None, error.code


def _attempt(split, total, share):
    return _try(split, total, share, **INR)


def _check(total, percent):
    """Acceptance 1, of one total and share."""
    split, refusal = _attempt(split_percent, total, percent)
    if refusal:
        assert refusal in {"amount_too_small", "nothing_at_door"}
        assert total < 11
        return
    assert split.upfront + split.at_door == total
    assert split.at_door == int(split.at_door)
    assert split.at_door > 0
    assert split.upfront >= 1
    # the upfront part grows by less than a rupee over the share asked for
    assert 0 <= split.upfront - total * percent / 100 + HALF_PAISA < LIMIT


def test_every_total_closes():
    """Acceptance 1: every total from 0.01 to 10,000.00, each with one of 10 to 20 percent.

    A hundred rupees more change nothing but add p and 100 - p rupees (next test): 11 shares and 10,000 paise have no
    common factor, so that over the whole range each pair of a total modulo 100 rupees and a share is met nine times.
    """
    for paise in range(1, 1_000_001):
        _check(_paise(paise), PERCENTS[paise % 11])


@pytest.mark.parametrize("percent", PERCENTS)
def test_small_totals_close_with_every_share(percent):
    for paise in range(1, 10_001):
        _check(_paise(paise), percent)


@given(total=st.integers(1200, 1_000_000).map(_paise), percent=st.sampled_from(PERCENTS))
def test_a_hundred_rupees_more_add_whole_rupees(total, percent):
    less, more = (split_percent(each, percent, **INR) for each in (total, total + 100))
    assert (more.upfront - less.upfront, more.at_door - less.at_door) == (percent, 100 - percent)


_fees = st.integers(0, 10**6).map(_paise)


@given(
    lines=st.lists(
        st.tuples(st.integers(1, 10**8).map(_paise), st.integers(1, 99).map(Decimal)),
        min_size=1,
        max_size=20,
    ),
    fee=_fees,
    currency=st.sampled_from(["INR", "USD"]),
)
def test_a_fee_is_paid_at_the_door(lines, fee, currency):
    """It changes neither whether there is a split nor, but for paise, what is paid upfront."""
    terms = INR | {"currency": currency}
    without, refusal = _try(split_lines, lines, **terms)
    split, refusal_with_fee = _try(split_lines, lines, fee=fee, **terms)
    if refusal or refusal_with_fee:
        # paise of the fee that are paid upfront may lift the upfront part to the gateway's minimum, or the reverse
        assert {refusal, refusal_with_fee} <= {None, "amount_too_small", "nothing_at_door"}
        assert (refusal == "nothing_at_door") == (refusal_with_fee == "nothing_at_door")
        return
    assert split.total == without.total + fee
    assert abs(split.upfront - without.upfront) < 1
    assert split.upfront >= INR["minimum"]
    assert split.percent == without.percent
    if currency == "INR":
        assert split.at_door == int(split.at_door)
        assert 0 <= split.upfront - _exact_share(lines) + HALF_PAISA < LIMIT
    else:
        assert split.upfront == without.upfront


@given(
    total=st.integers(1, 10**8).map(_paise), upfront=st.integers(1, 10**8).map(_paise), fee=_fees
)
def test_a_fee_beside_a_fixed_amount(total, upfront, fee):
    split, refusal = _try(split_fixed, total, upfront, fee=fee, **INR)
    if refusal:
        assert refusal in {"amount_too_small", "nothing_at_door"}
        return
    assert split.total == total + fee
    assert split.at_door == int(split.at_door)
    assert upfront <= split.upfront < upfront + 1


def test_nobody_rings_for_the_fee_alone():
    _split, refusal = _try(split_fixed, Decimal(80), Decimal(99), fee=Decimal(50), **INR)
    assert refusal == "nothing_at_door"


def _exact_share(lines):
    return sum((amount * percent / 100 for amount, percent in lines), Decimal(0))


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
