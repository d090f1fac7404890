from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ecom_payments.domain.cohorts import cohorts, months_back
from hypothesis import given
from hypothesis import strategies as st

INDIA = ZoneInfo("Asia/Kolkata")
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


def test_months_in_the_stores_own_days():
    found = cohorts(date(2026, 9, 1), date(2026, 11, 24), "month", INDIA)
    assert [cohort.key for cohort in found] == ["2026-09", "2026-10", "2026-11"]
    assert found[0].start == datetime(2026, 8, 31, 18, 30)


def test_first_week_begins_with_the_period():
    found = cohorts(date(2027, 1, 1), date(2027, 1, 10), "week", INDIA)
    assert [cohort.key for cohort in found] == ["2026-W53", "2027-W01"]
    assert found[0].start == datetime(2026, 12, 31, 18, 30), "the Friday, not the Monday before"
    assert found[1].start == datetime(2027, 1, 3, 18, 30)


def test_month_arithmetic():
    assert months_back(date(2026, 1, 31), 1) == date(2025, 12, 1)
    assert months_back(date(2026, 12, 5), -1) == date(2027, 1, 1)
    assert months_back(date(2026, 11, 24), 11) == date(2025, 12, 1)


@given(DAYS, st.integers(0, 800), st.sampled_from(["day", "week", "month"]))
def test_every_day_is_in_one_cohort(first, length, unit):
    last = first + timedelta(days=length)
    found = cohorts(first, last, unit, INDIA)
    starts = [cohort.start for cohort in found]
    assert starts == sorted(set(starts))
    assert len({cohort.key for cohort in found}) == len(found)
    if unit == "day":
        assert len(found) == length + 1
