"""A year of orders of the demo store as plain data, drawn from a seed. No Odoo, no clock.

Partial COD is introduced half a year ago, so that the shop's figures show what it does to parcels coming back.
"""

import math
from dataclasses import dataclass

from odoo.addons.ecom_base.demo import tables

DAYS = 365
PARTIAL_COD_SINCE = 180  # days ago
_ORDERS_A_DAY = (0.55, 1.9)  # a year ago and now
_WEEKEND = 1.3
_FESTIVE_MONTHS = {10: 1.5, 11: 1.4}
#: Shares of (prepaid, cod, partial_cod).
_MIX_BEFORE = (0.38, 0.62, 0.0)
_MIX_SINCE = (0.33, 0.29, 0.38)
#: How likely a parcel comes back, measured in the share of refused COD parcels of its place.
_REFUSAL = {"cod": 1.25, "partial_cod": 0.35, "prepaid": 0.1}
_ITEMS = (1, 1, 1, 2, 2, 3)
_KEEP = 3  # units of each variant that history leaves on the shelf

DELIVERED, RTO, CANCELLED, EXPIRED = "delivered", "rto", "cancelled", "expired"
PARTLY_REFUNDED, OVERPAID, RETURNED = "partly_refunded", "overpaid", "returned"
SHIPPED, NDR, PROCESSING, CONFIRMED, WAITING = (
    "shipped",
    "ndr",
    "processing",
    "confirmed",
    "waiting",
)
UNCOLLECTED = "uncollected"

#: Fates of orders that were paid or agreed upon, and so confirmed.
CONFIRMED_FATES = frozenset(
    {DELIVERED, RTO, CANCELLED, PARTLY_REFUNDED, OVERPAID, RETURNED, SHIPPED, NDR, PROCESSING, CONFIRMED, UNCOLLECTED}
)  # fmt: skip
#: Fates of orders whose parcel has left.
SHIPPED_FATES = CONFIRMED_FATES - {CANCELLED, PROCESSING, CONFIRMED}


@dataclass(frozen=True, slots=True)
class PlannedOrder:
    """An order to be. ``hour`` is a fraction of the Indian day; ``transit`` how many days the parcel takes."""

    number: int
    person: tables.Person
    days_ago: int
    hour: float
    lines: tuple[tuple[str, int], ...]  # (SKU, quantity)
    payment_type: str
    fate: str
    transit: int


def plan(people, stock, month_of, hours_today, scale=1.0):
    """Return the orders of a year, oldest first.

    :param people: list of ``tables.Person``
    :param dict stock: units on hand by SKU, with how popular each is: ``{sku: (units, weight)}``
    :param month_of: function of days ago to (month, weekday with Monday as 0)
    :param float hours_today: hours of the Indian day that have passed
    :param float scale: share of the orders to draw
    :return: list[PlannedOrder]
    """
    roll = tables.dice("orders")
    shelf = {sku: units - _KEEP for sku, (units, _weight) in stock.items() if units > _KEEP + 6}
    weights = {sku: stock[sku][1] for sku in shelf}
    orders = []
    for days_ago in range(DAYS, -1, -1):
        known = [person for person in people if person.days >= days_ago] or people[:5]
        for _order in range(_how_many(roll, days_ago, month_of(days_ago), scale)):
            lines = _lines(roll, shelf, weights)
            if not lines:
                return orders
            hour = (
                roll.uniform(0, max(hours_today - 0.2, 0.1))
                if not days_ago
                else roll.uniform(8, 23.5)
            )
            orders.append(
                _order_of(roll, len(orders) + 1, roll.choice(known), days_ago, hour, lines)
            )
    return orders


def _how_many(roll, days_ago, day, scale):
    month, weekday = day
    first, last = _ORDERS_A_DAY
    mean = first + (last - first) * (DAYS - days_ago) / DAYS
    mean *= _FESTIVE_MONTHS.get(month, 1.0) * (_WEEKEND if weekday >= 5 else 1.0) * scale
    if days_ago <= 1:
        mean = max(mean, 6.0 * scale)  # a day on which the screens have something to show
    whole = math.floor(mean)
    return whole + (roll.random() < mean - whole)


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


def _order_of(roll, number, person, days_ago, hour, lines):
    mix = _MIX_SINCE if days_ago <= PARTIAL_COD_SINCE else _MIX_BEFORE
    payment_type = roll.choices(("prepaid", "cod", "partial_cod"), mix)[0]
    fate = _fate(roll, number, person, days_ago, payment_type)
    return PlannedOrder(
        number, person, days_ago, hour, lines, payment_type, fate, transit=roll.randint(2, 5)
    )


def _fate(roll, number, person, days_ago, payment_type):
    chance = roll.random()
    if payment_type != "cod" and chance < 0.06:
        return EXPIRED if days_ago > 1 else WAITING
    if chance < 0.1:
        return CANCELLED
    if days_ago <= 7:
        return _recent_fate(roll, number, days_ago, payment_type)
    if roll.random() < _REFUSAL[payment_type] * person.place.refusal:
        return RTO
    return _late_fate(roll, number, payment_type)


def _recent_fate(roll, number, days_ago, payment_type):
    if days_ago == 0:
        return WAITING if payment_type != "cod" and number % 2 else CONFIRMED
    if days_ago <= 2:
        return roll.choice((CONFIRMED, PROCESSING, SHIPPED))
    if days_ago <= 5:
        return roll.choice((SHIPPED, SHIPPED, NDR, DELIVERED))
    return DELIVERED if payment_type == "prepaid" else roll.choice((UNCOLLECTED, DELIVERED))


def _late_fate(roll, number, payment_type):
    chance = roll.random()
    if chance < 0.03:
        return PARTLY_REFUNDED
    if chance < 0.045:
        return RETURNED
    if payment_type != "prepaid" and number % 97 == 0:
        return OVERPAID
    return DELIVERED
