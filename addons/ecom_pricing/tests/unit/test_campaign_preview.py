from datetime import datetime, timedelta
from decimal import Decimal as D

from ecom_pricing.domain.campaign_preview import met
from ecom_pricing.domain.selection import PriceRow

NOON = datetime(2030, 1, 1, 12)
HOUR = timedelta(hours=1)
ROWS = [
    PriceRow(1, None, None, 0.0, D(100)),
    PriceRow(2, None, None, 10.0, D(90)),
    PriceRow(3, 7, None, 0.0, D(80)),
    PriceRow(4, None, 5, 0.0, D(120)),
    PriceRow(5, None, None, 0.0, D(60), valid_from=NOON, valid_to=NOON + HOUR),
]


def ids(*arguments):
    return [(variant, region, row.id) for variant, region, row in met(ROWS, *arguments)]


def test_every_price_that_applies_is_met_once():
    assert ids([None], None, NOON - HOUR) == [
        (None, None, 1),
        (None, None, 2),
        (None, 5, 4),
        (7, None, 3),
    ]


def test_a_price_for_a_time_stands_before_the_standing_one():
    assert (None, None, 5) in ids([None], None, NOON)
    assert (None, None, 1) not in ids([None], None, NOON)


def test_only_the_campaigns_regions_and_variants():
    assert ids([None], [9], NOON - HOUR) == [(None, 9, 1), (None, 9, 2), (7, 9, 3)]
    assert ids([8], None, NOON - HOUR) == [(8, None, 1), (8, None, 2), (8, 5, 4)]
    assert met([], [None], None, NOON) == []
