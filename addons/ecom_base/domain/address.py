"""Postal addresses: the rules a storefront's address must meet before it becomes a contact."""

import re
from dataclasses import dataclass

from .contact import ContactError, normalize_phone

# Postal codes of countries whose carriers refuse anything else. Source: Universal Postal Union, addressing systems.
_POSTAL_CODE = {
    "IN": (
        re.compile(r"^[1-9][0-9]{5}$"),
        "An Indian PIN code has six digits and does not start with 0.",
    ),
    "US": (re.compile(r"^[0-9]{5}(-[0-9]{4})?$"), "A ZIP code has five digits, or five and four."),
    "DE": (re.compile(r"^[0-9]{5}$"), "A German postal code has five digits."),
    "FR": (re.compile(r"^[0-9]{5}$"), "A French postal code has five digits."),
    "AU": (re.compile(r"^[0-9]{4}$"), "An Australian postcode has four digits."),
    "SG": (re.compile(r"^[0-9]{6}$"), "A Singapore postal code has six digits."),
}
# Source: GST Council, structure of the GSTIN: state code, PAN, entity number, Z, check character.
_GSTIN = re.compile(r"^[0-3][0-9][A-Z]{5}[0-9]{4}[A-Z][0-9A-Z]Z[0-9A-Z]$")
_GSTIN_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class AddressError(ValueError):
    """An address with problems. ``fields`` maps the API's field names to what is wrong."""

    def __init__(self, fields):
        super().__init__("; ".join(f"{name}: {problem}" for name, problem in fields.items()))
        self.fields = fields


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """A checked address. Empty strings where nothing was given.

    ``country`` is ISO 3166-1 alpha-2, ``state`` as the client wrote it, ``phone`` E.164.
    """

    name: str
    line1: str
    city: str
    country: str
    postal_code: str = ""
    state: str = ""
    line2: str = ""
    company: str = ""
    phone: str = ""
    gstin: str = ""


def check_address(address):
    """Return the address with spaces trimmed and phone, PIN code and GSTIN in canonical form.

    :param PostalAddress address: as given
    :raise AddressError: naming every field that is wrong
    """
    problems = {}
    clean = {name: " ".join(getattr(address, name).split()) for name in PostalAddress.__slots__}
    for name, label in (("name", "name"), ("line1", "line1"), ("city", "city")):
        if not clean[name]:
            problems[label] = "Must not be empty."
    clean["country"] = clean["country"].upper()
    clean["postal_code"], problem = _check_postal_code(clean["postal_code"], clean["country"])
    if problem:
        problems["postalCode"] = problem
    if clean["phone"]:
        try:
            clean["phone"] = normalize_phone(clean["phone"], clean["country"])
        except ContactError as error:
            problems["phone"] = str(error)
    if clean["gstin"]:
        clean["gstin"] = clean["gstin"].upper()
        if not is_gstin(clean["gstin"]):
            problems["gstin"] = "This is not a GSTIN."
    if problems:
        raise AddressError(problems)
    return PostalAddress(**clean)


def _check_postal_code(code, country):
    rule = _POSTAL_CODE.get(country)
    if not rule:
        return code, None
    # Indians write PIN codes as "560 001"
    compact = code.replace(" ", "")
    pattern, problem = rule
    return (compact, None) if pattern.match(compact) else (code, problem)


def is_gstin(value):
    """Tell whether a string is an Indian GST number, check character included."""
    if not _GSTIN.match(value):
        return False
    total = 0
    for position, character in enumerate(value[:14]):
        product = _GSTIN_ALPHABET.index(character) * (1 + position % 2)
        total += product // 36 + product % 36
    return _GSTIN_ALPHABET[(36 - total % 36) % 36] == value[14]
