import pytest
from ecom_payments.domain.pincode import PincodeError, Span, normalise, parse
from hypothesis import given
from hypothesis import strategies as st


def test_list_of_codes_and_ranges():
    assert parse("560001, 560010 - 560099;110001\n560001,,") == [
        Span("110001", "110001"),
        Span("560001", "560001"),
        Span("560010", "560099"),
    ]
    assert parse("560010–560099") == [Span("560010", "560099")]  # noqa: RUF001
    assert parse("sw1a 1aa") == [Span("SW1A1AA", "SW1A1AA")]
    assert parse("") == []


@pytest.mark.parametrize(
    ("text", "entry", "problem"),
    [
        ("560001, Bengaluru!", "Bengaluru!", "not_a_code"),
        ("560001, -", "-", "not_a_code"),
        ("560099-560010", "560099-560010", "range_backwards"),
        ("5600-560099", "5600-560099", "range_uneven"),
        ("1", "1", "not_a_code"),
        ("=cmd()", "=cmd()", "not_a_code"),
    ],
)
def test_what_is_no_code_is_named(text, entry, problem):
    with pytest.raises(PincodeError) as caught:
        parse(text)
    assert (caught.value.entry, caught.value.problem) == (entry, problem)


@given(st.integers(100000, 999999), st.integers(100000, 999999), st.integers(0, 9999999))
def test_a_range_holds_what_lies_between(one, other, code):
    first, last = sorted((one, other))
    (span,) = parse(f"{first}-{last}")
    assert (str(code) in span) == (first <= code <= last)


def test_normalised():
    assert normalise(" 560 001 ") == "560001"
    assert normalise(None) == ""
