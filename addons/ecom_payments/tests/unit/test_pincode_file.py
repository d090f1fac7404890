import time

import pytest
from ecom_payments.domain.pincode import Span, parse
from ecom_payments.domain.pincode_file import NotAList, decode, read
from hypothesis import given
from hypothesis import strategies as st

BENGALURU, RANGE = Span("560001", "560001"), Span("560010", "560099")


@pytest.mark.parametrize(
    "text",
    [
        "560001\n560010-560099\n",
        "\ufeff560001\r\n560010-560099\r\n",
        "Pincode\n560001\n560010-560099",
        "PIN Code;City\n560001;Bengaluru\n560010-560099;Bengaluru",
        'city,"Postal Code"\nBengaluru,560001\n"Bengaluru, South",560010-560099',
        "560001, 560010-560099",
        "560001\t560010 – 560099",  # noqa: RUF001
        "from,to\n560001,\n560010,560099",
        "560001,Bengaluru,Karnataka\n560010-560099,Bengaluru,Karnataka\n",
        "'560001\n560010-560099",
        "560001.0\n560010-560099",
        "\n\n560 001\n,,\n560001\n560010-560050\n560040-560099\n560042\n",
        "Areas we serve\n560001\n560010-560099",
    ],
)
def test_people_have_lists_of_many_kinds(text):
    reading = read(text)
    assert reading.bad == []
    assert reading.spans == [BENGALURU, RANGE]


def test_bad_lines_are_named_and_left_out():
    reading = read("pincode\n560001\nMG Road\n\n560099-560010\n5600-560099\n110001\n1")
    assert [(line.number, line.text, line.problem) for line in reading.bad] == [
        (3, "MG Road", "not_a_code"),
        (5, "560099-560010", "range_backwards"),
        (6, "5600-560099", "range_uneven"),
        (8, "1", "not_a_code"),
    ]
    assert reading.spans == [Span("110001", "110001"), BENGALURU]
    assert reading.entries == 2


def test_a_line_of_a_table_without_its_code():
    reading = read("pincode,city\n560001,Bengaluru\n,Mysuru\n")
    assert [(line.number, line.problem) for line in reading.bad] == [(3, "no_code")]


def test_every_cell_of_a_list_is_meant():
    """A typing error among codes is named, not taken for a name of a place."""
    reading = read("560001,560002\n560003,five\n")
    assert [(line.number, line.entry) for line in reading.bad] == [(2, "five")]


def test_odd_ones_among_many_are_mistakes():
    lines = [str(560000 + n) for n in range(30)]
    reading = read("\n".join([*lines, "56OOO1", "5600011"]))
    assert [(bad.number, bad.problem) for bad in reading.bad] == [(31, "odd_one"), (32, "odd_one")]
    assert len(reading.spans) == 30
    # where codes are of several kinds anyway, nothing is odd
    assert read("SW1A 1AA\n10001\n560001").bad == []


def test_prefixes():
    assert parse("5600*") == [Span("560000", "560099")]
    assert parse("56 00 **") == [Span("560000", "560099")]
    assert parse("560***, 560123") == [Span("560000", "560999")]
    assert parse("100**") == [Span("10000", "10099")]


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0rest", "spreadsheet"),
        (b"560001\x00", "not_text"),
        (b"1" * 5_000_001, "too_large"),
    ],
)
def test_files_that_are_no_list(raw, problem):
    with pytest.raises(NotAList) as error:
        decode(raw)
    assert error.value.problem == problem


def test_encodings():
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert read(decode("560001\n".encode(encoding))).spans == [BENGALURU]
    assert read(decode("code;ville\n560001;Ch\xe2teau\n".encode("cp1252"))).spans == [BENGALURU]


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 99)), max_size=12))
def test_merging_keeps_the_codes(ranges):
    text = "\n".join(f"560{a:03}-560{min(a + b, 999):03}" for a, b in ranges)
    reading = read(text)
    listed = {code for a, b in ranges for code in range(a, min(a + b, 999) + 1)}
    found = [c for s in reading.spans for c in range(int(s.first), int(s.last) + 1)]
    assert len(found) == len(set(found))
    assert {code - 560000 for code in found} == listed
    assert reading.bad == []


@given(st.text(max_size=200))
def test_no_text_breaks_it(text):
    reading = read(text)
    assert all(line.number >= 1 and line.problem for line in reading.bad)


def test_twenty_thousand_lines():
    text = "Pincode,City\n" + "\n".join(f"{560000 + n},Town {n}" for n in range(20_000))
    began = time.process_time()
    assert len(read(text).spans) == 20_000
    assert time.process_time() - began < 3
