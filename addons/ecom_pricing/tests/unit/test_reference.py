from datetime import date
from decimal import Decimal

from ecom_pricing.domain.reference import (
    ReferenceRate,
    Spread,
    current_rates,
    indicative,
    spread,
)

TODAY = date(2030, 6, 15)


def rate(source, target, value, day):
    return ReferenceRate(source, target, Decimal(value), date(2030, 6, day))


def test_the_latest_rate_of_each_pair_holds():
    rates = [
        rate("USD", "INR", "83", 1),
        rate("USD", "INR", "84", 15),
        rate("USD", "INR", "90", 16),
        rate("INR", "USD", "0.011", 2),
        rate("EUR", "INR", "99", 20),
    ]
    assert current_rates(rates, TODAY) == [rates[3], rates[1]]
    assert current_rates([], TODAY) == []


def test_amounts_are_rounded_to_the_target_currency():
    yen = rate("USD", "JPY", "150.37", 1)
    assert indicative(Decimal("7.99"), yen, 0) == Decimal(1201)
    assert indicative(Decimal("0.01"), rate("USD", "KWD", "0.25", 1), 3) == Decimal("0.003")


def test_spread():
    assert spread([]) == Spread(0)
    one = Decimal("83.111111111")
    assert spread([one]) == Spread(1, *[Decimal("83.1111")] * 3)
    many = spread(Decimal(n) for n in range(11))
    assert (many.count, many.p10, many.median, many.p90) == (11, 1, 5, 9)
    tiny = spread([Decimal("0.00036123456")])
    assert tiny.median == Decimal("0.000361235")
