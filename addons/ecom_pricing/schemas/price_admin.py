"""Prices for the seller's own systems: reading, writing single ones, history."""

import re
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from odoo.addons.ecom_base.schemas.base import (
    Amount,
    ApiModel,
    ApiRequest,
    CountryCode,
    CurrencyCode,
    ListRequest,
    Number,
    PublicId,
    Timestamp,
)

StoreCode = Annotated[
    str | None, Field(max_length=40, description="Code of a store; empty: the only one you see.")
]
RegionCode = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_-]{0,15}$", examples=["EU"])]
MAX_CELLS = 200


def _written(value):
    # pydantic would read a number, or digits, as seconds since 1970
    if isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d[Tt ]", value):
        return datetime.fromisoformat(value)
    raise ValueError("Write it as text, like 2030-01-01T00:00:00Z.")


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("Say the time zone, e.g. 2030-01-01T00:00:00Z.")
    try:
        return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    except OverflowError:
        raise ValueError("This is before or after all time.")


#: Naive UTC inside.
Moment = Annotated[Timestamp, BeforeValidator(_written), AfterValidator(_utc)]


class PriceKey(ApiModel):
    """Which price is meant. Without `variantId` that of all variants, without `region` that for everywhere."""

    product_id: PublicId
    variant_id: PublicId | None = None
    currency: CurrencyCode
    region: RegionCode | None = None
    min_quantity: Annotated[Number, Field(ge=0, lt=10**9)] = 0
    valid_from: Annotated[Timestamp | None, Field(description="The moment itself is included.")] = (
        None
    )
    valid_to: Annotated[Timestamp | None, Field(description="The moment is not included.")] = None


class Price(PriceKey):
    """A price as it stands."""

    amount: Amount
    compare_at: Amount | None = None
    mrp: Amount | None = None
    unit_cost: Amount | None = None
    tax_included: bool
    version: Annotated[int, Field(description="Counts its changes; send it back when you write.")]


class PriceListRequest(ListRequest):
    """Products with their prices, in the order of the products' ids."""

    store: StoreCode = None
    product_ids: Annotated[list[PublicId] | None, Field(max_length=100)] = None
    currencies: Annotated[list[CurrencyCode] | None, Field(max_length=200)] = None
    explain: Annotated[
        bool, Field(description="Also say which price a buyer gets, and why not the others.")
    ] = False
    country: Annotated[CountryCode | None, Field(description="Of that buyer.")] = None
    quantity: Annotated[float, Field(gt=0, lt=10**9, description="That buyer's.")] = 1.0
    at: Annotated[Moment | None, Field(description="When; empty: now.")] = None


class Reason(ApiModel):
    """Whether a price applies: `chosen`, or why not."""

    price: Price
    reason: Literal[
        "chosen",
        "other_variant",
        "other_region",
        "not_yet",
        "ended",
        "quantity_too_low",
        "less_specific",
    ]


class Explanation(ApiModel):
    """What one variant costs a buyer, and why."""

    variant_id: PublicId
    currency: CurrencyCode
    region: RegionCode | None = None
    reasons: list[Reason]


class ProductPrices(ApiModel):
    """Every price of a product."""

    product_id: PublicId
    name: str
    prices: list[Price]
    explanations: list[Explanation] | None = None


class PriceList(ApiModel):
    items: list[ProductPrices]
    next_cursor: str | None = None


class CellWrite(PriceKey):
    """A price to write. Fields that are not given stay; null empties one."""

    min_quantity: Annotated[Number, Field(ge=0, lt=10**9)] = 0
    valid_from: Moment | None = None
    valid_to: Moment | None = None
    amount: Amount | None = None
    compare_at: Amount | None = None
    mrp: Amount | None = None
    unit_cost: Amount | None = None
    tax_included: bool | None = None
    clear: Annotated[bool, Field(description="Delete the price.")] = False
    expected_version: Annotated[
        int | None,
        Field(ge=0, description="The version you saw, 0 for no price; empty: whatever it is now."),
    ] = None


class CellsWrite(ApiRequest):
    """Prices to write, each by itself: one that is refused leaves the others alone."""

    store: StoreCode = None
    cells: Annotated[list[CellWrite], Field(min_length=1, max_length=MAX_CELLS)]
    reason: Annotated[str | None, Field(max_length=200, description="For the history.")] = None


class CellResult(ApiModel):
    """What came of the cell at the same place of the request.

    `status` is `saved`, `unchanged`, `cleared`, `conflict` (`current` is what is there) or `refused`. `code` says why:
    `version_conflict`, `overlap`, `amount_precision`, `not_positive`, `too_large`, `compare_at_too_low`, `above_mrp`,
    `window_empty`, `amount_missing`, `unknown_product`, `unknown_currency`, `unknown_region` or `invalid`.
    """

    status: Literal["saved", "unchanged", "cleared", "conflict", "refused"]
    version: int
    code: str | None = None
    message: str | None = None
    current: Price | None = None


class CellResults(ApiModel):
    results: list[CellResult]


class HistoryRequest(ListRequest):
    """Changes of prices, newest first."""

    store: StoreCode = None
    product_id: PublicId | None = None
    currency: CurrencyCode | None = None
    batch_id: PublicId | None = None


class Change(ApiModel):
    """One change of one price. `details` has what else changed: name, and what it was and is."""

    changed_at: Timestamp
    kind: Literal["set", "changed", "cleared"]
    product_id: PublicId | None = None
    variant_id: PublicId | None = None
    currency: CurrencyCode
    region: RegionCode | None = None
    min_quantity: Number
    valid_from: Timestamp | None = None
    valid_to: Timestamp | None = None
    old_amount: Amount | None = None
    new_amount: Amount | None = None
    old_compare_at: Amount | None = None
    new_compare_at: Amount | None = None
    details: dict | None = None
    source: str
    by: str | None = None
    reason: str | None = None


class History(ApiModel):
    items: list[Change]
    next_cursor: str | None = None
