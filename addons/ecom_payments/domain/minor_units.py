"""Amounts in the smallest unit of a currency, the way gateways count them: 12.50 rupees are 1250 paise."""

from decimal import Decimal

# ISO 4217; every other currency has two decimals
_WITHOUT = frozenset(
    {
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    }
)
_THREE = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


class AmountNotPayable(ValueError):
    """An amount that the gateway cannot take exactly."""


def decimals_of(currency, exceptions=()):
    """Return how many decimals a gateway counts in a currency.

    :param str currency: ISO code
    :param exceptions: mapping of the currencies in which the gateway differs from ISO 4217
    """
    if currency in exceptions:
        return exceptions[currency]
    return 0 if currency in _WITHOUT else 3 if currency in _THREE else 2


def to_minor(amount, currency, exceptions=()):
    """Return an amount as a whole number of smallest units.

    Nothing is rounded: what cannot be written exactly would be paid in another amount than the order's. Currencies with three
    decimals are taken in steps of ten, as card networks do.

    :param Decimal amount: in major units, positive
    :raise AmountNotPayable: naming the amount and the step
    """
    decimals = decimals_of(currency, exceptions)
    minor = amount.scaleb(decimals)
    step = 10 if decimals == 3 else 1
    if not minor.is_finite() or minor <= 0 or minor % step:
        smallest = Decimal(step).scaleb(-decimals)
        raise AmountNotPayable(
            f"{amount} {currency} cannot be paid online: amounts are multiples of {smallest}."
        )
    return int(minor)


def is_payable(amount, currency, exceptions=()):
    """Tell whether :func:`to_minor` can write an amount."""
    try:
        to_minor(amount, currency, exceptions)
    except AmountNotPayable:
        return False
    return True


def from_minor(minor, currency, exceptions=()):
    """Return a number of smallest units as an amount in major units (Decimal).

    :param int minor: as gateways report it
    :raise ValueError: if it is no whole number
    """
    if isinstance(minor, bool) or not isinstance(minor, int):
        raise ValueError("an amount is a whole number of smallest units")
    return Decimal(minor).scaleb(-decimals_of(currency, exceptions))
