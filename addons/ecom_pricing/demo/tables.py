"""What the demo shop asks abroad, and from whom, as plain data. No Odoo, no clock.

Every price was chosen by the seller for its market; none is worked out from another. Some are missing on purpose, and some
look wrong on purpose, so that comparison and warnings have something to show.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from odoo.addons.ecom_base.demo import tables

DATA = Path(__file__).parent / "data"
HOME = "INR"
#: Code, sequence, prominent, price ending (every, with).
CURRENCIES = (
    ("INR", 10, True, (0, 0)),
    ("USD", 20, True, (1, 0.99)),
    ("EUR", 30, True, (1, 0.9)),
    ("JPY", 40, True, (100, 80)),
    ("KWD", 50, False, (0.25, 0)),
)
#: Code, name, currency offered first, countries.
REGIONS = (
    ("IN", "India", "INR", "in"),
    ("US", "United States", "USD", "us"),
    (
        "EU",
        "European Union",
        "EUR",
        "at be bg hr cy cz dk ee fi fr de gr hu ie it lv lt lu mt nl pl pt ro sk si es se",
    ),
    ("JP", "Japan", "JPY", "jp"),
    ("GCC", "Gulf", "KWD", "kw ae sa qa bh om"),
)
#: What the bigger beds cost on top.
EXTRAS = {
    "Double": {"INR": 400, "USD": 8, "EUR": 7, "JPY": 1100, "KWD": 2.5},
    "King": {"INR": 600, "USD": 12, "EUR": 11, "JPY": 1600, "KWD": 3.75},
}
#: Products whose maximum retail price is above what the shop asks.
MRP = {"KUR-001": 1799, "SAR-001": 3499, "BED-001": 2299, "COO-001": 2499, "TEC-001": 3499}
#: Further values of prices: (SKU, currency), fields.
DETAILS = {
    ("SAR-001", "USD"): {"compare_at": 64.99, "unit_cost": 21.5},
    ("DRS-001", "EUR"): {"compare_at": 44.9},
    ("KUR-001", "USD"): {"unit_cost": 9.8},
    ("BAG-001", "USD"): {"unit_cost": 5.4},
    ("LAY-003", "USD"): {"unit_cost": 26.0},
    ("TAB-001", "JPY"): {"unit_cost": 420},
}
#: From so many pieces on: (SKU, currency), quantity, price.
STEPS = (
    (("TAB-001", "USD"), 6, 7.99),
    (("TAB-001", "EUR"), 6, 7.9),
    (("CUS-001", "USD"), 4, 11.99),
    (("DEC-005", "JPY"), 10, 1480),
)
#: Region with a price of its own: (SKU, currency), region, price.
REGIONAL = (
    (("KUR-001", "USD"), "GCC", 29.99),
    (("SAR-001", "USD"), "GCC", 58.99),
)
#: For a time: (SKU, currency), from and to in days from now, price.
WINDOWS = (
    (("KUR-001", "EUR"), 10, 24, 21.9),
    (("DEC-001", "USD"), 6, 13, 34.99),
    (("SKN-003", "USD"), -3, 4, 12.99),
)
#: What prices were before: (SKU, currency), (days ago until which, price)…
EARLIER = (
    (("KUR-001", "USD"), (60, 31.99), (25, 29.99)),
    (("KUR-001", "EUR"), (40, 27.9)),
    (("KUR-001", "JPY"), (33, 4280)),
    (("SAR-001", "USD"), (45, 59.99), (12, 57.99)),
    (("BED-001", "EUR"), (20, 36.9)),
    (("TAB-001", "KWD"), (15, 3.25)),
)
#: Since when the shop sells abroad, in days.
SINCE = 84
#: Accounting rates for one rupee by days ago. There is none for dinars: reports say so instead of counting them 1:1.
RATES = {"USD": ((400, 0.01198), (30, 0.0113)), "EUR": ((400, 0.0111), (30, 0.0102)), "JPY": ((400, 1.79), (30, 1.74))}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer abroad."""

    person: tables.Person
    country: str
    currency: str


def prices():
    """Return the prices abroad: ``{SKU: {currency: text}}``, without those not set."""
    return {
        row.pop("sku"): {code: amount for code, amount in row.items() if amount}
        for row in _rows("prices")
    }


def _rows(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def customers():
    """Return the :class:`Customer` list."""
    return [_customer(number, row) for number, row in enumerate(_rows("customers"), start=1001)]


def _customer(number, row):
    place = tables.Place(row["zip"], row["city"], "", row["state"], row["country"], 1, 0.0)
    person = tables.Person(
        number, row["name"], row["email"], row["phone"], row["street"], place, int(row["days"])
    )
    return Customer(person, row["country"], row["currency"])


#: (currency, fate) of sales abroad, the latest first; fates are those of the addon that tells of orders.
_SALES = (
    ("USD", "confirmed"), ("EUR", "shipped"), ("JPY", "shipped"), ("USD", "delivered"), ("EUR", "delivered"),
    ("KWD", "delivered"), ("USD", "delivered"), ("JPY", "delivered"), ("EUR", "delivered"), ("USD", "returned"),
    ("USD", "delivered"), ("EUR", "partly_refunded"), ("JPY", "delivered"), ("KWD", "delivered"), ("EUR", "delivered"),
    ("USD", "delivered"), ("USD", "cancelled"), ("EUR", "delivered"), ("JPY", "returned"), ("USD", "delivered"),
    ("EUR", "delivered"), ("KWD", "partly_refunded"), ("USD", "delivered"), ("EUR", "returned"), ("USD", "delivered"),
    ("JPY", "delivered"), ("EUR", "delivered"), ("USD", "delivered"),
)  # fmt: skip


def sales(skus, scale=1.0):
    """Return what customers abroad bought, oldest first.

    :param skus: of variants with stock to spare, best an item each
    :return: list of :class:`~odoo.addons.ecom_base.demo.tables.ForeignSale`
    """
    roll, asked, people = tables.dice("abroad"), prices(), customers()
    told = _SALES[:: max(1, round(1 / scale / 4))]
    found = []
    for number, (currency, fate) in enumerate(told):
        days_ago = 1 + round(number * (SINCE - 14) / len(told))
        buyers = [c for c in people if c.currency == currency and c.person.days > days_ago]
        offered = [sku for sku in skus if currency in asked["-".join(sku.split("-")[:2])]]
        if not buyers or not offered:
            continue
        chosen = roll.sample(offered, min(len(offered), roll.choice((1, 1, 2, 3))))
        skus = [sku for sku in skus if sku not in chosen]
        found.append(
            tables.ForeignSale(
                roll.choice(buyers).person,
                days_ago,
                roll.uniform(6, 20),
                currency,
                tuple((sku, 1) for sku in chosen),
                fate,
            )
        )
    return found[::-1]
