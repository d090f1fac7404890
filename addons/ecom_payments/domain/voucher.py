"""What a receipt or refund voucher says of the taxes in a part payment."""

from decimal import Decimal

from .money import ZERO, half_up_to, unit_of


def share_taxes(amount, total, taxes, decimals):
    """Return how a payment splits into value and taxes, in the proportion of the whole order.

    :param Decimal amount: the payment, with tax
    :param Decimal total: what the order costs, with tax
    :param taxes: list of (name, Decimal amount of the tax in ``total``)
    :param int decimals: of the currency
    :return: (Decimal value without tax, list of (name, Decimal)); together exactly ``amount``
    """
    if not total:
        return amount, []
    unit = unit_of(decimals)
    shares = [(name, half_up_to(amount * tax / total, unit)) for name, tax in taxes]
    return amount - sum((share for _name, share in shares), Decimal(ZERO)), shares
