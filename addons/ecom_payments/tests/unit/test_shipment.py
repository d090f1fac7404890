from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from ecom_payments.domain import order_status, shipment
from hypothesis import given
from hypothesis import strategies as st

NOON = datetime(2026, 11, 24, 12)
KINDS = st.sampled_from(sorted(shipment.OUTCOME_OF))
REPORTS = st.lists(st.tuples(KINDS, st.integers(0, 20)), max_size=12)
FINAL = {"delivered", "rto_received", "lost"}


def follow(reports, current="in_transit", since=NOON):
    """Apply reports in the order they come; return the outcomes a parcel went through."""
    seen = [current]
    for kind, hours in reports:
        at = NOON + timedelta(hours=hours)
        if shipment.contradicts(current, since, kind, at):
            continue
        if shipment.confirms(current, since, kind, at):
            since = at
        outcome = shipment.next_outcome(current, since, kind, at)
        if outcome:
            current, since = outcome, at
            seen.append(current)
    return seen


def test_every_outcome_can_be_reached():
    assert set(filter(None, shipment.OUTCOME_OF.values())) | {"cancelled"} == set(
        order_status.OUTCOMES
    )


@given(REPORTS)
def test_final_outcomes_are_never_left(reports):
    seen = follow(reports)
    ends = [index for index, outcome in enumerate(seen) if outcome in FINAL]
    assert ends in ([], [len(seen) - 1])


@given(REPORTS)
def test_a_return_is_never_delivered(reports):
    seen = follow(reports)
    if "rto_initiated" in seen:
        assert "delivered" not in seen[seen.index("rto_initiated") :]


@given(REPORTS)
def test_coming_twice_changes_nothing(reports):
    twice = [report for report in reports for _time in range(2)]
    assert follow(twice) == follow(reports)


@given(st.permutations([("picked_up", 1), ("out_for_delivery", 2), ("ndr", 3), ("delivered", 4)]))
def test_the_end_is_the_same_in_any_order(reports):
    assert follow(reports)[-1] == "delivered"


@given(
    st.permutations(
        [("picked_up", 1), ("out_for_delivery", 2), ("ndr", 3), ("out_for_delivery", 5)]
    )
)
def test_on_the_way_the_last_that_happened_counts(reports):
    assert follow(reports)[-1] == "out_for_delivery"


@pytest.mark.parametrize(
    ("current", "kind", "hours", "expected"),
    [
        ("rto_initiated", "delivered", 1, True),
        ("delivered", "rto_initiated", 1, True),
        ("delivered", "lost", 1, True),
        ("delivered", "rto_in_transit", -1, False),
        ("delivered", "delivered", 1, False),
        ("delivered", "out_for_delivery", 1, False),
        ("in_transit", "delivered", 1, False),
        ("rto_initiated", "out_for_delivery", 1, False),
        ("delivered", "cancelled", 1, False),
    ],
)
def test_contradictions(current, kind, hours, expected):
    at = NOON + timedelta(hours=hours)
    assert shipment.contradicts(current, NOON, kind, at) is expected


def test_whole_units():
    assert shipment.whole_units(Decimal("800.00"))
    assert not shipment.whole_units(Decimal("800.50"))
