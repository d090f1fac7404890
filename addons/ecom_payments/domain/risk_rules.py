"""The risk of an order by fixed points, for a store whose own history is too thin to learn from.

======================  =============================================================================
start                   10 points
payment                 COD 12, Partial COD 0, Prepaid -7
customer, phone         45 * returned / (parcels + 1) - 10 * delivered / (parcels + 2), each
PIN code, state         60 (40) * how far its share lies above the one a level up; at most 15 (10) either way
total                   5 from twice, 10 from four times the typical order
address                 no number 5, short 6, repeated letters 8, no valid PIN code 5, PIN code of another state 8
first order             4
night (0 to 5 o'clock)  3
no email                2
six items or more       2
======================  =============================================================================

Points are added up and read as percent, between 1 and 95. They order orders sensibly; they are not calibrated.
"""

from . import address_quality
from .availability import COD, PARTIAL_COD, PREPAID

VERSION = 1
#: From how many parcels with a known end, and how many of them returned and delivered, a model is learnt instead.
MIN_PARCELS, MIN_OF_EACH = 150, 20

_START = 10
_LOWEST, _HIGHEST = 1, 95
_TYPE = {COD: 12, PARTIAL_COD: 0, PREPAID: -7}
_ADDRESS = {
    address_quality.NO_NUMBER: 5,
    address_quality.SHORT: 6,
    address_quality.REPEATED: 8,
    address_quality.PIN_INVALID: 5,
    address_quality.PIN_ELSEWHERE: 8,
}
_MANY_ITEMS = 6


def points(facts):
    """Return the points of each topic: dict of float, see ``risk_features.TOPICS``.

    :param Facts facts: of the order
    """
    return {
        "type": _TYPE[facts.payment_type],
        "customer": _buyer(facts.customer),
        "phone": _buyer(facts.phone),
        "zip": _within(15, 60 * (facts.of_zip - facts.of_state)),
        "state": _within(10, 40 * (facts.of_state - facts.usual)),
        "value": 10 if facts.value >= 4 else 5 if facts.value >= 2 else 0,
        "address": sum(_ADDRESS[defect] for defect in facts.defects),
        "first_order": 0 if facts.earlier_orders else 4,
        "time": 3 if facts.is_night else 0,
        "email": 0 if facts.has_email else 2,
        "basket": 2 if facts.items >= _MANY_ITEMS else 0,
    }


def risk(effects):
    """Return the risk that points add up to, 0 to 1."""
    return min(max(_START + sum(effects.values()), _LOWEST), _HIGHEST) / 100


def is_thin(delivered, returned):
    """Say whether a store has too few parcels with a known end to learn from."""
    return delivered + returned < MIN_PARCELS or min(delivered, returned) < MIN_OF_EACH


def _buyer(history):
    came_back = 45 * history.returned / (history.total + 1)
    return came_back - 10 * history.delivered / (history.total + 2)


def _within(limit, value):
    return min(max(value, -limit), limit)
