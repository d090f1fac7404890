"""Why a currency is refused: one place for the codes that every operation answers."""

from odoo.addons.ecom_base.api.errors import Conflict, ValidationFailed


def unknown(code, field="currency"):
    """The store has no such currency.

    :param str field: path of the request's field that named it
    """
    return ValidationFailed.for_field(
        field, f"The store does not sell in {code}.", code="unknown_currency"
    )


def disabled(code):
    """The store has the currency, switched off."""
    return Conflict(
        f"The store does not sell in {code} at present.",
        code="currency_disabled",
        details={"currency": code},
    )


def not_in_country(code, country):
    """The store sells in the currency, but not to this country (ISO code)."""
    return Conflict(
        f"The store does not sell in {code} there.",
        code="currency_not_allowed_in_country",
        details={"currency": code, "country": country},
    )


def no_checkout(code):
    """Prices are shown in the currency, orders are not taken."""
    return Conflict(
        f"Orders cannot be placed in {code}.",
        code="currency_not_allowed",
        details={"currency": code},
    )


def country(env, code):
    """Return the ``res.country`` of an ISO code; none for None.

    :raise ValidationFailed: ``unknown_country``
    """
    countries = env["res.country"]
    found = countries.browse(countries._ecom_country_ids().get(code))
    if code and not found:
        raise ValidationFailed.for_field(
            "country", "No country has this code.", code="unknown_country"
        )
    return found
