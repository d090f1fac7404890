"""What carriers write, in the shop's words. Samples are those of their documentation."""

from datetime import datetime

import pytest
from ecom_payments.domain import shipment
from ecom_payments.providers.carriers import indian_time
from ecom_payments.providers.carriers.delhivery import DelhiveryCarrier, kind_of
from ecom_payments.providers.carriers.shiprocket import ShiprocketCarrier
from ecom_payments.providers.carriers.shiprocket_status import KINDS
from ecom_payments.providers.carriers.shiprocket_status import kind_of as of_code

SHIPROCKET_SAMPLE = b"""{"awb": "19041424751540", "courier_name": "Delhivery Surface", "current_status": "IN TRANSIT",
"current_status_id": 20, "shipment_status": "IN TRANSIT", "shipment_status_id": 18,
"current_timestamp": "23 05 2023 11:43:52", "order_id": "1373900_150876814", "sr_order_id": 348456385,
"scans": [{"date": "2023-05-19 11:59:16", "status": "X-UCI", "activity": "Manifested - Manifest uploaded",
"location": "Chomu_SamodRd_D (Rajasthan)", "sr-status": "5", "sr-status-label": "MANIFEST GENERATED"},
{"date": "2023-05-19 15:32:17", "status": "X-PPOM", "activity": "In Transit - Shipment picked up",
"location": "Chomu_SamodRd_D (Rajasthan)", "sr-status": "42", "sr-status-label": "PICKED UP"}], "is_return": 0}"""
DELHIVERY_SAMPLE = b"""{"Shipment": {"Status": {"Status": "Manifested", "StatusDateTime": "2019-01-09T17:10:42.767",
"StatusType": "UD", "StatusLocation": "Chandigarh_Raiprkln_C (Chandigarh)", "Instructions": "Manifest uploaded"},
"PickUpDate": "2019-01-09T17:10:42.543", "NSLCode": "X-UCI", "Sortcode": "IXC/MDP", "ReferenceNo": "28",
"AWB": "5420410001234"}}"""


def test_shiprockets_own_sample():
    events = ShiprocketCarrier().parse(SHIPROCKET_SAMPLE)
    assert [(event.kind, event.awb) for event in events] == [
        ("booked", "19041424751540"),
        ("picked_up", "19041424751540"),
        ("in_transit", "19041424751540"),
    ]
    assert events[-1].at == datetime(2023, 5, 23, 6, 13, 52)
    assert "Chomu" in events[1].said


def test_delhiverys_own_sample():
    [event] = DelhiveryCarrier().parse(DELHIVERY_SAMPLE)
    assert (event.awb, event.kind) == ("5420410001234", "booked")
    assert event.at == datetime(2019, 1, 9, 11, 40, 42)


@pytest.mark.parametrize(
    ("status_type", "status", "code", "said", "kind"),
    [
        ("UD", "Not Picked", "X-NP", "", None),
        ("UD", "In Transit", "X-DLB", "Bag added", "in_transit"),
        ("UD", "In Transit", "X-PPOM", "Shipment picked up", "picked_up"),
        ("UD", "Pending", "X-SC", "Reached destination", "in_transit"),
        ("UD", "Pending", "EOD-11", "Consignee unavailable", "ndr"),
        ("UD", "Pending", "EOD-6", "Consignee REFUSED", "refused"),
        ("UD", "Dispatched", "X-DDD3FD", "Out for delivery", "out_for_delivery"),
        ("DL", "Delivered", "EOD-38", "Delivered", "delivered"),
        # on its way back it is "in transit" and "pending" too: the type decides
        ("RT", "In Transit", "X-DLB", "", "rto_in_transit"),
        ("RT", "Pending", "EOD-11", "", "rto_in_transit"),
        ("DL", "RTO", "RD-AC", "Accepted", "rto_received"),
        ("CN", "Canceled", "", "", "cancelled"),
        ("PP", "Open", "", "a pickup from a customer", None),
    ],
)
def test_delhivery(status_type, status, code, said, kind):
    assert kind_of(status_type, status, code, said) == kind


def test_shiprocket():
    assert set(KINDS.values()) <= set(shipment.OUTCOME_OF)
    assert of_code("21", "Customer refused") == "refused"
    assert of_code("21", "Door locked") == "ndr"
    assert of_code("NA", "Data received") is None
    assert of_code(None, "") is None


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24 17:30:00",
        "24 11 2026 17:30:00",
        "2026-11-24T17:30:00.123",
        "2026-11-24T12:00:00Z",
    ],
)
def test_local_time(text):
    assert indian_time.parse(text) == datetime(2026, 11, 24, 12)


def test_what_is_no_time():
    with pytest.raises(ValueError, match="Invalid"):
        indian_time.parse("yesterday")
