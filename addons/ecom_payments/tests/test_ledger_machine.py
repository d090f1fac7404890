"""The ledger of a real order under anything that may happen to it, in any order."""

from decimal import Decimal

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.ecom_base.api.errors import DomainError
from odoo.addons.ecom_base.tests.common import EcomCase
from odoo.addons.ecom_base.tests.selling import SellingMixin

from ..domain.split import split_percent
from ..providers.base import GatewayEvent

_EXAMPLES, _STEPS = 20, 12
_TYPES = ("prepaid", "cod", "partial_cod")
_MOVES = {"draft", "pending", "authorized", "done"}
_amounts = st.integers(1, 150_000).map(lambda paise: Decimal(paise).scaleb(-2))


class LedgerMachine(RuleBasedStateMachine):
    """One order of 1 000 rupees. What is refused leaves no trace; what is settled stays."""

    case = None

    def __init__(self):
        super().__init__()
        self.env = self.case.services()
        self.savepoint = self.env.cr.savepoint()
        self.settled, self.serial = {}, 0

    def teardown(self):
        self.savepoint.rollback()
        self.savepoint.close(rollback=False)
        self.case.env.invalidate_all()

    @initialize(payment_type=st.sampled_from(_TYPES))
    def place(self, payment_type):
        self.order = order = self.case.build(self.case.wanted(self.case.lesson))
        total = order._ecom_total()
        upfront, at_door = (Decimal(0), total) if payment_type == "cod" else (total, Decimal(0))
        if payment_type == "partial_cod":
            terms = {"currency": "INR", "decimals": 2, "minimum": Decimal(1)}
            split = split_percent(total, Decimal(20), **terms)
            upfront, at_door = split.upfront, split.at_door
        order.write(
            {
                "ecom_payment_type": payment_type,
                "ecom_upfront_amount": float(upfront),
                "ecom_cod_amount": float(at_door),
            }
        )
        order._ecom_place()
        payments = self.env["ecom.order.payments"]
        if upfront:
            payments.ledger_row(
                order, self.case.gateway, upfront, "upfront", ecom_gateway_ref=f"ref_{order.id}"
            )
        else:
            payments.confirm(order)

    # === WHAT HAPPENS === #

    def attempt(self, action):
        """Do something that may be refused; a refusal leaves the ledger as it was."""
        before = self.snapshot()
        try:
            with self.env.cr.savepoint():
                action()
                self.env.flush_all()
        except (DomainError, UserError):
            self.env.invalidate_all()
            assert self.snapshot() == before

    def gateway_says(self, kind, amount, **refs):
        row = self.rows().filtered("ecom_gateway_ref")[:1]
        if not row:
            return
        self.serial += 1
        values = {"payment_ref": f"pay_{row.id}", "currency": "INR"} | refs
        event = GatewayEvent(
            f"evt_{self.serial}", kind, row.ecom_gateway_ref, amount=amount, **values
        )
        self.attempt(lambda: self.env["ecom.gateway.events"].apply(row, event))

    @rule(again=st.integers(1, 2))
    def captured(self, again):
        for _ in range(again):
            self.gateway_says("captured", self.order._ecom_money("ecom_upfront_amount"))

    @rule(amount=_amounts, currency=st.sampled_from(["INR", "USD"]))
    def captured_something_else(self, amount, currency):
        asked = self.order._ecom_money("ecom_upfront_amount")
        paid = self.order.ecom_paid_amount
        if (amount, currency) != (asked, "INR"):
            self.gateway_says("captured", amount, currency=currency)
            assert self.order.ecom_paid_amount == paid

    @rule()
    def captured_twice_over(self):
        """A second payment of the same amount: shown to a person, not counted."""
        row = self.rows().filtered("ecom_gateway_ref")[:1]
        if row.state == "done":
            paid = self.order.ecom_paid_amount
            self.gateway_says("captured", row._ecom_amount(), payment_ref="pay_other")
            assert self.order.ecom_paid_amount == paid

    @rule()
    def failed(self):
        self.gateway_says("failed", self.order._ecom_money("ecom_upfront_amount"))

    @rule(amount=st.one_of(st.none(), _amounts))
    def collected(self, amount):
        due = self.order._ecom_money("ecom_to_collect")
        cash = self.env["ecom.cash.on.delivery"]
        self.attempt(lambda: cash.collect(self.order, amount or due))

    @rule()
    def written_off(self):
        self.attempt(lambda: self.env["ecom.cash.on.delivery"].write_off(self.order, "test"))

    @rule(amount=st.one_of(st.none(), _amounts), online_only=st.booleans())
    def refunded(self, amount, online_only):
        refunds = self.env["ecom.refunds"]
        self.attempt(lambda: refunds.refund(self.order, amount, online_only=online_only))

    @rule(worked=st.booleans())
    def refund_ends(self, worked):
        waiting = self.rows().filtered(lambda r: r.operation == "refund" and r.state == "pending")
        for row in waiting[:1]:
            kind = "refunded" if worked else "refund_failed"
            refs = {"refund_ref": f"rfd_{row.id}", "refund_key": row.ecom_uid}
            self.gateway_says(kind, -row._ecom_amount(), **refs)

    @rule(amount=_amounts, number=st.integers(1, 3))
    def refunded_at_the_gateway(self, amount, number):
        self.gateway_says("refunded", amount, refund_ref=f"rfd_elsewhere_{number}")

    @rule()
    def cancelled(self):
        self.attempt(lambda: self.env["ecom.orders"].cancel(self.order))

    # === WHAT HOLDS === #

    def rows(self):
        return self.order.sudo().ecom_transaction_ids

    def snapshot(self):
        return {row.id: (row.state, row._ecom_amount(), row.operation) for row in self.rows()}

    @invariant()
    def settled_rows_stay(self):
        if not hasattr(self, "order"):
            return
        now = self.snapshot()
        assert self.settled.items() <= now.items()
        self.settled = {key: row for key, row in now.items() if row[0] == "done"}

    @invariant()
    def no_payment_gives_back_more_than_it_brought(self):
        if not hasattr(self, "order"):
            return
        for row in self.rows().filtered(lambda row: row.operation != "refund"):
            back = [r for r in row.child_transaction_ids if r.state in _MOVES]
            assert -sum((r._ecom_amount() for r in back), Decimal(0)) <= row._ecom_amount()
            # the gateway may report a refund before the payment; nobody here gives back what has not come
            assert row.state == "done" or all(r.provider_reference for r in back)

    @invariant()
    def figures_follow_from_the_rows(self):
        if not hasattr(self, "order"):
            return
        order = self.order
        done = [row for row in self.rows() if row.state == "done"]
        net = sum((row._ecom_amount() for row in done), Decimal(0))
        paid, refunded = (
            order._ecom_money(name) for name in ("ecom_paid_amount", "ecom_refunded_amount")
        )
        assert paid - refunded == net
        assert sum((r._ecom_amount() for r in done if r.operation != "refund"), Decimal(0)) == paid
        total = order._ecom_total()
        status = order.ecom_payment_status
        assert (status == "fully_paid") == (net >= total)
        assert (status == "partially_paid") == (0 < net < total)
        cancelled = order.state == "cancel"
        overpaid = max(net if cancelled else net - total, Decimal(0))
        assert order._ecom_money("ecom_overpaid_amount") == overpaid
        if order.state == "sale":
            assert paid or order.ecom_payment_type == "cod"
        if cancelled:
            assert not order.ecom_balance
            assert not order.ecom_to_collect


@tagged("post_install", "-at_install")
class TestLedgerMachine(SellingMixin, EcomCase):
    """Anything may happen to an order's money, in any order: the sums hold after each step."""

    def test_anything_in_any_order(self):
        self.lesson = self.make_product("Lesson", 1000.0, taxes=self.make_gst(18.0), type="service")
        self.gateway = self.store.payment_provider_id.sudo()
        machine = type("Machine", (LedgerMachine,), {"case": self})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=_EXAMPLES,
                stateful_step_count=_STEPS,
                deadline=None,
                derandomize=True,
                database=None,
                # finding the shortest way to a failure takes longer than reading the one that was found
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
