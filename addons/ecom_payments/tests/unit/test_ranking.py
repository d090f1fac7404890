from ecom_payments.domain.ranking import auc
from hypothesis import given
from hypothesis import strategies as st

CASES = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12
)


def test_perfect_reversed_and_useless():
    assert auc([(10, 0, 5), (80, 5, 0)]) == 1
    assert auc([(10, 5, 0), (80, 0, 5)]) == 0
    assert auc([(50, 5, 5)]) == 0.5


def test_nothing_to_rank():
    assert auc([]) is None
    assert auc([(10, 3, 0)]) is None


@given(CASES)
def test_is_the_share_of_pairs(buckets):
    hits = [score for score, happened, _not in buckets for _ in range(happened)]
    misses = [score for score, _happened, missed in buckets for _ in range(missed)]
    found = auc(buckets)
    if not hits or not misses:
        assert found is None
        return
    won = sum((hit > miss) + (hit == miss) / 2 for hit in hits for miss in misses)
    assert abs(found - won / (len(hits) * len(misses))) < 1e-12
