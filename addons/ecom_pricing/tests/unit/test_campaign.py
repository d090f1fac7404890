import json
from datetime import datetime, timedelta
from decimal import Decimal as D

import pytest
from ecom_pricing.domain.campaign import Campaign, apply_campaigns, concerns, problem, runs
from ecom_pricing.domain.campaign_terms import from_json, to_json
from ecom_pricing.domain.money import Ending
from ecom_pricing.domain.offer import offer_of
from ecom_pricing.domain.selection import PriceRow

NOON = datetime(2030, 1, 1, 12)
JPY, KWD, EUR = 1, 2, 3
DECIMALS = {JPY: 0, KWD: 3, EUR: 2}


def percent(number, campaign_id=1, **values):
    return Campaign(campaign_id, "percent", NOON, percent=D(number), **values)


def other(kind, amount, campaign_id=1, currency=EUR, **values):
    return Campaign(campaign_id, kind, NOON, amounts={currency: D(amount)}, **values)


def after(amount, *campaigns, currency=EUR, **row):
    offer = offer_of(PriceRow(7, None, None, 0.0, D(amount), **row))
    return apply_campaigns(offer, campaigns, currency, DECIMALS[currency])


@pytest.mark.parametrize(
    ("amount", "number", "currency", "expected"),
    [
        ("999", "15", JPY, "849"),
        ("1.255", "15", KWD, "1.067"),
        ("119.00", "33.33", EUR, "79.34"),
        ("0.05", "50", EUR, "0.03"),
    ],
)
def test_percent_is_rounded_half_up_to_the_currency(amount, number, currency, expected):
    offer = after(amount, percent(number), currency=currency)
    assert (str(offer.amount), offer.compare_at, offer.campaign_id) == (expected, D(amount), 1)


def test_prices_end_as_the_store_wants():
    endings = {EUR: Ending(D(1), D("0.99")), JPY: Ending(D(100), D(90))}
    assert after("50.00", percent(15, endings=endings)).amount == D("42.99")
    assert after("999", percent(15, endings=endings), currency=JPY).amount == 890
    # 990 would end at 990 again
    assert after("990", percent(1, endings=endings), currency=JPY).amount == 980


def test_amount_and_fixed():
    assert after("50.00", other("amount", "12.50")).amount == D("37.50")
    assert after("50.00", other("fixed", "29.90")).amount == D("29.90")


def test_what_does_not_lower_a_price_leaves_it_alone():
    for campaign, reason in (
        (other("amount", "50.00"), "not_positive"),
        (other("fixed", "50.00"), "not_lower"),
        (other("fixed", "60.00"), "not_lower"),
        (percent("0.001"), "not_lower"),
    ):
        offer = after("50.00", campaign)
        assert (offer.amount, offer.campaign_id, offer.compare_at) == (D(50), None, None)
        assert problem(D("50.00"), campaign, EUR, 2) == reason
    assert after("0.01", percent(90)).campaign_id is None


def test_a_higher_price_to_compare_with_stays():
    assert after("50.00", percent(10), compare_at=D(80)).compare_at == D(80)
    assert after("50.00", percent(10), mrp=D(70)).compare_at == D(70)


def test_highest_priority_decides_then_the_buyers_best():
    weak = percent(50, 1, exclusive=True, priority=1)
    first = percent(10, 2, exclusive=True, priority=5)
    equal = percent(20, 3, exclusive=True, priority=5)
    assert after("100.00", weak, first).campaign_id == 2
    assert after("100.00", weak, first, equal).campaign_id == 3
    idle = other("fixed", "200", 4, exclusive=True, priority=9)
    assert after("100.00", idle, weak).campaign_id == 1


def test_shared_ones_add_up_in_order_of_priority():
    ten, five = percent(10, 1, priority=2), other("amount", "5.00", 2, priority=1)
    assert after("100.00", ten, five).amount == D("85.00")
    assert after("100.00", ten, five).campaign_id == 1
    assert after("100.00", percent(10, 1), other("amount", "5.00", 2, priority=1)).amount == D(
        "85.50"
    )
    alone = percent(12, 3, exclusive=True, priority=2)
    assert after("100.00", ten, five, alone).amount == D("85.00")
    assert after("100.00", percent(10, 1, priority=1), alone).amount == D("88.00")


def test_hours_are_half_open():
    campaign = Campaign(1, "percent", NOON, NOON + timedelta(hours=1))
    moments = (NOON - timedelta(seconds=1), NOON, NOON + timedelta(hours=1))
    assert [runs(campaign, at) for at in moments] == [False, True, False]
    assert runs(percent(1), NOON + timedelta(days=999))


def test_amounts_are_for_their_own_currency_only():
    assert concerns(other("amount", "5.00"), EUR, None)
    assert not concerns(other("amount", "5.00"), JPY, None)
    assert concerns(percent(5), JPY, 9)
    assert not concerns(percent(5, currency_ids={EUR}), JPY, None)
    assert not concerns(percent(5, region_ids={9}), EUR, None)
    assert concerns(percent(5, region_ids={9}), EUR, 9)


def test_terms_survive_being_written_down():
    campaign = percent(
        "33.33",
        ends_at=NOON + timedelta(days=1),
        endings={EUR: Ending(D(1), D("0.99"))},
        currency_ids=[EUR, JPY],
        region_ids=[4],
    )
    written = json.loads(json.dumps(to_json(campaign)))
    assert written["currency_ids"] == [JPY, EUR]
    assert to_json(from_json(written)) == written
    fixed = other("fixed", "29.90")
    assert from_json(json.loads(json.dumps(to_json(fixed)))) == fixed
