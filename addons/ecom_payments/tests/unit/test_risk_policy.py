from ecom_payments.domain import risk_policy
from ecom_payments.domain.risk_policy import Policy

COD, PARTIAL, PREPAID = "cod", "partial_cod", "prepaid"
ONLY_PARTIAL = Policy(1, "partial_cod", 0.3, frozenset({COD}), holdout=0.2, upfront=30)
CONFIRM = Policy(2, "confirm", 0.15, frozenset({COD, PARTIAL}))


def risks(cod, partial=0.1, prepaid=0.02):
    return {COD: cod, PARTIAL: partial, PREPAID: prepaid}


def test_first_that_means_the_order_decides():
    policies = (ONLY_PARTIAL, CONFIRM)
    assert risk_policy.first(policies, risks(0.4), COD) is ONLY_PARTIAL
    assert risk_policy.first(policies, risks(0.2), COD) is CONFIRM
    assert risk_policy.first(policies, risks(0.1), COD) is None
    assert risk_policy.first(policies, risks(0.2), PREPAID) is None


def test_who_chose_another_type_because_of_it_counts_as_its_doing():
    assert risk_policy.first((ONLY_PARTIAL,), risks(0.4), PARTIAL) is ONLY_PARTIAL
    assert risk_policy.first((ONLY_PARTIAL,), risks(0.4), PREPAID) is ONLY_PARTIAL


def test_what_is_refused():
    assert ONLY_PARTIAL.refuses(COD)
    assert not ONLY_PARTIAL.refuses(PARTIAL)
    only_prepaid = Policy(3, "prepaid", 0.3, frozenset({COD, PARTIAL}))
    assert only_prepaid.refuses(PARTIAL)
    assert not only_prepaid.refuses(PREPAID)
    assert not CONFIRM.refuses(COD)


def test_holdout_is_within_binomial_bounds_and_stable():
    uids = [f"ord_{number:032x}" for number in range(20_000)]
    arms = [risk_policy.arm(ONLY_PARTIAL, uid) for uid in uids]
    # 4 standard deviations of a binomial with n = 20 000, p = 0.2: +-226
    assert abs(arms.count("control") - 4000) < 226
    assert arms == [risk_policy.arm(ONLY_PARTIAL, uid) for uid in uids]
    assert {risk_policy.arm(CONFIRM, uid) for uid in uids[:500]} == {"policy"}


def test_draw_can_be_checked_by_hand():
    # `printf ord_1 | sha256sum` begins with 341fb35e, which is 0.2036 of 2^32
    drawn = 0x341FB35E / 0x100000000
    below = Policy(1, "confirm", 0, frozenset(), holdout=drawn + 1e-9)
    above = Policy(1, "confirm", 0, frozenset(), holdout=drawn - 1e-9)
    assert risk_policy.arm(below, "ord_1") == "control"
    assert risk_policy.arm(above, "ord_1") == "policy"


def test_levels():
    assert [risk_policy.level(risk, 0.15, 0.3) for risk in (0.1499, 0.15, 0.2999, 0.3)] == [
        "low", "medium", "medium", "high",
    ]  # fmt: skip
