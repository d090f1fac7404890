from ecom_payments.domain import rto
from hypothesis import given
from hypothesis import strategies as st


def test_f25_rate_of_a_hundred_shipments():
    """60 delivered, 20 RTO, 15 in transit, 3 lost, 2 cancelled: 25.0 %."""
    outcomes = (
        ["delivered"] * 60
        + ["rto_received"] * 20
        + ["in_transit"] * 10
        + ["rto_initiated"] * 3
        + ["ndr"] * 2
        + ["lost"] * 3
        + ["cancelled"] * 2
    )
    found = rto.rate(outcomes)
    assert (found.returned, found.final, found.value) == (20, 80, 0.25)
    assert found.is_enough
    low, high = found.interval
    # by hand: (0.25 + 3.8415/160 -+ 1.96 * sqrt(0.1875/80 + 3.8415/25600)) / (1 + 3.8415/80)
    assert (round(low, 4), round(high, 4)) == (0.1681, 0.3548)


def test_nothing_known():
    found = rto.rate(["in_transit", "lost", "cancelled"])
    assert found.value is None
    assert found.interval is None
    assert not found.is_enough


def test_too_few_make_no_difference():
    assert rto.difference(rto.Rate(1, 19), rto.Rate(20, 100)) is None


def test_difference_as_published():
    """Newcombe 1998, table II, method 10: 56/70 against 48/80."""
    found = rto.difference(rto.Rate(56, 70), rto.Rate(48, 80))
    assert (round(found.value, 4), round(found.low, 4), round(found.high, 4)) == (
        0.2,
        0.0524,
        0.3339,
    )
    assert found.is_sure
    assert not rto.difference(rto.Rate(10, 40), rto.Rate(11, 40)).is_sure


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_interval_holds_the_share(counts):
    returned, final = counts
    found = rto.Rate(returned, final)
    low, high = found.interval
    assert 0 <= low <= found.value + 1e-12
    assert found.value - 1e-12 <= high <= 1
