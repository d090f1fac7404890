import pytest
from ecom_payments.domain.order_status import OUTCOMES, Shipment, derive, may_become
from hypothesis import given
from hypothesis import strategies as st

_outcomes = st.sampled_from(("", *OUTCOMES))


def _shipped(*outcomes):
    return [Shipment(shipped=True, outcome=outcome) for outcome in outcomes]


@pytest.mark.parametrize(
    ("shipments", "status"),
    [
        ([], "confirmed"),
        ([Shipment(shipped=False)], "confirmed"),
        ([Shipment(shipped=False, started=True)], "processing"),
        (_shipped("in_transit"), "shipped"),
        (_shipped("delivered"), "delivered"),
        (_shipped("delivered", "in_transit"), "shipped"),
        ([*_shipped("delivered"), Shipment(shipped=False)], "shipped"),
        (_shipped("rto_initiated"), "shipped"),
        (_shipped("rto_received"), "returned"),
        (_shipped("rto_received", "delivered"), "delivered"),
    ],
)
def test_confirmed_orders(shipments, status):
    assert derive(confirmed=True, cancelled=False, shipments=shipments) == status


def test_brought_back():
    assert (
        derive(confirmed=True, cancelled=False, shipments=_shipped("delivered"), brought_back=True)
        == "returned"
    )


@given(shipments=st.lists(st.builds(Shipment, st.booleans(), st.booleans(), _outcomes)))
def test_cancelled_and_pending_win(shipments):
    assert derive(confirmed=True, cancelled=True, shipments=shipments) == "cancelled"
    assert derive(confirmed=False, cancelled=False, shipments=shipments) == "pending_payment"


@given(first=_outcomes, second=st.sampled_from(OUTCOMES))
def test_final_outcomes_stay(first, second):
    if first in {"delivered", "rto_received", "lost", "cancelled"}:
        assert not may_become(first, second)
    assert not may_become(first, first) or first == ""
