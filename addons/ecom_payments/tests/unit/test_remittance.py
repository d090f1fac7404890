from decimal import Decimal

import pytest
from ecom_payments.domain import remittance_file as files
from ecom_payments.domain.remittance import Cash, judge
from ecom_payments.domain.voucher import share_taxes
from hypothesis import given
from hypothesis import strategies as st

D = Decimal


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,29,900.00", "129900.00"),
        ("₹ 800", "800"),
        ("Rs. 1,000", "1000"),
        ("-50", "-50"),
        ("(50.25)", "-50.25"),
        ("1.299,50", "1299.50"),
        ("12,5", "12.5"),
        ("", "0"),
        ("1,299", "1299"),
    ],
)
def test_amounts(text, amount):
    assert files.parse_amount(text) == D(amount)


@pytest.mark.parametrize("text", ["ten", "1.2.3", "NaN", "inf", "12,34,5678,9x", "--"])
def test_no_amounts(text):
    with pytest.raises(ValueError, match=".*"):
        files.parse_amount(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_any_encoding_and_separator(encoding, mark):
    lines = [
        "Café Couriers",
        "",
        f"AWB No{mark}COD Amount{mark}Fee",
        f"'123{mark}800.00{mark}20",
        "",
    ]
    table = files.read_table("\r\n".join(lines).encode(encoding))
    entries, bad = files.read_entries(table, files.guess_columns(table.headers))
    assert (entries, bad) == ([files.Entry(4, "123", D("800.00"), D(20))], [])


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "file_empty"),
        (b" \n ", "file_empty"),
        (b"PK\x03\x04..", "file_binary"),
        (b"x\n", "header_missing"),
    ],
)
def test_no_files(raw, problem):
    with pytest.raises(files.FileUnreadable, match=problem):
        files.read_table(raw)


def test_columns_of_the_last_file_win():
    headers = ("AWB", "Amount", "COD Amount")
    assert files.guess_columns(headers)["amount"] == "COD Amount"
    assert files.guess_columns(headers, {"amount": "Amount"})["amount"] == "Amount"
    assert files.guess_columns(headers, {"amount": "Gone"})["amount"] == "COD Amount"


@given(st.binary(max_size=300))
def test_no_file_breaks_the_reader(raw):
    try:
        table = files.read_table(raw)
    except files.FileUnreadable:
        return
    columns = files.guess_columns(table.headers)
    if set(columns) >= set(files.REQUIRED):
        files.read_entries(table, columns)


def test_two_parcels_of_one_order():
    cash = {"o": Cash(held=D(800))}
    verdicts = judge([("o", D(500)), ("o", D(300))], cash)
    assert [verdict.state for verdict in verdicts] == ["ok", "ok"]
    verdicts = judge([("o", D(500)), ("o", D(250))], cash)
    assert [(verdict.state, verdict.expected) for verdict in verdicts] == [
        ("ok", D(500)),
        ("short", D(300)),
    ]


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(-500, 500)), max_size=8),
    st.integers(0, 900),
    st.integers(0, 900),
)
def test_expected_is_what_is_there(claims, held, paid_out):
    """What lines are expected to bring in is never more than the order has, and never takes back more than came."""
    claims = [(order, D(amount)) for order, amount in claims]
    cash = {name: Cash(held=D(held), paid_out=D(paid_out)) for name in "ab"}
    verdicts = judge(claims, cash)
    for name in "ab":
        mine = [v for (order, _a), v in zip(claims, verdicts, strict=True) if order == name]
        positive = sum(v.expected for v in mine if v.expected > 0)
        if any(amount > 0 for order, amount in claims if order == name):
            assert positive == held
        taken = -sum(v.expected for v in mine if v.expected < 0)
        paid_in = sum(amount for order, amount in claims if order == name and amount > 0)
        assert taken <= paid_out + paid_in


@given(
    st.integers(1, 10**7),
    st.integers(1, 10**7),
    st.lists(st.integers(0, 10**5), max_size=4),
)
def test_taxes_add_up(amount, value, taxes):
    total = D(value + sum(taxes)) / 100
    parts = [(str(number), D(tax) / 100) for number, tax in enumerate(taxes)]
    net, shares = share_taxes(D(amount) / 100, total, parts, 2)
    assert net + sum(share for _name, share in shares) == D(amount) / 100
