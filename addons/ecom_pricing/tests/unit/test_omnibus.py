from datetime import datetime, timedelta
from decimal import Decimal as D

import pytest
from ecom_pricing.domain.omnibus import Known, Policy, reference
from ecom_pricing.domain.timeline import Presented

DAY0 = datetime(2030, 1, 1)
OLD = Known(DAY0 - timedelta(days=999), DAY0 - timedelta(days=999))


def day(number):
    return DAY0 + timedelta(days=number)


def line(*steps):
    """Return a line of (first day, price, reduced?), each lasting until the next."""
    ends = [day(step[0]) for step in steps[1:]] + [None]
    return [
        Presented(1, None, None, D(amount), D(999) if reduced else None, day(first), end, 1, None)
        for (first, amount, reduced), end in zip(steps, ends, strict=True)
    ]


def of(steps, at, known=OLD, **policy):
    shown = line(*steps)
    now = [one for one in shown if one.start <= day(at)][-1]
    return reference(shown, now.amount, day(at), known, Policy(**policy))


def test_lowest_price_of_the_days_before():
    found = of([(-100, "100", False), (10, "120", False), (50, "90", True)], 55)
    assert (found.amount, found.start, found.end) == (120, day(20), day(50))
    assert (found.announceable, found.percent) == (True, 25)
    assert [one.amount for one in found.evidence] == [120]


def test_the_price_that_runs_at_the_left_edge_counts():
    # the low price ended within the window, having begun long before it
    found = of([(-100, "95", False), (21, "120", False), (50, "90", True)], 50)
    assert (found.amount, [one.amount for one in found.evidence]) == (95, [95, 120])
    # it ended just when the window begins: half open
    assert of([(-100, "95", False), (20, "120", False), (50, "90", True)], 50).amount == 120


def test_raised_before_it_is_reduced_nothing_may_be_announced():
    found = of([(-100, "80", False), (10, "100", False), (20, "90", True)], 21)
    assert (found.amount, found.announceable, found.percent) == (80, False, None)
    assert not of([(-100, "90", False), (10, "100", False), (20, "90", True)], 21).announceable


def test_percent_is_worked_out_from_the_reference_and_never_rounded_up():
    found = of([(-100, "100", False), (20, "66.70", True)], 20)
    assert found.percent == 33
    assert of([(-100, "100", False), (20, "99.50", True)], 20).percent == 0


def test_progressive_reductions_share_the_first_reference():
    steps = [(-100, "100", False), (20, "90", True), (25, "80", True), (30, "70", True)]
    assert (of(steps, 31).amount, of(steps, 31).end) == (100, day(20))
    assert of(steps, 31).percent == 30
    assert (of(steps, 31, progressive=False).amount, of(steps, 31, progressive=False).end) == (80, day(30))  # fmt: skip
    # a rise breaks the series
    risen = [(-100, "100", False), (20, "80", True), (25, "90", True)]
    assert (of(risen, 26).amount, of(risen, 26).announceable) == (80, False)
    # so does a day at the regular price
    paused = [(-100, "100", False), (20, "80", True), (25, "100", False), (26, "70", True)]
    assert of(paused, 27).amount == 80


def test_new_arrivals_are_compared_with_the_days_since_their_launch():
    steps = [(0, "100", False), (5, "120", False), (8, "90", True)]
    fresh = Known(day(-999), day(0))
    found = of(steps, 9, fresh)
    assert (found.amount, found.start, found.announceable) == (100, day(0), True)
    assert of(steps, 9, fresh, new_arrivals=False).insufficient_history
    # reduced from the first moment: there is no prior price
    assert of([(0, "90", True)], 3, fresh).insufficient_history


def test_nothing_is_guessed_from_too_little_history():
    steps = [(0, "100", False), (10, "90", True)]
    found = of(steps, 11, Known(day(0), day(-400)))
    assert (found.amount, found.insufficient_history, found.announceable) == (None, True, False)
    assert not of([(0, "100", False), (31, "90", True)], 32, Known(day(0), day(-400))).insufficient_history  # fmt: skip


@pytest.mark.parametrize("exempt", [True, False])
def test_perishables(exempt):
    steps = [(-100, "100", False), (20, "90", True)]
    found = of(steps, 21, Known(day(-999), day(-999), perishable=True), perishables=exempt)
    assert (found is None) is exempt


def test_a_region_may_do_without():
    assert of([(-100, "100", False), (20, "90", True)], 21, enabled=False) is None


def test_a_reduction_that_is_not_recorded_yet_begins_now():
    shown = line((-100, "100", False))
    found = reference(shown, D(90), day(20), OLD, Policy())
    assert (found.amount, found.end, found.percent) == (100, day(20), 10)
