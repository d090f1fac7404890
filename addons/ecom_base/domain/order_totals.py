"""Totals of an order as the API shows them: parts that add up to the total, exactly."""

from dataclasses import dataclass, replace
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """Money of one order line, in the order's currency.

    :ivar kind: ``item``, ``shipping``, ``fee`` or ``discount``
    :ivar net: without tax; negative for a discount
    :ivar tax: tax of ``net``
    """

    kind: str
    net: Decimal
    tax: Decimal

    @property
    def total(self):
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class OrderTotals:
    """``subtotal - discount + shipping + fee + tax == total``. All but tax and total are without tax."""

    subtotal: Decimal
    discount: Decimal
    shipping: Decimal
    fee: Decimal
    tax: Decimal
    total: Decimal
    lines: tuple[LineAmounts, ...]


def order_totals(lines, net, tax):
    """Sum up lines so that they agree with the order's own amounts to the last cent.

    Where taxes are rounded once per order, the lines' taxes can differ from the order's by a few minor units. The
    difference goes to the largest line, as it does on the invoice.

    :param lines: list of :class:`LineAmounts`
    :param Decimal net: the order's amount without tax
    :param Decimal tax: the order's tax
    """
    lines = list(lines)
    if lines:
        largest = max(range(len(lines)), key=lambda index: abs(lines[index].net))
        line = lines[largest]
        net_gap = net - sum((line.net for line in lines), ZERO)
        tax_gap = tax - sum((line.tax for line in lines), ZERO)
        lines[largest] = replace(line, net=line.net + net_gap, tax=line.tax + tax_gap)

    def total_of(kind):
        return sum((line.net for line in lines if line.kind == kind), ZERO)

    return OrderTotals(
        subtotal=total_of("item"),
        discount=-total_of("discount") or ZERO,
        shipping=total_of("shipping"),
        fee=total_of("fee"),
        tax=tax,
        total=net + tax,
        lines=tuple(lines),
    )


def to_decimal(amount, decimals):
    """Return a float of the ORM as the decimal it stands for, with ``decimals`` places."""
    return Decimal(repr(amount)).quantize(Decimal(1).scaleb(-decimals))


def plain(number):
    """Return a decimal without trailing zeros and never in scientific notation, e.g. a quantity of ``2``."""
    normal = number.normalize()
    return normal if normal.as_tuple().exponent <= 0 else normal.quantize(Decimal(1))
