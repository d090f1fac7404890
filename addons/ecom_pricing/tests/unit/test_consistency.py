from decimal import Decimal

import pytest
from ecom_pricing.domain.consistency import ENOUGH, change_limits, ratio_limits


def test_limits_lie_around_the_median():
    assert ratio_limits(Decimal("0.012"), ENOUGH, Decimal(25)) == (
        Decimal("0.009"),
        Decimal("0.015"),
    )


@pytest.mark.parametrize(("median", "count"), [(Decimal("0.012"), ENOUGH - 1), (Decimal(0), 100)])
def test_too_little_to_tell(median, count):
    assert ratio_limits(median, count, Decimal(25)) is None


def test_no_limit_is_below_zero():
    assert ratio_limits(Decimal(2), 10, Decimal(150)) == (0, 5)
    assert change_limits(Decimal(120)) == (0, Decimal("2.2"))
