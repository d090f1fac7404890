"""Phones and e-mail addresses in their canonical form."""

import re

import phonenumbers

# Deliberately plain: what delivers is for the mail server to say. Refuses spaces, several @ and missing domains.
_EMAIL = re.compile(
    r"^[^\s@<>\"(),:;\[\]\\]+@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,63}$", re.IGNORECASE
)
_MAX_EMAIL = 254  # RFC 5321, 4.5.3.1.3


class ContactError(ValueError):
    """A phone or e-mail address that cannot be one."""


def normalize_phone(raw, country):
    """Return a phone number in E.164, e.g. ``+919876543210``.

    :param str country: ISO 3166-1 alpha-2, for numbers without a country code
    :raise ContactError: if no such number can exist
    """
    try:
        number = phonenumbers.parse(raw, country)
    except phonenumbers.NumberParseException as error:
        raise ContactError("This is not a phone number.") from error
    if not phonenumbers.is_valid_number(number):
        raise ContactError(
            "No such phone number can exist. Give it with its country code, e.g. +91."
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normalize_email(raw):
    """Return an e-mail address trimmed and in lower case, as Odoo's ``email_normalized`` compares it.

    :raise ContactError: if it is not an address
    """
    email = raw.strip().lower()
    if len(email) > _MAX_EMAIL or not _EMAIL.match(email):
        raise ContactError("This is not an e-mail address.")
    return email
