"""Bases of every request and response shape of the API."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.alias_generators import to_camel

#: A public identifier such as ``prd_4f…``: opaque to clients.
PublicId = Annotated[str, Field(min_length=1, max_length=64)]
#: ISO 4217 code.
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["INR"])]
#: ISO 4217 code as people type it: ``inr`` is ``INR``.
CurrencyInput = Annotated[
    str, Field(pattern=r"^[A-Za-z]{3}$", examples=["INR"]), AfterValidator(str.upper)
]
#: ISO 3166-1 alpha-2 code.
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["IN"])]


def _exact(value, info):
    """Take JSON numbers only: their shortest decimal form is what was written (15 digits at most, see parsing)."""
    if info.mode != "json":
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError("Input should be a number")
    return Decimal(str(value))


#: An exact number. In JSON it must be written as a number; in a query string it cannot be.
Number = Annotated[Decimal, BeforeValidator(_exact), WithJsonSchema({"type": "number"})]
#: Amount in major units of the currency beside it, written exactly.
Amount = Number
#: RFC 3339, UTC.
Timestamp = datetime


class ApiModel(BaseModel):
    """A shape of the API: camelCase outside, snake_case inside."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True
    )


class ApiRequest(ApiModel):
    """Path, query and body fields of one operation. Unknown fields are refused."""


class ListRequest(ApiRequest):
    """Fields that every list operation takes."""

    limit: Annotated[int, Field(ge=1, le=100, description="Items per page.")] = 20
    cursor: Annotated[
        str | None, Field(max_length=512, description="`nextCursor` of the page before.")
    ] = None


class StoreContext(ApiRequest):
    """What a cacheable read repeats in its URL so that the URL is the cache key."""

    store: Annotated[str | None, Field(max_length=40, description="Code of the key's store.")] = (
        None
    )
    currency: CurrencyInput | None = None
    country: CountryCode | None = None
    lang: Annotated[str | None, Field(max_length=16, examples=["en_IN"])] = None


class ErrorBody(ApiModel):
    code: Annotated[str, Field(examples=["validation_failed"])]
    message: str
    details: dict
    request_id: str


class ErrorEnvelope(ApiModel):
    """The one shape of every error."""

    error: ErrorBody


class Empty(ApiModel):
    """An object without fields."""
