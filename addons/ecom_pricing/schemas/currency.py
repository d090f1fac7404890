"""Currencies as the storefront and the administrator see them."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from odoo.addons.ecom_base.schemas.base import (
    Amount,
    ApiModel,
    ApiRequest,
    CountryCode,
    CurrencyCode,
    CurrencyInput,
    Number,
    PublicId,
)

StoreCode = Annotated[str, Field(min_length=1, max_length=40, description="Code of the store.")]
RegionCode = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_-]{0,15}$", examples=["EU"])]
MAX_CURRENCIES = 200
MAX_PLACES = 300


class CurrenciesRequest(ApiRequest):
    """Which currencies a buyer can choose from."""

    store: Annotated[str | None, Field(max_length=40, description="Code of the key's store.")] = (
        None
    )
    country: Annotated[
        CountryCode | None, Field(description="Of the buyer: leaves out what is not sold there.")
    ] = None


class Currency(ApiModel):
    """A currency one can shop in."""

    code: CurrencyCode
    name: str
    symbol: str
    symbol_position: Literal["before", "after"]
    decimals: int
    flag: Annotated[str, Field(description="An emoji.")]
    order: Annotated[int, Field(description="Place in the list, from 1.")]
    prominent: Annotated[bool, Field(description="Show it without a click.")]
    primary: bool
    checkout: Annotated[bool, Field(description="false: prices only, no orders.")]
    regions: Annotated[
        list[str], Field(description="Codes of the regions it is limited to; empty: none.")
    ]
    countries: Annotated[
        list[str], Field(description="Countries beside these regions it is limited to.")
    ]


class Currencies(ApiModel):
    """The currencies of a store, in its own order."""

    store: str
    primary: CurrencyCode
    suggested: Annotated[
        CurrencyCode | None,
        Field(
            description="What to offer first: the customer's own choice, else what suits the country."
        ),
    ] = None
    version: Annotated[int, Field(description="Counts the changes of the settings.")]
    currencies: list[Currency]


# === REFERENCE RATES === #


class RatesRequest(ApiRequest):
    """The seller's reference rates."""

    store: Annotated[str | None, Field(max_length=40, description="Code of the key's store.")] = (
        None
    )


class Rate(ApiModel):
    """For information only: no price comes from it."""

    from_: Annotated[CurrencyCode, Field(alias="from")]
    to: CurrencyCode
    rate: Number
    kind: Literal["seller_reference"]
    valid_from: Annotated[str, Field(description="Date.", examples=["2026-11-01"])]
    used_for_pricing: Literal[False]


class Rates(ApiModel):
    items: list[Rate]
    next_cursor: None


class ConvertRequest(ApiRequest):
    """Ask what a product costs in a currency, or what an amount is about worth in it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"amount": 25, "from": "USD", "to": "INR"}]}
    )

    to: CurrencyInput
    product_id: Annotated[
        PublicId | None, Field(description="`var_…`, or `prd_…` of a product with one variant.")
    ] = None
    qty: Annotated[Number | None, Field(gt=0, le=9999, description="With `productId`.")] = None
    country: Annotated[CountryCode | None, Field(description="With `productId`.")] = None
    amount: Annotated[
        Amount | None, Field(ge=0, le=10**12, description="In the currency `from`.")
    ] = None
    from_: Annotated[CurrencyInput | None, Field(alias="from", description="With `amount`.")] = None

    @model_validator(mode="after")
    def _one_of_both(self):
        if (self.product_id is None) == (self.amount is None):
            raise ValueError("Give either productId or amount.")
        if (self.amount is None) != (self.from_ is None):
            raise ValueError("An amount needs the currency it is in: from.")
        if self.amount is not None and (self.qty is not None or self.country is not None):
            raise ValueError("qty and country belong to a productId.")
        return self


class Converted(ApiModel):
    """`seller_price`: what the seller asks for one unit, taxes included. `seller_reference_rate`: for information only."""

    basis: Literal["seller_price", "seller_reference_rate"]
    amount: Amount
    currency: CurrencyCode
    indicative: bool
    product_id: PublicId | None = None
    quantity: Number | None = None
    from_: Annotated[CurrencyCode | None, Field(alias="from")] = None
    from_amount: Amount | None = None
    rate: Number | None = None
    valid_from: str | None = None


class RatioRequest(ApiRequest):
    """How a store's prices in two currencies relate."""

    store: StoreCode
    from_: Annotated[CurrencyInput, Field(alias="from")]
    to: CurrencyInput


class Ratio(ApiModel):
    """Of the products priced in both: how many units of `to` stand for one of `from`."""

    basis: Literal["price_ratio"]
    from_: Annotated[CurrencyCode, Field(alias="from")]
    to: CurrencyCode
    products: int
    median: Number | None = None
    p10: Number | None = None
    p90: Number | None = None


# === SETTINGS === #


class SettingsRef(ApiRequest):
    """The currencies of one store."""

    store: StoreCode


class Ending(ApiModel):
    """Prices end at `n * step + tail`."""

    step: Annotated[Amount, Field(gt=0, lt=10**9)]
    tail: Annotated[Amount, Field(ge=0, lt=10**9)]


class CurrencySetting(ApiModel):
    """What to change of a currency; what is left out stays."""

    code: CurrencyInput
    enabled: bool | None = None
    order: Annotated[int | None, Field(ge=1, le=10_000)] = None
    prominent: bool | None = None
    checkout: bool | None = None
    regions: Annotated[
        list[RegionCode] | None, Field(max_length=MAX_PLACES, description="Replaces them.")
    ] = None
    countries: Annotated[
        list[CountryCode] | None, Field(max_length=MAX_PLACES, description="Replaces them.")
    ] = None
    ending: Annotated[Ending | None, Field(description="null: prices are only rounded.")] = None


class SettingsUpdate(SettingsRef):
    """All or nothing. Currencies that are not named stay as they are; one the store does not have yet is added."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"store": "in", "primary": "INR", "currencies": [{"code": "USD", "enabled": False}]}
            ]
        }
    )

    primary: CurrencyInput | None = None
    currencies: Annotated[list[CurrencySetting], Field(max_length=MAX_CURRENCIES)] = []

    @model_validator(mode="after")
    def _each_once(self):
        codes = [setting.code for setting in self.currencies]
        if len(codes) != len(set(codes)):
            raise ValueError("A currency is named twice.")
        return self


class CurrencySettings(Currency):
    enabled: bool
    ending: Ending | None = None
    product_count: Annotated[int, Field(description="Products with a price in it.")]


class Settings(ApiModel):
    """The currencies of a store as the administrator sees them. The answer's `ETag` is needed to change them."""

    store: str
    primary: CurrencyCode
    version: int
    currencies: list[CurrencySettings]
