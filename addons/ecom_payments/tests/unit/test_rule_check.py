from decimal import Decimal
from itertools import product

from ecom_payments.domain.pincode import Span, merge
from ecom_payments.domain.rule_check import Checked, Scope, findings
from hypothesis import given
from hypothesis import strategies as st

SINGLE = {"country_ids"}
_CODES = ("10", "11", "12", "13")
_spans = st.lists(
    st.tuples(st.sampled_from(_CODES), st.sampled_from(_CODES)).map(lambda e: Span(min(e), max(e))),
    min_size=1,
    max_size=3,
).map(lambda spans: tuple(merge(spans)))
_ids = st.frozensets(st.sampled_from([1, 2]))
_zips = st.one_of(st.just(("any", ())), st.tuples(st.sampled_from(["only", "except"]), _spans))


@st.composite
def _scopes(draw):
    mode, spans = draw(_zips)
    minimum = draw(st.sampled_from([0, 2]))
    maximum = draw(st.sampled_from([None, 2, 3]))
    amounts = bool(minimum or maximum)
    return Scope(
        store_id=draw(st.sampled_from([None, 1, 2])),
        zip_mode=mode,
        spans=spans,
        among={"country_ids": draw(_ids), "tag_ids": draw(_ids)},
        currency_id=draw(st.sampled_from([7, 8])) if amounts else None,
        minimum=Decimal(minimum),
        maximum=maximum and Decimal(maximum),
    )


_says = st.dictionaries(
    st.sampled_from(["cod", "prepaid"]), st.sampled_from(["allow", "refuse"]), min_size=1
)
_rules = st.lists(st.tuples(st.integers(1, 2), _scopes(), _says), min_size=1, max_size=4).map(
    lambda drawn: sorted(
        (Checked(n, sequence, scope, says) for n, (sequence, scope, says) in enumerate(drawn)),
        key=lambda rule: (rule.sequence, rule.id),
    )
)
_SITUATIONS = list(
    product((1, 2), (None, *_CODES), (1, 2), ((), (1,), (2,), (1, 2)), (7, 8), (1, 2, 3, 4))
)


def _fits(scope, situation):
    store, code, country, tags, currency, total = situation
    if scope.store_id not in (None, store):
        return False
    if scope.zip_mode != "any":
        listed = code is not None and any(code in span for span in scope.spans)
        if code is None or listed != (scope.zip_mode == "only"):
            return False
    if scope.among["country_ids"] and country not in scope.among["country_ids"]:
        return False
    if scope.among["tag_ids"] and scope.among["tag_ids"].isdisjoint(tags):
        return False
    if scope.currency_id is None:
        return True
    return scope.currency_id == currency and scope.minimum <= total <= (scope.maximum or total)


@given(_rules)
def test_a_rule_that_is_called_unheard_never_decides(rules):
    for rule in rules:
        unheard = {
            topic
            for finding in findings(rule, rules, SINGLE)
            if finding.kind != "contradiction"
            for topic in finding.topics
        }
        kinds = {finding.kind for finding in findings(rule, rules, SINGLE)}
        assert ("unheard" in kinds) == (unheard == set(rule.says))
        for situation in _SITUATIONS:
            fitting = [other for other in rules if _fits(other.scope, situation)]
            if rule in fitting:
                for topic in unheard:
                    first = next(other for other in fitting if topic in other.says)
                    assert first.id != rule.id


@given(_scopes(), _scopes())
def test_two_that_meet_can_both_fit(one, other):
    both = any(_fits(one, situation) and _fits(other, situation) for situation in _SITUATIONS)
    if both:
        assert one.meets(other, SINGLE)
    assert one.meets(other, SINGLE) == other.meets(one, SINGLE)
    if one.covers(other):
        assert all(_fits(one, s) for s in _SITUATIONS if _fits(other, s))


def _rule(number, says, sequence=10, **scope):
    return Checked(number, sequence, Scope(**scope), says)


def test_kinds():
    wide = _rule(1, {"cod": "refuse"}, 1)
    narrow = _rule(2, {"cod": "allow"}, 2, zip_mode="only", spans=(Span("56", "56"),))
    more = _rule(3, {"cod": "allow", "fee": "0"}, 3)
    rules = [wide, narrow, more]
    assert [(f.kind, f.topics, f.other_id) for f in findings(narrow, rules, SINGLE)] == [
        ("unheard", ("cod",), 1)
    ]
    assert [(f.kind, f.topics) for f in findings(more, rules, SINGLE)] == [
        ("partly_unheard", ("cod",))
    ]
    assert findings(wide, rules, SINGLE) == []


def test_contradictions_are_of_one_sequence():
    one = _rule(1, {"cod": "refuse"}, among={"country_ids": frozenset({1, 2})})
    two = _rule(2, {"cod": "allow"}, among={"country_ids": frozenset({2, 3})})
    three = _rule(3, {"cod": "allow"}, among={"country_ids": frozenset({3})})
    rules = [one, two, three]
    assert [f.other_id for f in findings(one, rules, SINGLE)] == [2]
    assert [(f.kind, f.other_id) for f in findings(two, rules, SINGLE)] == [("contradiction", 1)]
    later = _rule(4, {"cod": "allow"}, 11, among={"country_ids": frozenset({2, 3})})
    assert findings(later, [one, later], SINGLE) == []
