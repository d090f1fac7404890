"""Whose prices the lines of a file are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .price_file import Entry, Problem


@dataclass(frozen=True, slots=True)
class Product:
    """A variant that a SKU, or its public id, stands for; ``variants`` is how many its product has."""

    template_id: int
    variant_id: int
    variants: int


@dataclass(frozen=True, slots=True)
class Match:
    """An entry and whose price it is: ``product_id`` None for the price of all variants."""

    entry: Entry
    template_id: int
    product_id: int | None


def match(
    entries: Iterable[Entry], known: Mapping[str, Sequence[Product]]
) -> tuple[list[Match], list[Problem]]:
    """Find the product of each entry. A price that is there twice is a problem of the later line.

    :param known: products by SKU
    """
    found, problems, seen = [], [], {}
    for entry in entries:
        products = known.get(entry.sku, ())
        # the prices of all variants may be named by any of them
        templates = {product.template_id for product in products}
        whole = entry.whole
        if whole is None and len(products) == 1:
            whole = products[0].variants == 1
        if not products or len(templates) > 1 or (not whole and len(products) > 1):
            code = "sku_ambiguous" if products else "sku_unknown"
            problems.append(Problem(entry.line, "sku", code, entry.sku))
            continue
        product = Match(entry, products[0].template_id, None if whole else products[0].variant_id)
        key = (product.template_id, product.product_id, entry.currency, entry.region)
        key += (entry.min_qty, entry.valid_from, entry.valid_to)
        if key in seen:
            problems.append(Problem(entry.line, "sku", "repeated", str(seen[key])))
            continue
        seen[key] = entry.line
        found.append(product)
    return found, problems
