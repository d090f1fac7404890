from decimal import Decimal

import pytest
from ecom_payments.domain.refund import RefundExceedsPaid, share
from ecom_payments.domain.status import Entry, derive
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

_paise = st.integers(0, 10**7).map(lambda minor: Decimal(minor).scaleb(-2))
_positive = st.integers(1, 10**7).map(lambda minor: Decimal(minor).scaleb(-2))
_left = st.lists(_paise, max_size=6).map(lambda amounts: dict(enumerate(amounts)))


@given(left=_left, amount=st.one_of(st.none(), _positive))
def test_no_payment_gives_more_than_is_left_of_it(left, amount):
    available = sum(left.values(), Decimal(0))
    if amount is not None and amount > available:
        with pytest.raises(RefundExceedsPaid) as refused:
            share(left, amount)
        assert refused.value.available == available
        return
    parts = share(left, amount)
    assert sum(parts.values(), Decimal(0)) == (available if amount is None else amount)
    assert all(0 < part <= left[payment] for payment, part in parts.items())


@given(left=_left, amount=_positive)
def test_a_payment_is_emptied_before_the_next_one_gives(left, amount):
    if amount > sum(left.values()):
        return
    parts = share(left, amount)
    full = [payment for payment, rest in left.items() if rest]
    given_by = [payment for payment in full if payment in parts]
    assert given_by == full[: len(given_by)]
    assert all(parts[payment] == left[payment] for payment in given_by[:-1])


class Ledger(RuleBasedStateMachine):
    """Payments and refunds of one order in any order: what is left is never negative, and the status follows."""

    @initialize(total=_positive)
    def order(self, total):
        self.total = total
        self.entries = []
        self.left = {}

    @rule(amount=_positive, at_door=st.booleans(), data=st.data())
    def pay(self, amount, at_door, data):
        state = data.draw(st.sampled_from(["done", "error", "pending", "authorized"]))
        self.entries.append(Entry(amount, state, at_door=at_door))
        if state == "done":
            self.left[len(self.entries)] = amount

    @precondition(lambda self: any(self.left.values()))
    @rule(amount=_positive, data=st.data())
    def refund(self, amount, data):
        available = sum(self.left.values())
        try:
            parts = share(self.left, amount)
        except RefundExceedsPaid:
            assert amount > available
            return
        for payment, part in parts.items():
            self.left[payment] -= part
            state = data.draw(st.sampled_from(["done", "pending", "error"]))
            self.entries.append(Entry(-part, state, refund=True))
            if state == "error":
                self.left[payment] += part

    @precondition(lambda self: any(self.left.values()))
    @rule()
    def refund_all(self):
        for payment, part in share(self.left).items():
            self.left[payment] -= part
            self.entries.append(Entry(-part, "done", refund=True))
        assert not any(self.left.values())

    @invariant()
    def never_more_than_was_paid(self):
        if not hasattr(self, "total"):
            return
        position = derive(self.total, self.entries)
        promised = sum(e.amount for e in self.entries if e.refund and e.state != "error")
        assert 0 <= position.refunded <= position.paid
        assert position.paid + promised == sum(self.left.values()) >= 0
        assert position.net >= 0
        assert (position.status == "fully_paid") == (position.net >= self.total)
        assert (position.status == "partially_paid") == (0 < position.net < self.total)


TestLedger = Ledger.TestCase
