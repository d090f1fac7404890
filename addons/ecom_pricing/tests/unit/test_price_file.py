from datetime import datetime
from decimal import Decimal as D

import pytest
from ecom_pricing.domain import price_table
from ecom_pricing.domain.price_file import Shop, read
from ecom_pricing.domain.price_match import Product, match
from ecom_pricing.domain.price_table import MAX_BYTES, FileUnreadable, quoted, rows, unquoted

SHOP = Shop({"INR": 2, "USD": 2, "JPY": 0, "KWD": 3}, frozenset({"EU"}), "Asia/Kolkata")


def read_text(text):
    return read(rows(text.encode()), SHOP)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separators_and_encodings(separator, encoding):
    text = separator.join(["sku", "currency", "amount"]) + "\r\n"
    text += separator.join(["Kürta", "INR", "499.00"]) + "\r\n\r\n"
    entries, problems = read(rows(text.encode(encoding)), SHOP)
    assert (entries[0].sku, entries[0].values, problems) == ("Kürta", {"amount": D("499.00")}, [])
    assert (entries[0].line, entries[0].whole, entries[0].region) == (2, None, None)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "file_empty"),
        (b"\n \n", "file_empty"),
        (b"sku;currency,amount\nA;INR,5", "separator_ambiguous"),
        ("sku,currency,amount\nKürta,INR,5".encode("cp1252"), "file_encoding"),
        (b"sku\0,currency", "file_not_text"),
        (b"\xd0\xcf\x11\xe0rest", "file_old_spreadsheet"),
        (b'sku,currency,amount\n"A,INR,5', "file_damaged"),
        (b"sku,currency,amount,amount\n", "column_repeated"),
        (b"sku,currency,price\n", "column_unknown"),
        (b"currency,amount\n", "column_missing"),
        (b"sku,amount\n", "column_unknown"),
        (b"sku,VND\n", "currency_unknown"),
        (b"x" * (MAX_BYTES + 1), "file_too_large"),
    ],
)
def test_files_that_cannot_be_read(raw, code):
    with pytest.raises(FileUnreadable) as caught:
        read(rows(raw), SHOP)
    assert caught.value.code == code


def test_too_many_lines(monkeypatch):
    monkeypatch.setattr(price_table, "MAX_LINES", 10)
    with pytest.raises(FileUnreadable) as caught:
        read(rows(b"sku,INR\n" + b"A,1\n" * 10), SHOP)
    assert caught.value.code == "file_too_long"


@pytest.mark.parametrize(
    ("currency", "amount", "code"),
    [
        ("USD", "1,234", "comma"),
        ("USD", "1,234.50", "comma"),
        ("USD", "1.234", "ambiguous"),
        ("JPY", "1.234", "ambiguous"),
        ("KWD", "1.2345", "precision"),
        ("JPY", "99.5", "precision"),
        ("USD", "9.999", "ambiguous"),
        ("USD", "1234.567", "precision"),
        ("USD", "0", "not_positive"),
        ("USD", "-5", "not_positive"),
        ("USD", "NaN", "not_a_number"),
        ("USD", "Infinity", "not_a_number"),
        ("USD", "1e5", "not_a_number"),
        ("USD", "$5", "not_a_number"),
        ("USD", "١٢", "not_a_number"),
        ("USD", "9999999999999", "too_large"),
        ("USD", "=1+1", "formula"),
        ("USD", "+5", "formula"),
        ("USD", "@SUM(A1)", "formula"),
        ("USD", "-1+2", "formula"),
        ("usd", "5", "currency_unknown"),
        ("VND", "5", "currency_unknown"),
    ],
)
def test_amounts_are_not_guessed(currency, amount, code):
    entries, problems = read_text(f'sku,currency,amount\nA,{currency},"{amount}"')
    assert not entries
    assert [(problem.line, problem.code) for problem in problems] == [(2, code)]


def test_three_decimals_where_the_currency_has_them():
    entries, _problems = read_text("sku,currency,amount\nA,KWD,1.234")
    assert entries[0].values == {"amount": D("1.234")}


def test_empty_leaves_and_dash_deletes():
    text = "sku,currency,amount,compare_at,mrp\nA,INR,,,\nA,INR,-,,\nA,INR,,-,600\nB,INR,5,,-\n"
    entries, problems = read_text(text)
    assert not problems
    assert [(entry.line, entry.clear, entry.values) for entry in entries] == [
        (3, True, {}),
        (4, False, {"compare_at": None, "mrp": D(600)}),
        (5, False, {"amount": D(5), "mrp": None}),
    ]


def test_a_column_for_each_currency():
    entries, problems = read_text("SKU,product,INR,JPY,region\nA,=cmd,499,-,EU\nB,,,1200,\n")
    assert not problems
    assert [(entry.sku, entry.currency, entry.clear, entry.region) for entry in entries] == [
        ("A", "INR", False, "EU"),
        ("A", "JPY", True, "EU"),
        ("B", "JPY", False, None),
    ]
    _entries, problems = read_text("sku,INR,JPY\nA,499,99.5")
    assert [(problem.column, problem.code) for problem in problems] == [("JPY", "precision")]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2030-01-01T00:00:00Z", datetime(2030, 1, 1)),
        ("2030-01-01 05:30", datetime(2030, 1, 1)),
        ("2030-01-01", datetime(2029, 12, 31, 18, 30)),
        ("2030-01-01T02:00:00+02:00", datetime(2030, 1, 1)),
    ],
)
def test_moments_are_of_the_stores_time(text, moment):
    entries, _problems = read_text(f"sku,currency,amount,valid_from\nA,INR,5,{text}")
    assert entries[0].valid_from == moment


@pytest.mark.parametrize(
    ("header", "cells", "code"),
    [
        ("valid_from", "31.12.2030", "not_a_date"),
        ("valid_from,valid_to", "2030-01-02,2030-01-01", "window_empty"),
        ("region", "US", "region_unknown"),
        ("min_qty", "-1", "not_positive"),
        ("min_qty", "two", "not_a_number"),
        ("applies_to", "all", "applies_to_unknown"),
        ("tax_included", "maybe", "not_yes_no"),
        ("compare_at", "4", "compare_at_too_low"),
        ("mrp", "4", "above_mrp"),
    ],
)
def test_other_cells(header, cells, code):
    _entries, problems = read_text(f"sku,currency,amount,{header}\nA,INR,5,{cells}")
    assert [problem.code for problem in problems] == [code]


def test_formulas_are_neutralised_and_read_back():
    for text in ("=1+1", "+A", "-A", "@A", "'A", "\tA"):
        assert quoted(text).startswith("'")
        assert unquoted(quoted(text)) == text
    assert (quoted("A=1"), unquoted("A=1"), unquoted("=1")) == ("A=1", "A=1", None)
    entries, problems = read_text("sku,INR\n'=A,5\n=A,5\n")
    assert (entries[0].sku, problems[0].code) == ("=A", "formula")


def test_whose_price_it_is():
    known = {
        "ONE": [Product(1, 11, 1)],
        "RED": [Product(2, 21, 2)],
        "BLUE": [Product(2, 22, 2)],
        "TWICE": [Product(3, 31, 1), Product(4, 41, 1)],
    }
    text = "sku,applies_to,INR\nONE,,5\nRED,,5\nRED,product,5\nONE,variant,5\n"
    entries, _problems = read_text(text + "NONE,,5\nTWICE,,5\nBLUE,product,6\nONE,product,6\n")
    found, problems = match(entries, known)
    assert [(m.template_id, m.product_id) for m in found] == [
        (1, None),
        (2, 21),
        (2, None),
        (1, 11),
    ]
    assert [(problem.line, problem.code, problem.text) for problem in problems] == [
        (6, "sku_unknown", "NONE"),
        (7, "sku_ambiguous", "TWICE"),
        (8, "repeated", "4"),
        (9, "repeated", "2"),
    ]
