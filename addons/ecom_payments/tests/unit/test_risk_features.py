from dataclasses import replace

import pytest
from ecom_payments.domain import (
    address_quality,
    risk_features,
    risk_reasons,
    risk_rules,
)
from ecom_payments.domain.availability import TYPES
from ecom_payments.domain.risk_features import Facts, History
from hypothesis import given
from hypothesis import strategies as st

GOOD = "12, Sai Residency, MG Road"
histories = st.builds(History, st.integers(0, 500), st.integers(0, 500))
facts = st.builds(
    Facts,
    st.sampled_from(TYPES),
    value=st.floats(0, 1000),
    hour=st.integers(0, 23),
    weekday=st.integers(0, 6),
    items=st.integers(0, 50),
    categories=st.integers(0, 9),
    has_email=st.booleans(),
    defects=st.lists(st.sampled_from(address_quality.DEFECTS), unique=True).map(tuple),
    earlier_orders=st.integers(0, 5),
    customer=histories,
    phone=histories,
    zip=histories,
    state=histories,
    store=histories,
)


@pytest.mark.parametrize(
    ("street", "pin", "state", "found"),
    [
        (GOOD, "560001", "KA", ()),
        (GOOD, "110001", "DL", ()),
        (GOOD, "403001", "GA", ()),
        (GOOD, "737101", "SK", ()),
        (GOOD, "560001", "", ()),
        ("Near the old temple, Main Bazaar", "560001", "KA", ("no_number",)),
        ("12 MG", "560001", "KA", ("short",)),
        ("aaaaaa 1 aaaaaaaaaa", "560001", "KA", ("repeated",)),
        (GOOD, "5600", "KA", ("pin_invalid",)),
        (GOOD, "", "KA", ("pin_invalid",)),
        (GOOD, "560001", "DL", ("pin_elsewhere",)),
        ("", "", "", ("no_number", "short", "pin_invalid")),
    ],
)
def test_address(street, pin, state, found):
    assert address_quality.defects(street, pin, state, "IN") == found


def test_pin_codes_are_india_s():
    assert address_quality.defects("12 Rue de la Paix, Paris", "75002", "IDF", "FR") == ()


@given(facts)
def test_figures_are_complete_and_finite(given_facts):
    figures = risk_features.features(given_facts)
    assert tuple(figures) == risk_features.NAMES
    assert all(abs(figure) < 20 for figure in figures.values())


@given(facts)
def test_rules_stay_within_bounds_and_say_why(given_facts):
    points = risk_rules.points(given_facts)
    assert set(points) == set(risk_features.TOPICS.values())
    assert 0.01 <= risk_rules.risk(points) <= 0.95
    reasons = risk_reasons.top(points, given_facts)
    assert len(reasons) <= 3
    assert [abs(reason.effect) for reason in reasons] == sorted(
        (abs(reason.effect) for reason in reasons), reverse=True
    )


@given(facts, st.sampled_from(["customer", "phone", "zip"]))
def test_one_more_return_never_lowers_the_risk(given_facts, which):
    history = getattr(given_facts, which)
    worse = replace(given_facts, **{which: History(history.delivered, history.returned + 1)})
    before, after = (risk_rules.risk(risk_rules.points(f)) for f in (given_facts, worse))
    assert after >= before - 1e-12
    figure = f"{which}_history"
    assert risk_features.features(worse)[figure] >= risk_features.features(given_facts)[figure]


def test_no_history_is_neutral():
    figures = risk_features.features(Facts("cod"))
    assert all(figures[f"{kind}_history"] == 0 for kind in ("customer", "phone", "zip", "state"))


def test_documented_points():
    """The numbers of the table, worked out by hand."""
    plain = Facts("cod", earlier_orders=1)
    assert risk_rules.risk(risk_rules.points(plain)) == 0.22
    bad = Facts("cod", customer=History(1, 3), earlier_orders=4)
    # 22 + 45 * 3 / 5 - 10 * 1 / 6
    assert risk_rules.risk(risk_rules.points(bad)) == pytest.approx(0.22 + 0.27 - 0.01667, abs=1e-4)
    assert risk_rules.risk(risk_rules.points(Facts("prepaid", earlier_orders=1))) == 0.03


def test_reason_names_the_history():
    bad = Facts("cod", phone=History(1, 3), earlier_orders=4)
    reason = risk_reasons.top(risk_rules.points(bad), bad)[0]
    assert (reason.code, reason.values) == ("phone", {"returned": 3, "total": 4})


def test_thin():
    assert risk_rules.is_thin(140, 9)
    assert risk_rules.is_thin(500, 19)
    assert not risk_rules.is_thin(130, 20)
