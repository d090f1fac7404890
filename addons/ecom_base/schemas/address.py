"""Postal addresses and contacts as a storefront writes them."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

from ..domain.address import PostalAddress
from .base import ApiModel, CountryCode

# Embeddings, overrides and isolates (Unicode TR 9) make a label read as something it is not
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _one_line(text):
    """Refuse what cannot be printed on a label: control characters would also break every PDF with this contact."""
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise ValueError("Contains a control character.")
    if not _REORDERING.isdisjoint(text):
        raise ValueError("Contains a character that reorders text.")
    return text


#: Text on one line, in any script.
Text = Annotated[str, AfterValidator(_one_line)]
Line = Annotated[Text, Field(max_length=120)]


class Address(ApiModel):
    """A postal address. Rules of the country apply: an Indian PIN code has six digits."""

    name: Annotated[Text, Field(min_length=1, max_length=120, description="Who receives it.")]
    company: Line | None = None
    line1: Annotated[Text, Field(min_length=1, max_length=120)]
    line2: Line | None = None
    city: Annotated[Text, Field(min_length=1, max_length=80)]
    state: Annotated[
        Text | None,
        Field(
            max_length=80,
            description="ISO 3166-2 code (`IN-KA` or `KA`) or name. "
            "In India it may be left out where the PIN code tells it.",
            examples=["IN-KA"],
        ),
    ] = None
    postal_code: Annotated[Text | None, Field(max_length=16, examples=["560001"])] = None
    country: CountryCode
    phone: Annotated[
        Text | None,
        Field(max_length=32, description="With country code, or as dialled in the country."),
    ] = None
    gstin: Annotated[
        Text | None, Field(max_length=15, description="GST number of a business buyer.")
    ] = None

    def to_domain(self):
        """Return the unchecked :class:`PostalAddress`."""
        return PostalAddress(**{name: value or "" for name, value in self.model_dump().items()})


class Buyer(ApiModel):
    """How to reach the buyer. Needs an email or a phone."""

    name: Annotated[Text | None, Field(max_length=120)] = None
    email: Annotated[Text | None, Field(max_length=254)] = None
    phone: Annotated[Text | None, Field(max_length=32)] = None
