"""Figures over 1 000 000 orders, as many parcels and 3 000 000 events: what the analysis screen asks."""

import json

from bench import Measure

_ORDERS = 1_000_000
_MOST = 1_500  # ms
_QUERIES = {
    "payment types, gateways and carriers by month": (
        "order",
        "cohort currency_id placed_type payment_type provider_id carrier_id",
    ),
    "parcels by month, type and carrier": ("parcel", "cohort payment_type carrier_id"),
    "parcels by month and risk": ("parcel", "cohort risk_percent"),
    "orders by state": ("order", "state_id"),
    "parcels by state": ("parcel", "state_id"),
    "orders by category": ("order", "categ_id"),
    "parcels by category": ("parcel", "categ_id"),
}
_WHOLE, _PINS = "the whole screen, 12 months", "PIN codes of a state"
_PLAIN = "the same sums over sale_order and its parcels"

MEASURES = (
    *(Measure(name, "ms", at_most=_MOST) for name in (*_QUERIES, _PINS)),
    Measure(_WHOLE, "ms", at_most=_MOST, why="all of the above, and the rest"),
    Measure(_PLAIN, "ms"),
    Measure(f"{_PLAIN} / orders by state", at_least=10, why="days are added up ahead"),
    Measure("days that moved again, added up fact by fact", "ms", at_most=_MOST),
    Measure("rows that the two ways count differently", "rows", at_most=0),
)


def run(bench):
    """Ask in the process of a shell on the seeded shop, warm, the median of five; then again after a busy hour."""
    shop = bench.shop("analytics", orders=str(_ORDERS))
    queries = json.dumps({name: [kind, keys.split()] for name, (kind, keys) in _QUERIES.items()})
    found = json.loads(shop.script("analytics_ask", queries=queries).splitlines()[-1])
    for name in (*_QUERIES, _PINS, _WHOLE, _PLAIN):
        bench.report(name, found[name])
    bench.ratio(f"{_PLAIN} / orders by state", found[_PLAIN], found["orders by state"])
    bench.report("days that moved again, added up fact by fact", found["moved"])
    bench.report("rows that the two ways count differently", found["differences"])
