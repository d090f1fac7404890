"""Prices as a storefront asks for them."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from odoo.addons.ecom_base.schemas.base import (
    Amount,
    ApiModel,
    CurrencyCode,
    Number,
    PublicId,
    StoreContext,
    Timestamp,
)
from odoo.addons.ecom_base.schemas.catalog import Price

MAX_IDS = 200


class PriceListRequest(StoreContext):
    """What some products cost a buyer from a country, in one currency."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"productIds": ["prd_…"], "currency": "JPY"}]}
    )

    product_ids: Annotated[
        list[PublicId],
        Field(
            min_length=1,
            max_length=MAX_IDS,
            description="`var_…`, or `prd_…` for all variants of a product.",
        ),
    ]
    qty: Annotated[
        Number, Field(gt=0, le=9999, description="Of each, for prices that depend on quantity.")
    ] = Decimal(1)


class Tier(ApiModel):
    """What one unit costs from a quantity on."""

    min_quantity: Number
    amount: Amount


class Campaign(ApiModel):
    """A reduction that the seller runs for a time."""

    name: str
    ends_at: Annotated[Timestamp | None, Field(description="null: until the seller stops it.")]


class ReferencePrice(ApiModel):
    """The lowest price of the 30 days before a reduction, taxes included, and whether the reduction may be announced."""

    amount: Annotated[
        Amount | None, Field(description="null: too little is recorded (`insufficientHistory`).")
    ]
    from_: Annotated[Timestamp, Field(alias="from", description="Where those days begin.")]
    to: Annotated[Timestamp, Field(description="When the reduction began.")]
    announceable: Annotated[
        bool, Field(description="The price is lower than `amount`. If not, show no reduction.")
    ]
    percent: Annotated[
        int | None, Field(description="The reduction to announce, worked out from `amount`.")
    ]
    insufficient_history: bool


class PriceItem(ApiModel):
    """What one variant costs. `price` includes taxes, as an order totals it."""

    product_id: PublicId
    variant_id: PublicId | None = None
    sku: str | None = None
    available: Annotated[bool, Field(description="Has a price. Stock is another matter.")]
    reason: Literal["price_not_set", "product_not_found"] | None = None
    price: Price | None = None
    tax_included: Literal[True] | None = None
    tiers: list[Tier] | None = None
    valid_until: Annotated[
        Timestamp | None, Field(description="When this price ends by itself, if it does.")
    ] = None
    campaign: Annotated[
        Campaign | None, Field(description="The reduction that made the price.")
    ] = None
    reference30d: Annotated[
        ReferencePrice | None,
        Field(description="Of reduced prices, where the law of the region asks for it."),
    ] = None
    price_id: Annotated[str | None, Field(description="Names the seller's price.")] = None
    version: Annotated[int | None, Field(description="Counts the changes of that price.")] = None
    region: Annotated[
        str | None, Field(description="Code of the region the price was set for, if for one.")
    ] = None


class PriceList(ApiModel):
    """Prices in the order they were asked for, one for each variant."""

    store: str
    currency: CurrencyCode
    country: str
    region: Annotated[str | None, Field(description="Code of the region the country is in.")] = None
    quantity: Number
    as_of: Timestamp
    items: list[PriceItem]
