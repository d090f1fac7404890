from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal as D

from ecom_pricing.domain.campaign import Campaign
from ecom_pricing.domain.selection import PriceRow
from ecom_pricing.domain.timeline import Cover, Records, RowChange, TermsChange, timeline

DAY0 = datetime(2030, 1, 1)
EUR = 3


def day(number):
    return DAY0 + timedelta(days=number)


def price(price_id, amount, **values):
    return PriceRow(price_id, values.pop("product", None), values.pop("region", None), 0.0, D(amount), **values)  # fmt: skip


def put(number, row):
    return RowChange(day(number), row.id, EUR, row)


def records(*rows, terms=(), covers=()):
    return Records(list(rows), list(terms), list(covers), {EUR: 2})


def lines(found):
    """Return (variant, region, amount, first day, day after the last) of each."""
    return [
        (one.product_id, one.region_id, one.amount, (one.start - DAY0).days, one.end and (one.end - DAY0).days)
        for one in found
    ]  # fmt: skip


def test_changes_follow_each_other_without_gap_or_overlap():
    base = price(1, 80)
    found, coming = timeline(
        records(
            put(0, base),
            put(2, replace(base, amount=D(80))),
            put(5, replace(base, amount=D(90))),
            RowChange(day(7), 1, EUR, None),
        ),
        day(9),
    )
    assert lines(found) == [(None, None, 80, 0, 5), (None, None, 90, 5, 7)]
    assert coming is None


def test_windows_begin_and_end_by_themselves():
    history = records(
        put(0, price(1, 80)), put(1, price(2, 60, valid_from=day(3), valid_to=day(5)))
    )
    assert lines(timeline(history, day(2))[0]) == [(None, None, 80, 0, None)]
    assert timeline(history, day(2))[1] == day(3)
    assert lines(timeline(history, day(6))[0]) == [
        (None, None, 80, 0, 3),
        (None, None, 60, 3, 5),
        (None, None, 80, 5, None),
    ]


def test_what_was_never_seen_leaves_no_trace():
    planned = price(2, 60, valid_from=day(3))
    history = records(put(0, price(1, 80)), put(1, planned), RowChange(day(2), 2, EUR, None))
    assert lines(timeline(history, day(6))[0]) == [(None, None, 80, 0, None)]
    backdated = price(3, 70, valid_from=day(-9))
    assert lines(timeline(records(put(4, backdated)), day(6))[0]) == [(None, None, 70, 4, None)]


def test_lines_of_variants_and_regions_are_complete():
    history = records(put(0, price(1, 80)), put(2, price(2, 70, product=5)), put(4, price(3, 99, region=8)))  # fmt: skip
    assert lines(timeline(history, day(6))[0]) == [
        (None, None, 80, 0, None),
        (None, 8, 80, 0, 4),
        (None, 8, 99, 4, None),
        (5, None, 80, 0, 2),
        (5, None, 70, 2, None),
        (5, 8, 80, 0, 2),
        (5, 8, 70, 2, None),
    ]


def test_campaigns_as_they_were_recorded():
    sale = Campaign(9, "percent", day(2), day(8), percent=D(10), everything=True)
    terms = [
        TermsChange(day(1), 9, sale),
        TermsChange(day(4), 9, replace(sale, percent=D(20))),
        TermsChange(day(6), 9, None),
    ]
    found, _coming = timeline(records(put(0, price(1, 100)), terms=terms), day(9))
    assert lines(found) == [
        (None, None, 100, 0, 2),
        (None, None, 90, 2, 4),
        (None, None, 80, 4, 6),
        (None, None, 100, 6, None),
    ]
    assert [(one.campaign_id, one.compare_at) for one in found] == [
        (None, None),
        (9, 100),
        (9, 100),
        (None, None),
    ]


def test_products_join_and_leave_campaigns():
    sale = Campaign(9, "percent", day(1), percent=D(10))
    found, _coming = timeline(
        records(
            put(0, price(1, 100)),
            terms=[TermsChange(day(1), 9, sale)],
            covers=[Cover(9, None, day(3), day(5))],
        ),
        day(9),
    )
    assert lines(found) == [(None, None, 100, 0, 3), (None, None, 90, 3, 5), (None, None, 100, 5, None)]  # fmt: skip
