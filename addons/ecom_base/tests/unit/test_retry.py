from datetime import UTC, datetime, timedelta

import pytest

from odoo.addons.ecom_base.domain.lanes import lane_hash
from odoo.addons.ecom_base.domain.retry import RetryLater, backoff, retry_after_seconds

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_backoff_doubles_up_to_the_cap():
    full = [backoff(n, base=10, cap=100, jitter=lambda: 1.0) for n in range(1, 7)]

    assert full == [10, 20, 40, 80, 100, 100]


def test_backoff_never_waits_less_than_half():
    assert backoff(3, base=10, cap=100, jitter=lambda: 0.0) == 20


def test_backoff_survives_absurd_attempt_numbers():
    assert backoff(10**6, base=10, cap=100, jitter=lambda: 1.0) == 100


def test_backoff_counts_from_one():
    with pytest.raises(ValueError, match="counted from 1"):
        backoff(0)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Fri, 02 Jan 2026 03:04:35 GMT", 30.0),
        ("Fri, 02 Jan 2026 03:00:00 GMT", 0.0),
        ("Fri, 02 Jan 2026 03:04:35 -0000", 30.0),
        ("soon", None),
        ("-5", None),
        ("²", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_reads_seconds_and_dates(header, seconds):
    assert retry_after_seconds(header, NOW) == seconds


def test_retry_later_names_its_reason():
    assert str(RetryLater(2.5)) == "asked to wait 2.5 s"
    assert RetryLater(timedelta(minutes=1).total_seconds(), "quota").delay == 60


def test_lane_hash_is_stable_and_fits_an_integer_column():
    assert lane_hash("order:1") == lane_hash("order:1")
    assert all(0 <= lane_hash(str(n)) < 2**31 for n in range(1000))


def test_lane_hash_spreads_over_lanes():
    counts = [0, 0, 0, 0]
    for number in range(4000):
        counts[lane_hash(f"order:{number}") % 4] += 1

    assert min(counts) > 900
