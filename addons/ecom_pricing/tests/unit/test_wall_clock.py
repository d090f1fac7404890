from datetime import date, datetime

import pytest
from ecom_pricing.domain.wall_clock import from_utc, to_utc

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("day", "hours", "utc"),
    [
        (date(2026, 3, 29), 0.0, datetime(2026, 3, 28, 23)),
        (date(2026, 3, 29), 3.0, datetime(2026, 3, 29, 1)),
        (date(2026, 3, 30), 0.0, datetime(2026, 3, 29, 22)),
        (date(2026, 10, 25), 0.0, datetime(2026, 10, 24, 22)),
        (date(2026, 10, 26), 0.0, datetime(2026, 10, 25, 23)),
        (date(2026, 10, 26), 9.5, datetime(2026, 10, 26, 8, 30)),
    ],
)
def test_both_nights_when_clocks_change(day, hours, utc):
    assert to_utc(day, hours, BERLIN) == utc
    assert from_utc(utc, BERLIN) == (day, hours)


def test_an_hour_that_is_skipped_and_one_that_comes_twice():
    assert to_utc(date(2026, 3, 29), 2.5, BERLIN) == datetime(2026, 3, 29, 1, 30)
    assert to_utc(date(2026, 10, 25), 2.5, BERLIN) == datetime(2026, 10, 25, 0, 30)
