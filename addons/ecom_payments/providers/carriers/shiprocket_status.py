"""Shiprocket's status codes in the shop's words, from the tables of its documentation."""

from ...domain import shipment

#: By the code that its answers and webhooks call ``sr-status`` or ``shipment_status_id``. Codes that are left out say
#: nothing about where the parcel is.
KINDS = {
    1: shipment.BOOKED,
    3: shipment.BOOKED,
    4: shipment.BOOKED,
    5: shipment.BOOKED,
    27: shipment.BOOKED,
    52: shipment.BOOKED,
    42: shipment.PICKED_UP,
    6: shipment.IN_TRANSIT,
    18: shipment.IN_TRANSIT,
    22: shipment.IN_TRANSIT,
    38: shipment.IN_TRANSIT,
    39: shipment.IN_TRANSIT,
    48: shipment.IN_TRANSIT,
    50: shipment.IN_TRANSIT,
    51: shipment.IN_TRANSIT,
    17: shipment.OUT_FOR_DELIVERY,
    21: shipment.NDR,
    7: shipment.DELIVERED,
    8: shipment.CANCELLED,
    45: shipment.CANCELLED,
    9: shipment.RTO_INITIATED,
    14: shipment.RTO_IN_TRANSIT,
    40: shipment.RTO_IN_TRANSIT,
    41: shipment.RTO_IN_TRANSIT,
    46: shipment.RTO_IN_TRANSIT,
    75: shipment.RTO_IN_TRANSIT,
    78: shipment.RTO_IN_TRANSIT,
    10: shipment.RTO_RECEIVED,
    12: shipment.LOST,
    24: shipment.LOST,
    25: shipment.LOST,
    44: shipment.LOST,
}


def kind_of(code, said):
    """Return what a status means, None for those of no interest.

    :param code: number, or text of one; ``NA`` where Shiprocket has none
    :param str said: the courier's words
    """
    try:
        kind = KINDS.get(int(code))
    except (TypeError, ValueError):
        return None
    if kind == shipment.NDR and "refus" in said.lower():
        return shipment.REFUSED
    return kind
