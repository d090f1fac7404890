from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.ecom_base.domain.period import DAYS, change, period

NOON_UTC = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def test_today_is_the_stores_day():
    today = period("today", NOON_UTC, "Asia/Kolkata")
    assert today.start == datetime(2026, 3, 9, 18, 30, tzinfo=UTC)
    assert today.end == NOON_UTC
    assert today.previous_end == NOON_UTC - timedelta(days=1)
    assert today.granularity == "hour"
    assert [bucket.hour for bucket in today.buckets] == list(range(18))  # 17:30 in Kolkata


def test_a_day_that_began_just_now_in_the_store():
    early = period("today", datetime(2026, 3, 9, 18, 45, tzinfo=UTC), "Asia/Kolkata")
    assert early.start == datetime(2026, 3, 9, 18, 30, tzinfo=UTC)
    assert len(early.buckets) == 1


def test_days_keep_their_length_when_the_clock_changes():
    """Europe's clocks went forward on 2026-03-29: local days, not 24 hours, are compared."""
    week = period("7d", datetime(2026, 3, 31, 10, 0, tzinfo=UTC), "Europe/Berlin")
    assert week.start == datetime(2026, 3, 24, 23, 0, tzinfo=UTC)
    assert week.previous_end == datetime(2026, 3, 24, 11, 0, tzinfo=UTC)
    assert len(week.buckets) == 7


def test_unknown_period():
    with pytest.raises(KeyError):
        period("year", NOON_UTC, "UTC")


@given(
    st.sampled_from(sorted(DAYS)),
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["UTC", "Asia/Kolkata", "America/New_York", "Pacific/Kiritimati"]),
)
def test_spans_never_overlap_and_points_cover_the_period(key, now, tz):
    span = period(key, now, tz)
    assert span.previous_start <= span.previous_end <= span.end
    assert span.start <= span.end
    assert span.previous_end <= span.start + timedelta(days=1, hours=2)
    assert len(span.buckets) == len(set(span.buckets))
    assert len(span.buckets) == (DAYS[key] if key != "today" else span.buckets[-1].hour + 1)


def test_change():
    assert change(Fraction(3), Fraction(2), 10) == 0.5
    assert change(0, 4, 5) == -1
    assert change(5, 0, 0) is None
    assert change(0, 0, 0) is None


def test_change_on_too_few_cases_is_noise():
    assert change(6, 4, 4) is None
