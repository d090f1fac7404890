from datetime import UTC, datetime, timedelta

import pytest

from odoo.addons.ecom_base.domain.event import (
    EVENT_NAME,
    ClockError,
    occurred_at,
    without_contacts,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_time_is_taken_as_it_is():
    assert occurred_at(NOW - timedelta(hours=1), None, NOW) == NOW - timedelta(hours=1)


def test_clock_that_is_wrong_is_corrected():
    wrong = NOW + timedelta(days=365)

    assert occurred_at(wrong - timedelta(minutes=3), wrong, NOW) == NOW - timedelta(minutes=3)


def test_clock_a_little_ahead_means_now():
    assert occurred_at(NOW + timedelta(minutes=5), None, NOW) == NOW


@pytest.mark.parametrize(
    ("claimed", "sent"),
    [
        (NOW - timedelta(hours=72, seconds=1), None),
        (NOW + timedelta(minutes=5, seconds=1), None),
        (NOW, NOW - timedelta(hours=1)),
        (NOW - timedelta(hours=80), NOW),
        (datetime.max.replace(tzinfo=UTC), NOW - timedelta(days=1)),
        (datetime.min.replace(tzinfo=UTC), NOW + timedelta(days=1)),
    ],
)
def test_impossible_times_are_refused(claimed, sent):
    with pytest.raises(ClockError):
        occurred_at(claimed, sent, NOW)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("red kurta size 42", "red kurta size 42"),
        ("mail asha.r+1@example.co.in please", "mail [email] please"),
        ("+91 98765-43210", "[number]"),
        ("9876543210", "[number]"),
        ("iphone 15 pro 256", "iphone 15 pro 256"),
        ("ean 123456789", "ean 123456789"),
    ],
)
def test_contacts_are_masked(text, masked):
    assert without_contacts(text) == masked


@pytest.mark.parametrize("name", ["page_view", "order.placed", "a.b_c.d1"])
def test_names_of_events(name):
    assert EVENT_NAME.match(name)


@pytest.mark.parametrize("name", ["", "Order.placed", "order.", ".x", "order placed", "1a", "a..b"])
def test_other_names(name):
    assert not EVENT_NAME.match(name)
