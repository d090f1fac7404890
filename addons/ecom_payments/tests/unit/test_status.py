from decimal import Decimal

import pytest
from ecom_payments.domain.status import Entry, derive
from hypothesis import given
from hypothesis import strategies as st

_amounts = st.integers(1, 10**7).map(lambda minor: Decimal(minor).scaleb(-2))
_states = st.sampled_from(["draft", "pending", "authorized", "done", "cancel", "error"])
_payments = st.builds(Entry, amount=_amounts, state=_states, at_door=st.booleans())
_refunds = st.builds(
    Entry, amount=_amounts.map(lambda amount: -amount), state=_states, refund=st.just(True)
)
_STATUSES = ["pending_payment", "shipped", "delivered", "returned", "cancelled"]
_ledgers = st.lists(st.one_of(_payments, _refunds), max_size=8)


@given(total=_amounts, entries=_ledgers, order_status=st.sampled_from(_STATUSES))
def test_position_adds_up(total, entries, order_status):
    position = derive(total, entries, order_status=order_status)
    assert position.balance >= 0
    assert position.overpaid >= 0
    assert not (position.balance and position.overpaid)
    if order_status in {"pending_payment", "shipped"}:
        assert position.balance - position.overpaid == total - position.net


@given(total=_amounts, entries=_ledgers)
def test_status_follows_the_money(total, entries):
    position = derive(total, entries)
    if position.net >= total:
        assert position.status == "fully_paid"
    elif position.net > 0:
        assert position.status == "partially_paid"
    else:
        assert position.status in {"pending", "failed"}
    if position.status == "failed":
        assert position.paid == 0
        assert position.to_collect == 0


@given(total=_amounts, entries=_ledgers, seed=st.randoms())
def test_order_of_rows_does_not_matter(total, entries, seed):
    shuffled = list(entries)
    seed.shuffle(shuffled)
    assert derive(total, shuffled) == derive(total, entries)


@given(total=_amounts)
def test_nothing_is_never_full(total):
    assert derive(total, []).status == "pending"


def _entry(amount, state, **kind):
    return Entry(Decimal(amount), state, **kind)


@pytest.mark.parametrize(
    ("entries", "status"),
    [
        ([_entry(1000, "authorized")], "pending"),
        ([_entry(1000, "error")], "failed"),
        ([_entry(1000, "error"), _entry(1000, "draft")], "pending"),
        ([_entry(200, "done")], "partially_paid"),
        ([_entry(200, "done"), _entry(800, "pending", at_door=True)], "partially_paid"),
        ([_entry(200, "done"), _entry(800, "cancel", at_door=True)], "partially_paid"),
        ([_entry(200, "done"), _entry(800, "done", at_door=True)], "fully_paid"),
        ([_entry(1000, "done"), _entry(-400, "done", refund=True)], "partially_paid"),
        ([_entry(1000, "done"), _entry(-400, "pending", refund=True)], "fully_paid"),
        ([_entry(1000, "done"), _entry(-1000, "done", refund=True)], "pending"),
        # a refund that arrives before its capture
        ([_entry(1000, "draft"), _entry(-1000, "done", refund=True)], "pending"),
        ([_entry(1000, "cancel", at_door=True)], "failed"),
    ],
)
def test_cases(entries, status):
    assert derive(Decimal(1000), entries).status == status


def test_overpaid_is_flagged():
    position = derive(Decimal(1000), [_entry(1400, "done")])
    assert (position.status, position.overpaid, position.balance) == ("fully_paid", 400, 0)


def test_cancelled_order_owes_nothing():
    position = derive(Decimal(1000), [_entry(200, "done")], order_status="cancelled")
    assert (position.balance, position.overpaid) == (0, 200)


def test_order_that_came_back_owes_nothing():
    position = derive(Decimal(1000), [_entry(200, "done")], order_status="returned")
    assert (position.balance, position.overpaid) == (0, 0)


@pytest.mark.parametrize(("order_status", "balance"), [("shipped", 400), ("delivered", 0)])
def test_what_a_customer_who_has_the_goods_gets_back_is_not_asked_for_again(order_status, balance):
    entries = [_entry(1000, "done"), _entry(-400, "done", refund=True)]
    position = derive(Decimal(1000), entries, order_status=order_status)
    assert (position.status, position.balance) == ("partially_paid", balance)


def test_what_the_courier_took_back_is_owed_again():
    entries = [_entry(1000, "done", at_door=True)]
    entries.append(_entry(-1000, "done", refund=True, at_door=True, undone=True))
    position = derive(Decimal(1000), entries, order_status="delivered")
    assert (position.status, position.balance) == ("pending", 1000)


def test_delivered_but_not_all_was_paid():
    entries = [_entry(700, "done"), _entry(-100, "done", refund=True)]
    assert derive(Decimal(1000), entries, order_status="delivered").balance == 300


def test_free_order_is_paid():
    assert derive(Decimal(0), []).status == "fully_paid"
