import pytest
from ecom_payments.domain.order_messages import EVENTS, of_parcel, of_payment_event, outdated
from hypothesis import given
from hypothesis import strategies as st

_NAMES = {name for name, _label in EVENTS}


@pytest.mark.parametrize(
    ("kind", "facts", "events"),
    [
        ("placed", {}, ("placed",)),
        ("placed", {"asks_upfront": True}, ("placed", "upfront_requested")),
        ("payment", {"purpose": "upfront", "state": "done"}, ("upfront_received",)),
        ("payment", {"purpose": "upfront", "state": "error"}, ("upfront_failed",)),
        # no gateway ever took it on: the customer saw nothing of it
        ("payment", {"purpose": "upfront", "state": "error", "announced": False}, ()),
        ("payment", {"purpose": "upfront", "state": "pending"}, ()),
        ("payment", {"purpose": "conversion", "state": "done"}, ()),
        ("converted", {"purpose": "conversion"}, ("converted",)),
        ("converted", {}, ()),
        ("collection", {"purpose": "at_door", "state": "done"}, ("collected",)),
        ("collection", {"purpose": "at_door", "state": "pending"}, ()),
        ("refund", {"purpose": "refund", "state": "done"}, ("refunded",)),
        ("refund", {"purpose": "refund", "state": "error"}, ()),
        ("cancelled", {}, ("cancelled",)),
        ("expired", {}, ()),
        ("quarantined", {}, ()),
    ],
)
def test_what_a_timeline_is_to_the_customer(kind, facts, events):
    assert of_payment_event(kind, **facts) == events
    assert set(events) <= _NAMES


@pytest.mark.parametrize(
    ("event", "facts", "reason"),
    [
        ("placed", {"cancelled": True, "due_online": False}, "cancelled"),
        ("cancelled", {"cancelled": True, "due_online": False}, None),
        ("refunded", {"cancelled": True, "due_online": False}, None),
        ("upfront_requested", {"cancelled": False, "due_online": False}, "paid"),
        ("upfront_requested", {"cancelled": False, "due_online": True}, None),
        ("payment_reminder", {"cancelled": False, "due_online": False}, "paid"),
        (
            "out_for_delivery",
            {"cancelled": False, "due_online": False, "parcel_outcome": "delivered"},
            "overtaken",
        ),
        (
            "shipped",
            {"cancelled": False, "due_online": False, "parcel_outcome": "out_for_delivery"},
            None,
        ),
    ],
)
def test_old_news(event, facts, reason):
    assert outdated(event, **facts) == reason


@given(st.sampled_from(sorted(_NAMES)), st.booleans(), st.booleans())
def test_every_event_has_an_answer(event, cancelled, due):
    assert outdated(event, cancelled=cancelled, due_online=due) in {None, "cancelled", "paid"}


def test_parcels():
    assert of_parcel("in_transit") == "shipped"
    assert of_parcel("rto_received") == "returned"
    assert of_parcel("rto_initiated") is None
