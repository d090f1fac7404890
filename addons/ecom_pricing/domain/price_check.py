"""What a price must be, whoever writes it: a form, the matrix, a file, the API, a bulk change."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from .money import precision_problem

_LIMIT = Decimal(10) ** 12
_AMOUNTS = ("amount", "compare_at", "mrp", "unit_cost")


def to_amount(value) -> Decimal | None:
    """Return a number as exact decimal; None for none (None, False, 0, empty text).

    :raise ValueError: not a number, or not a finite one
    """
    if not value:
        return None
    try:
        amount = Decimal(repr(value) if isinstance(value, float) else str(value))
    except InvalidOperation:
        raise ValueError(value) from None
    if not amount.is_finite():
        raise ValueError(value)
    return amount


def check_price(values: Mapping, decimals: int) -> tuple[str, str] | None:
    """Return what is wrong with a price: (code, field), or None.

    :param values: ``amount``, ``compare_at``, ``mrp``, ``unit_cost`` (numbers; 0 or None for none) and ``valid_from``,
        ``valid_to``
    :param decimals: of the currency
    :return: code is ``not_a_number``, ``not_positive``, ``too_large``, ``precision``, ``compare_at_too_low``,
        ``above_mrp`` or ``window_empty``
    """
    amounts = {}
    for name in _AMOUNTS:
        try:
            amounts[name] = to_amount(values.get(name))
        except ValueError:
            return "not_a_number", name
        problem = _amount_problem(amounts[name], decimals, required=name == "amount")
        if problem:
            return problem, name
    return _relation_problem(amounts) or _window_problem(values)


def _amount_problem(amount, decimals, *, required):
    if amount is None:
        return "not_positive" if required else None
    if amount <= 0:
        return "not_positive"
    if amount >= _LIMIT:
        return "too_large"
    return "precision" if precision_problem(amount, decimals) else None


def _relation_problem(amounts):
    amount, compare_at, mrp = amounts["amount"], amounts["compare_at"], amounts["mrp"]
    if compare_at is not None and compare_at <= amount:
        return "compare_at_too_low", "compare_at"
    if mrp is not None and amount > mrp:
        return "above_mrp", "amount"
    return None


def _window_problem(values):
    start, end = values.get("valid_from"), values.get("valid_to")
    return ("window_empty", "valid_to") if start and end and start >= end else None


def extra_problem(value, decimals: int) -> str | None:
    """Return what is wrong with what a choice adds to a price, or None; it may be nothing, or less than nothing.

    :param decimals: of the currency
    :return: ``not_a_number``, ``too_large`` or ``precision``
    """
    try:
        amount = to_amount(value)
    except ValueError:
        return "not_a_number"
    return amount and _amount_problem(abs(amount), decimals, required=False)
