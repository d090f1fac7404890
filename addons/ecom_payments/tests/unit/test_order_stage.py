import pytest
from ecom_payments.domain import order_stage, order_status


@pytest.mark.parametrize(
    ("status", "held", "stage"),
    [
        ("pending_payment", False, "awaiting_payment"),
        ("pending_payment", True, "awaiting_payment"),
        ("confirmed", False, "to_ship"),
        ("confirmed", True, "to_confirm"),
        ("processing", True, "to_confirm"),
        ("shipped", True, "shipped"),
        ("delivered", False, "delivered"),
        ("cancelled", False, "cancelled"),
    ],
)
def test_stages(status, held, stage):
    assert order_stage.derive(status, held) == stage


def test_what_hurts_is_shown():
    assert order_stage.telling({"delivered", "rto_initiated"}) == "rto_initiated"
    assert order_stage.telling({"in_transit", "ndr"}) == "ndr"
    assert order_stage.telling(set()) is None
    assert set(order_status.OUTCOMES) - {"cancelled"} == set(order_stage._TELLING)
