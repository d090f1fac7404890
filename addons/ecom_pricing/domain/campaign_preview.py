"""Which prices a campaign will meet: those that buyers would pay without it, each once."""

from collections.abc import Collection, Iterable
from datetime import datetime

from .selection import PriceRow, Wish, select


def met(
    rows: Iterable[PriceRow],
    products: Collection[int | None],
    regions: Collection[int | None] | None,
    at: datetime,
) -> list[tuple[int | None, int | None, PriceRow]]:
    """Return the prices of a product in one currency that apply at a moment: (variant, region, price).

    :param products: variants the campaign is for; None among them: all
    :param regions: the campaign's; None: everywhere
    """
    rows = list(rows)
    variants = set(products)
    if None in variants:
        variants |= {row.product_id for row in rows}
    places = {None} | {row.region_id for row in rows} if regions is None else set(regions)
    found = {}
    for variant in sorted(variants, key=_order):
        for place in sorted(places, key=_order):
            for quantity in sorted({max(row.min_qty, 1.0) for row in rows}):
                # -1: any variant without a price of its own
                row = select(rows, Wish(variant or -1, place, quantity, at))
                if row is None:
                    continue
                region = row.region_id if regions is None else place
                own = variant if None not in products else row.product_id
                found.setdefault((own, region, row.id), row)
    return [(variant, region, row) for (variant, region, _id), row in found.items()]


def _order(number):
    return number or 0
