"""How money that is given back is shared between the payments it came from."""

from .money import ZERO


class RefundExceedsPaid(ValueError):
    """More than is left of what was paid.

    :ivar available: what is left (Decimal)
    """

    def __init__(self, available):
        super().__init__(f"{available} are left")
        self.available = available


def share(left, amount=None):
    """Share an amount between payments, in their order: each gives what is left of it before the next one does.

    :param dict left: what is left of each payment (Decimal), by whatever stands for it
    :param Decimal amount: positive, None for all that is left
    :return: dict of the payments that give something, and how much
    :raise RefundExceedsPaid: if the payments do not hold that much
    """
    available = sum(left.values(), ZERO)
    if amount is None:
        amount = available
    if amount > available:
        raise RefundExceedsPaid(available)
    parts = {}
    for payment, rest in left.items():
        part = min(amount, rest)
        if part > ZERO:
            parts[payment] = part
            amount -= part
    return parts
