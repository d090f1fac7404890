"""Postal addresses and contacts as a storefront writes them."""

from typing import Annotated

from pydantic import Field

from ..domain.address import PostalAddress
from .base import ApiModel, CountryCode

Line = Annotated[str, Field(max_length=120)]


class Address(ApiModel):
    """A postal address. Rules of the country apply: an Indian PIN code has six digits."""

    name: Annotated[str, Field(min_length=1, max_length=120, description="Who receives it.")]
    company: Line | None = None
    line1: Annotated[str, Field(min_length=1, max_length=120)]
    line2: Line | None = None
    city: Annotated[str, Field(min_length=1, max_length=80)]
    state: Annotated[
        str | None,
        Field(
            max_length=80,
            description="ISO 3166-2 code (`IN-KA` or `KA`) or name.",
            examples=["IN-KA"],
        ),
    ] = None
    postal_code: Annotated[str | None, Field(max_length=16, examples=["560001"])] = None
    country: CountryCode
    phone: Annotated[
        str | None,
        Field(max_length=32, description="With country code, or as dialled in the country."),
    ] = None
    gstin: Annotated[
        str | None, Field(max_length=15, description="GST number of a business buyer.")
    ] = None

    def to_domain(self):
        """Return the unchecked :class:`PostalAddress`."""
        return PostalAddress(**{name: value or "" for name, value in self.model_dump().items()})


class Buyer(ApiModel):
    """How to reach the buyer. Needs an email or a phone."""

    name: Annotated[str | None, Field(max_length=120)] = None
    email: Annotated[str | None, Field(max_length=254)] = None
    phone: Annotated[str | None, Field(max_length=32)] = None
