"""Customers as the storefront's server sees them."""

from typing import Annotated

from pydantic import Field

from .address import Address, Buyer, Text
from .base import ApiModel, ApiRequest, CurrencyInput, PublicId, Timestamp

ExternalId = Annotated[
    Text,
    Field(
        min_length=1,
        max_length=128,
        description="The account's id in the shop.",
        examples=["user-42"],
    ),
]


class CustomerRef(ApiRequest):
    """One customer, by the shop's id."""

    external_id: ExternalId


class CustomerUpsert(Buyer, ApiRequest):
    """Create or change a customer. Fields left out stay as they are; addresses are added to those known."""

    external_id: ExternalId
    locale: Annotated[str | None, Field(max_length=16, examples=["en_IN"])] = None
    currency: CurrencyInput | None = None
    addresses: Annotated[list[Address] | None, Field(max_length=20)] = None


class CustomerTokenRequest(CustomerRef):
    """Ask for a customer token."""

    ttl_seconds: Annotated[
        int, Field(ge=300, le=86400, description="How long the token is valid.")
    ] = 3600


class CustomerToken(ApiModel):
    """Send it as `Authorization: Customer <token>` beside the publishable key."""

    token: str
    expires_at: Timestamp


class Customer(ApiModel):
    """A customer of the store."""

    id: PublicId
    external_id: str | None = None
    name: str
    email: str | None = None
    phone: str | None = None
    locale: str | None = None
    currency: str
    addresses: list[Address]
    order_count: int
    created_at: Timestamp
