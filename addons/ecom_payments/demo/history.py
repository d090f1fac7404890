"""A year of orders of the demo store as plain data, drawn from a seed. No Odoo, no clock.

Partial COD is introduced half a year ago, so that the shop's figures show what it does to parcels coming back. What
happened in the last days is written down order by order, so that every list and filter has something to show.
"""

import math
from dataclasses import dataclass

from odoo.addons.ecom_base.demo import tables

DAYS = 365
PARTIAL_COD_SINCE = 180  # days ago
_ORDERS_A_DAY = (0.45, 1.5)  # a year ago and now
_WEEKEND = 1.3
_FESTIVE_MONTHS = {10: 1.5, 11: 1.4}
#: Shares of (prepaid, cod, partial_cod).
_MIX_BEFORE = (0.38, 0.62, 0.0)
_MIX_SINCE = (0.33, 0.29, 0.38)
#: How likely a parcel comes back, measured in the share of refused COD parcels of its place.
_REFUSAL = {"cod": 1.15, "partial_cod": 0.35, "prepaid": 0.1}
_ITEMS = (1, 1, 1, 2, 2, 3)
_OPENING_HOUR = 7.5
_KEEP = 3  # units of each variant that history leaves on the shelf

# Never paid
EXPIRED, WAITING, DECLINED, PAID_LATE = "expired", "waiting", "declined", "paid_late"
# Agreed or paid, not left
CANCELLED, CONFIRMED, PROCESSING = "cancelled", "confirmed", "processing"
# On the way
SHIPPED, AT_DOOR, NDR, RETURNING = "shipped", "at_door", "ndr", "returning"
# Ended
DELIVERED, UNCOLLECTED, OVERPAID, CONVERTED = "delivered", "uncollected", "overpaid", "converted"
PARTLY_REFUNDED, RETURNED, RTO, LOST = "partly_refunded", "returned", "rto", "lost"

#: Fates of orders whose upfront payment did not come in time, or not at all.
UNPAID_FATES = frozenset({EXPIRED, WAITING, DECLINED, PAID_LATE})
#: Fates of orders whose parcel has not left.
UNSHIPPED_FATES = UNPAID_FATES | {CANCELLED, CONFIRMED, PROCESSING}
#: Fates of parcels that the customer took.
TAKEN_FATES = frozenset({DELIVERED, UNCOLLECTED, OVERPAID, CONVERTED, PARTLY_REFUNDED, RETURNED})

#: The last days, one entry an order: by days ago, (payment type, fate).
_LATELY = {
    0: (
        ("cod", CONFIRMED),
        ("prepaid", CONFIRMED),
        ("partial_cod", WAITING),
        ("partial_cod", CONFIRMED),
        ("prepaid", DECLINED),
        ("cod", PROCESSING),
        ("prepaid", WAITING),
        ("partial_cod", CONFIRMED),
    ),
    1: (
        ("prepaid", PROCESSING),
        ("partial_cod", PROCESSING),
        ("partial_cod", WAITING),
        ("cod", PROCESSING),
        ("prepaid", SHIPPED),
        ("prepaid", DECLINED),
        ("cod", CONFIRMED),
    ),
    2: (
        ("partial_cod", SHIPPED),
        ("cod", SHIPPED),
        ("cod", CONFIRMED),
        ("prepaid", PAID_LATE),
        ("prepaid", SHIPPED),
    ),
    3: (("cod", AT_DOOR), ("partial_cod", AT_DOOR), ("prepaid", DELIVERED)),
    4: (("cod", NDR), ("partial_cod", UNCOLLECTED), ("prepaid", DELIVERED), ("cod", CONVERTED)),
    5: (("cod", RETURNING), ("partial_cod", NDR), ("prepaid", CANCELLED)),
    6: (("partial_cod", OVERPAID), ("cod", UNCOLLECTED), ("prepaid", DELIVERED)),
    7: (("cod", RETURNING), ("partial_cod", DELIVERED), ("prepaid", LOST)),
    8: (("partial_cod", UNCOLLECTED), ("cod", DELIVERED), ("prepaid", DELIVERED)),
    9: (("cod", RTO), ("partial_cod", CONVERTED), ("prepaid", RETURNED), ("cod", DELIVERED)),
}


@dataclass(frozen=True, slots=True)
class PlannedOrder:
    """An order to be.

    :ivar hour: fraction of the Indian day
    :ivar lines: (SKU, quantity) of each item
    :ivar transit: days until the parcel's way has ended
    :ivar currency: ISO code, None for the shop's own
    """

    number: int
    person: tables.Person
    days_ago: int
    hour: float
    lines: tuple[tuple[str, int], ...]
    payment_type: str
    fate: str
    transit: int
    currency: str | None = None

    @property
    def is_recent(self):
        """Whether it was placed today or yesterday: such orders go through the gateway's webhooks."""
        return self.days_ago <= 1


def plan(people, stock, day_of, hours_today, scale=1.0):
    """Return the orders of a year, oldest first.

    :param people: list of ``tables.Person``
    :param dict stock: units on hand at the beginning by SKU, with how popular each is: ``{sku: (units, weight)}``
    :param day_of: function of days ago to (month, weekday with Monday as 0)
    :param float hours_today: hours of the Indian day that have passed
    :param float scale: share of the orders to draw; the last days are always complete
    :return: list[PlannedOrder]
    """
    roll = tables.dice("orders")
    shelf = {sku: units - _KEEP for sku, (units, _weight) in stock.items() if units > _KEEP + 6}
    weights = {sku: stock[sku][1] for sku in shelf}
    orders = []
    for days_ago in range(DAYS, -1, -1):
        known = [person for person in people if person.days >= days_ago] or people[:5]
        kinds = _day(roll, days_ago, day_of(days_ago), scale)
        hours = sorted(_hour(roll, days_ago, hours_today) for _kind in kinds)
        for (payment_type, fate), hour in zip(kinds, hours, strict=True):
            lines = _lines(roll, shelf, weights)
            if not lines:
                return orders
            person, number = roll.choice(known), len(orders) + 1
            fate = fate or _fate(roll, number, person, payment_type)
            transit = min(roll.randint(2, 5), max(days_ago - 1, 1))
            orders.append(
                PlannedOrder(number, person, days_ago, hour, lines, payment_type, fate, transit)
            )
    return orders


def with_foreign(planned, sales):
    """Return planned orders with the sales in other currencies (``tables.ForeignSale``) among them; all of those are prepaid."""
    foreign = [
        PlannedOrder(
            number, sale.person, sale.days_ago, sale.hour, sale.lines, "prepaid", sale.fate,
            min(6, max(sale.days_ago - 1, 1)), sale.currency
        )
        for number, sale in enumerate(sales, start=len(planned) + 1)
    ]  # fmt: skip
    return sorted(planned + foreign, key=lambda order: (-order.days_ago, order.hour))


def _day(roll, days_ago, day, scale):
    """Return (payment type, fate or None) of each order of a day."""
    if days_ago in _LATELY:
        return _LATELY[days_ago]
    mix = _MIX_SINCE if days_ago <= PARTIAL_COD_SINCE else _MIX_BEFORE
    types = roll.choices(
        ("prepaid", "cod", "partial_cod"), mix, k=_how_many(roll, days_ago, day, scale)
    )
    return [(payment_type, None) for payment_type in types]


def _how_many(roll, days_ago, day, scale):
    month, weekday = day
    first, last = _ORDERS_A_DAY
    mean = first + (last - first) * (DAYS - days_ago) / DAYS
    mean *= _FESTIVE_MONTHS.get(month, 1.0) * (_WEEKEND if weekday >= 5 else 1.0) * scale
    whole = math.floor(mean)
    return whole + (roll.random() < mean - whole)


def _hour(roll, days_ago, hours_today):
    """Return when in the Indian day: by day, unless the day the story is told from has only begun."""
    if days_ago:
        return roll.uniform(_OPENING_HOUR, 23.5)
    latest = max(hours_today - 0.2, 0.0)
    return roll.uniform(_OPENING_HOUR if latest > _OPENING_HOUR + 1 else 0.0, latest)


def _lines(roll, shelf, weights):
    lines = {}
    for _item in range(roll.choice(_ITEMS)):
        open_skus = [sku for sku, units in shelf.items() if units > 2 and sku not in lines]
        if not open_skus:
            break
        sku = roll.choices(open_skus, [weights[sku] for sku in open_skus])[0]
        lines[sku] = 2 if roll.random() < 0.12 else 1
        shelf[sku] -= lines[sku]
    return tuple(lines.items())


def _fate(roll, number, person, payment_type):
    chance = roll.random()
    if payment_type != "cod" and chance < 0.06:
        return EXPIRED
    if chance < 0.1:
        return CANCELLED
    if roll.random() < _REFUSAL[payment_type] * person.place.refusal:
        return RTO
    chance = roll.random()
    if chance < 0.03:
        return PARTLY_REFUNDED
    if chance < 0.045:
        return RETURNED
    if payment_type != "prepaid" and number % 97 == 0:
        return OVERPAID
    return DELIVERED
