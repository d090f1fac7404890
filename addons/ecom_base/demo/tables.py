"""The demo store's contents as plain data: read from ``data/`` and drawn from a seed. No Odoo, no clock.

Two calls give the same answer, so the shop looks the same on every machine.
"""

import csv
import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "data"
SEED = 20260401

SIZES = {
    "apparel": ("Size", ("S", "M", "L", "XL", "XXL"), {}),
    "shoe": ("Shoe Size (UK)", ("4", "5", "6", "7", "8"), {}),
    # rupees on top of the price of the smallest
    "bed": ("Bed Size", ("Single", "Double", "King"), {"Double": 400, "King": 600}),
}
#: First five digits of mobile series that Indian operators hold.
_MOBILE_SERIES = (
    "98450", "99860", "98200", "98190", "99300", "98840", "94440", "98100", "98110", "98300", "98310",
    "98490", "99490", "98250", "94470", "98950", "90080", "96113", "97400", "99020", "98860", "97390",
)  # fmt: skip
_HOUSES = ("Flat {n}, {building}", "{n}, {building}", "House No. {n}", "#{n}", "Plot {n}")
_BUILDINGS = (
    "Sai Residency", "Green Meadows", "Lotus Court", "Palm Grove Apartments", "Shanti Nivas", "Silver Oak",
    "Lake View", "Gulmohar Heights", "Ashirwad", "Prestige Enclave", "Surya Towers", "Neelkanth Apartments",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Category:
    """A heading of the shop. ``tint`` is the backdrop of its pictures; ``parent`` a code or empty."""

    code: str
    parent: str
    name: str
    art: str
    tint: str
    description: str


@dataclass(frozen=True, slots=True)
class Product:
    """A product. Money in rupees: ``price`` with GST, ``cost`` without; ``gst`` in percent; ``weight`` in kg."""

    sku: str
    name: str
    category: str
    price: int
    cost: int
    gst: int
    hsn: str
    weight: float
    art: str
    motif: str
    colours: tuple[str, ...]
    sizes: str
    badge: str
    popularity: int
    description: str

    def highest_price(self):
        """Return the price of the dearest variant."""
        return (
            self.price + max(SIZES[self.sizes][2].values(), default=0) if self.sizes else self.price
        )


@dataclass(frozen=True, slots=True)
class Place:
    """A delivery area. ``refusal`` is the share of COD parcels that come back from there."""

    zip: str
    city: str
    area: str
    state: str
    region: str
    weight: int
    refusal: float


@dataclass(frozen=True, slots=True)
class Person:
    """A customer; ``days`` is how long ago the account was opened."""

    number: int
    name: str
    email: str
    phone: str
    street: str
    place: Place
    days: int

    @property
    def external_id(self):
        """Identifier of the account in the storefront."""
        return f"user-{self.number:04d}"


@dataclass(frozen=True, slots=True)
class ForeignSale:
    """What somebody buys in another currency than the shop's own; ``fate`` is a name of the addon that tells of orders.

    :ivar hour: fraction of the Indian day
    :ivar lines: (SKU, quantity) of each item
    """

    person: Person
    days_ago: int
    hour: float
    currency: str
    lines: tuple[tuple[str, int], ...]
    fate: str


def dice(purpose):
    """Return a random generator of its own for each purpose, so that one table does not shift another."""
    return random.Random(f"{SEED}:{purpose}")


def _rows(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def categories():
    """Return the :class:`Category` list, parents before children."""
    return [Category(**row) for row in _rows("categories")]


def colours():
    """Return ``{name: (short code, "#RRGGBB")}``."""
    return {row["name"]: (row["code"], row["hex"]) for row in _rows("colours")}


def products():
    """Return the :class:`Product` list in shop order."""
    numbers = {"price": int, "cost": int, "gst": int, "popularity": int, "weight": float}
    return [
        Product(**{key: numbers.get(key, str)(value) for key, value in row.items() if key != "colours"},
                colours=tuple(row["colours"].split("|")))
        for row in _rows("products")
    ]  # fmt: skip


def places():
    """Return the :class:`Place` list."""
    numbers = {"weight": int, "refusal": float}
    return [
        Place(**{key: numbers.get(key, str)(value) for key, value in row.items()})
        for row in _rows("places")
    ]


def people(count):
    """Return ``count`` customers (:class:`Person`), newest accounts last.

    Emails lie in the domains reserved for examples, so no message can ever reach anybody.
    """
    roll, taken, result = dice("people"), set(), []
    regions = json.loads((DATA / "regions.json").read_text(encoding="utf-8"))
    areas = places()
    homes = _spread(roll, areas, count)
    days = sorted((int(430 * roll.random() ** 1.3) for _index in range(count)), reverse=True)
    for number in range(1, count + 1):
        place = homes[number - 1]
        region = regions[place.region]
        name = _fresh_name(roll, region, taken)
        result.append(
            Person(
                number=number,
                name=name,
                email=_email(roll, name),
                phone=f"+91{roll.choice(_MOBILE_SERIES)}{roll.randrange(100000):05d}",
                street=_street(roll, region),
                place=place,
                days=days[number - 1],
            )
        )
    return result


def _spread(roll, areas, count):
    """Return ``count`` places: every one at least once where there are enough people, the rest by weight."""
    homes = areas[:count] + roll.choices(
        areas, [area.weight for area in areas], k=max(count - len(areas), 0)
    )
    roll.shuffle(homes)
    return homes


def _fresh_name(roll, region, taken):
    while True:
        first = roll.choice(region["women"] if roll.random() < 0.62 else region["men"])
        name = f"{first} {roll.choice(region['surnames'])}"
        if name not in taken:
            taken.add(name)
            return name


def _email(roll, name):
    local = re.sub(r"[^a-z.]", "", name.lower().replace(" ", "."))
    return f"{local}{roll.choice(('', '', roll.randrange(70, 99)))}@example.{roll.choice(('com', 'net', 'org'))}"


def _street(roll, region):
    house = roll.choice(_HOUSES).format(n=roll.randrange(1, 420), building=roll.choice(_BUILDINGS))
    return f"{house}, {roll.choice(region['streets'])}"


def stock_levels(skus):
    """Return units on hand by SKU: most well stocked, some nearly gone, some sold out.

    :param skus: iterable of variant SKUs
    :return: dict[str, int]
    """
    levels = {}
    for sku in skus:
        roll = dice(f"stock:{sku}")
        fate = roll.random()
        if fate < 0.07:
            levels[sku] = 0
        elif fate < 0.2:
            levels[sku] = roll.randint(1, 4)
        else:
            levels[sku] = roll.randint(10, 70)
    return levels


def ratings(product):
    """Return (average of 1-5, number of ratings) of a product: popular ones have more."""
    roll = dice(f"rating:{product.sku}")
    return round(roll.uniform(3.9, 4.9), 1), roll.randint(3, 12) * product.popularity
