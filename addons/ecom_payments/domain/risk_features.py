"""What an order tells about the risk that its parcel comes back: figures, from what was known when it was placed.

A risk is a share: 0.2 stands for 20 of 100 such parcels. A history counts parcels whose end was known before the order
was placed, never the order itself.
"""

import math
from dataclasses import dataclass

from . import address_quality
from .availability import COD, PARTIAL_COD

#: What a store without any history is taken for: one in five comes back.
USUAL = 0.2
#: How many parcels of the usual kind a history is mixed with, so that one parcel alone says little.
_STORE_WEIGHT, _STATE_WEIGHT, _ZIP_WEIGHT, _BUYER_WEIGHT = 20, 20, 8, 2
_NIGHT_ENDS = 5  # hours 0 to 4
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class History:
    """What became of earlier parcels. Only those whose end is known."""

    delivered: int = 0
    returned: int = 0

    @property
    def total(self):
        """How many parcels that is."""
        return self.delivered + self.returned

    def share(self, usual, weight):
        """Return the share that came back, mixed with ``weight`` parcels of the ``usual`` share."""
        return (self.returned + weight * usual) / (self.total + weight)


NOTHING = History()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an order when it is placed.

    :ivar payment_type: see ``availability.TYPES``
    :ivar value: total, in times the store's typical order
    :ivar hour: of the store's day, 0 to 23
    :ivar weekday: 0 for Monday
    :ivar items: units of goods
    :ivar categories: different product categories
    :ivar defects: see ``address_quality``
    :ivar earlier_orders: placed before by the same customer or phone number
    :ivar customer: parcels of the same customer
    :ivar phone: parcels to the same phone number, of other customers
    :ivar zip: parcels to the same PIN code; likewise ``state`` and ``store``
    """

    payment_type: str
    value: float = 1.0
    hour: int = 12
    weekday: int = 0
    items: int = 1
    categories: int = 1
    has_email: bool = True
    defects: tuple[str, ...] = ()
    earlier_orders: int = 0
    customer: History = NOTHING
    phone: History = NOTHING
    zip: History = NOTHING
    state: History = NOTHING
    store: History = NOTHING

    @property
    def usual(self):
        """The share of the store's parcels that comes back."""
        return self.store.share(USUAL, _STORE_WEIGHT)

    @property
    def of_state(self):
        """The share of the state's parcels that comes back, near the store's where little is known."""
        return self.state.share(self.usual, _STATE_WEIGHT)

    @property
    def of_zip(self):
        """The share of the PIN code's parcels that comes back, near the state's where little is known."""
        return self.zip.share(self.of_state, _ZIP_WEIGHT)

    @property
    def is_night(self):
        """Whether it was placed between midnight and five."""
        return self.hour < _NIGHT_ENDS

    @property
    def is_weekend(self):
        """Whether it was placed on a Saturday or Sunday."""
        return self.weekday >= _SATURDAY


@dataclass(frozen=True, slots=True)
class Feature:
    """One figure of an order.

    :ivar topic: what people call it; several figures may be one topic
    :ivar rising: the risk cannot fall when the figure grows. A model that says otherwise has seen too few orders.
    """

    name: str
    topic: str
    rising: bool


FEATURES = (
    Feature("customer_history", "customer", True),
    Feature("phone_history", "phone", True),
    Feature("zip_history", "zip", True),
    Feature("state_history", "state", True),
    Feature("value", "value", False),
    *(Feature(f"address_{defect}", "address", True) for defect in address_quality.DEFECTS),
    Feature("cod", "type", True),
    Feature("partial_cod", "type", True),
    Feature("night", "time", False),
    Feature("weekend", "time", False),
    Feature("first_order", "first_order", True),
    Feature("items", "basket", False),
    Feature("categories", "basket", False),
    Feature("no_email", "email", True),
)
NAMES = tuple(feature.name for feature in FEATURES)
TOPICS = {feature.name: feature.topic for feature in FEATURES}


def features(facts):
    """Return an order's figures: dict of float by the names in :data:`FEATURES`.

    Histories are differences of log odds from what is usual one level up: customer and phone from the store, PIN code
    from state, state from store. Without a history they are 0.
    """
    usual, of_state = facts.usual, facts.of_state
    return {
        "customer_history": _odds(facts.customer.share(usual, _BUYER_WEIGHT)) - _odds(usual),
        "phone_history": _odds(facts.phone.share(usual, _BUYER_WEIGHT)) - _odds(usual),
        "zip_history": _odds(facts.of_zip) - _odds(of_state),
        "state_history": _odds(of_state) - _odds(usual),
        "value": math.log(min(max(facts.value, 0.1), 10.0)),
        **{
            f"address_{defect}": float(defect in facts.defects)
            for defect in address_quality.DEFECTS
        },
        "cod": float(facts.payment_type == COD),
        "partial_cod": float(facts.payment_type == PARTIAL_COD),
        "night": float(facts.is_night),
        "weekend": float(facts.is_weekend),
        "first_order": float(not facts.earlier_orders),
        "items": math.log(max(facts.items, 1)),
        "categories": float(max(facts.categories, 1) - 1),
        "no_email": float(not facts.has_email),
    }


def _odds(share):
    return math.log(share / (1 - share))
