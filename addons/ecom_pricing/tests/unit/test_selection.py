from datetime import datetime, timedelta
from decimal import Decimal as D

from ecom_pricing.domain.selection import PriceRow, Wish, explain, select

NOON = datetime(2030, 1, 1, 12)
HOUR = timedelta(hours=1)


def row(price_id, amount="10", product=None, region=None, min_qty=0.0, start=None, end=None):
    return PriceRow(price_id, product, region, min_qty, D(amount), valid_from=start, valid_to=end)


def chosen(rows, product=1, region=None, quantity=1.0, at=NOON):
    found = select(rows, Wish(product, region, quantity, at))
    return found and found.id


def test_nothing_fits_nothing_is_sold():
    assert chosen([]) is None
    assert chosen([row(1, product=2), row(2, region=5), row(3, min_qty=2)]) is None


def test_the_order_of_what_is_more_specific():
    rows = [
        row(1, min_qty=5),
        row(2, start=NOON),
        row(3, region=5),
        row(4, product=1),
        row(5),
    ]
    for expected in (4, 3, 2, 1, 5):
        assert chosen(rows, region=5, quantity=5) == expected
        rows = [left for left in rows if left.id != expected]


def test_windows_are_half_open():
    rows = [row(1), row(2, start=NOON, end=NOON + HOUR)]
    moments = (NOON - timedelta(microseconds=1), NOON, NOON + HOUR)
    assert [chosen(rows, at=at) for at in moments] == [1, 2, 1]


def test_explanation_names_every_row():
    rows = [
        row(1),
        row(2, start=NOON + HOUR),
        row(3, end=NOON),
        row(4, min_qty=3),
        row(5, product=9),
    ]
    rows += [row(6, region=5), row(7, product=1)]
    reasons = explain(rows, Wish(1, None, 1.0, NOON))
    assert reasons[0][0].id == 7
    assert {found.id: reason for found, reason in reasons} == {
        1: "less_specific",
        2: "not_yet",
        3: "ended",
        4: "quantity_too_low",
        5: "other_variant",
        6: "other_region",
        7: "chosen",
    }
