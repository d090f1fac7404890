from ast import literal_eval
from types import SimpleNamespace

from lxml import etree

from odoo.tests import TransactionCase, tagged

from odoo.addons.ecom_base.demo import tables

from ..demo import history

_SCALE = 0.05


@tagged("post_install", "-at_install")
class TestDemoYear(TransactionCase):
    """A twentieth of the demo store's year, and its last days in full."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # holds are written by transactions of their own; here they are savepoints of the test's
        cls.registry_enter_test_mode_cls()
        company = cls.env["res.company"].create({"name": "Demo"})
        cls.env.user.company_ids |= company
        cls.env = cls.env(context={"allowed_company_ids": company.ids})
        cls.demo = cls.env["ecom.demo"]
        cls.demo.load(scale=_SCALE, commit=False)
        cls.store = cls.demo._store()
        cls.domain = [("ecom_store_id", "=", cls.store.id), ("ecom_placed_at", "!=", False)]
        cls.orders = cls.env["sale.order"].search(cls.domain)

    def test_all_that_was_planned_is_there(self):
        planned = self.demo._planned_orders(_SCALE)
        self.assertEqual(len(self.orders), len(planned))
        self.assertEqual(
            sorted(self.orders.mapped("ecom_placed_at")), sorted(map(self.demo._moment, planned))
        )

    def test_ledger_adds_up(self):
        for order in self.orders:
            done = order.ecom_transaction_ids.filtered(lambda row: row.state == "done")
            refunds = done.filtered(lambda row: row.operation == "refund")
            paid, back = sum((done - refunds).mapped("amount")), -sum(refunds.mapped("amount"))
            self.assertAlmostEqual(order.ecom_paid_amount, paid, msg=order.name)
            self.assertAlmostEqual(order.ecom_refunded_amount, back, msg=order.name)
            self.assertLessEqual(back, paid, order.name)

    def test_figures_are_those_of_the_orders(self):
        day = self.demo._now().date()
        request = SimpleNamespace(
            store=self.store.code,
            from_=day.replace(year=day.year - 2),
            to=None,
            group_by="month",
            limit=1000,
        )
        every = self.env["ecom.order.analytics"].figures(request)["totals"]
        (totals,) = (row for row in every if row["currency"] == self.store.currency_id.name)
        own = self.orders.filtered(lambda order: order.currency_id == self.store.currency_id)
        standing = own.filtered(lambda order: order.state != "cancel")
        self.assertEqual(totals["orders"], len(standing))
        self.assertAlmostEqual(float(totals["revenue"]), sum(standing.mapped("amount_total")))
        net = sum(order.ecom_paid_amount - order.ecom_refunded_amount for order in own)
        self.assertAlmostEqual(float(totals["paid"]), net)
        parcels = own.picking_ids.mapped("ecom_outcome")
        self.assertEqual(totals["returnedToOrigin"], parcels.count("rto_received"))

    def test_stock_is_what_parcels_left(self):
        variants = self.demo._demo_variants()
        expected = tables.stock_levels(variants.mapped("default_code"))
        for move in self.orders.picking_ids.move_ids.filtered(lambda move: move.state == "done"):
            sign = 1 if move.picking_id.return_id else -1
            expected[move.product_id.default_code] += sign * move.quantity
        on_hand = {variant.default_code: variant.qty_available for variant in variants}
        self.assertEqual(on_hand, expected)
        self.assertGreaterEqual(min(on_hand.values()), 0)

    def test_books_hold_what_the_ledger_says(self):
        begin = self.demo._books_begin()
        rows = self.orders.ecom_transaction_ids.filtered(lambda row: row.state == "done")
        booked = rows.filtered("payment_id")
        keeps_books = bool(rows.provider_id.journal_id)
        since = rows.filtered(lambda row: keeps_books and row.last_state_change.date() >= begin)
        self.assertEqual(booked, since)
        for row in booked:
            payment = row.payment_id
            sign = 1 if payment.payment_type == "inbound" else -1
            self.assertAlmostEqual(sign * payment.amount, row.amount)
            self.assertEqual(payment.date, row.last_state_change.date())
        self.assertTrue(all(self.orders.ecom_transaction_ids.mapped("is_post_processed")))

    def test_every_filter_of_the_order_list_finds_something(self):
        view = self.env["sale.order"].get_view(
            self.env.ref("ecom_base.ecom_order_view_search").id, "search"
        )
        filters = etree.fromstring(view["arch"]).xpath("//filter[@domain]")
        self.assertGreater(len(filters), 8)
        for node in filters:
            domain = literal_eval(node.get("domain"))
            found = self.env["sale.order"].search_count(self.domain + domain)
            self.assertTrue(found, f"filter {node.get('name')} finds nothing")

    def test_every_status_occurs(self):
        for field in ("ecom_status", "ecom_payment_status", "ecom_payment_type"):
            values = dict(self.orders._fields[field]._description_selection(self.env))
            self.assertEqual(set(self.orders.mapped(field)), set(values), field)

    def test_timeline_is_in_order(self):
        for order in self.orders:
            events = order.ecom_payment_event_ids.sorted("id")
            self.assertEqual(events[0].kind, "placed", order.name)
            self.assertEqual(events[0].occurred_at, order.ecom_placed_at)
            self.assertEqual(min(events.mapped("occurred_at")), order.ecom_placed_at, order.name)
            self.assertLessEqual(max(events.mapped("occurred_at")), self.demo._now())

    def test_recent_payments_came_by_webhook(self):
        inbox = self.env["ecom.webhook.event"].search([("company_id", "=", self.env.company.id)])
        self.assertTrue(inbox)
        self.assertEqual(set(inbox.mapped("state")), {"done"})
        events = self.orders.ecom_payment_event_ids
        self.assertEqual(events.webhook_event_id, inbox)

    def test_waiting_orders_hold_their_stock(self):
        waiting = self.orders.filtered(lambda order: order.ecom_status == "pending_payment")
        held = self.env["ecom.stock.hold"].search([]).mapped("order_uid")
        self.assertTrue(waiting)
        self.assertLessEqual(set(waiting.mapped("ecom_uid")), set(held))

    def test_every_order_has_its_risk(self):
        self.assertTrue(all(self.orders.mapped("ecom_risk_level")))
        self.assertEqual(
            set(self.orders.mapped("ecom_risk_scorer")), {"Rules 1"}, "too few to learn"
        )
        meant = self.orders.filtered("ecom_risk_policy_id")
        self.assertTrue(meant)
        self.assertTrue(all(meant.mapped("ecom_risk_arm")))

    def test_held_orders_wait_in_the_warehouse(self):
        held = self.orders.filtered("ecom_hold")
        self.assertTrue(held)
        self.assertEqual(set(held.mapped("ecom_risk_arm")), {"policy"})
        self.assertNotIn("done", held.picking_ids.mapped("state"))

    def test_second_load_changes_nothing(self):
        self.assertEqual(self.demo.load(scale=_SCALE, commit=False), {})
        self.assertEqual(self.env["sale.order"].search(self.domain), self.orders)


class TestDemoPlan(TransactionCase):
    def _plan(self):
        stock = {f"SKU-{number}": (60, 5) for number in range(80)}
        return history.plan(tables.people(150), stock, lambda days: (6, days % 7), 12.0)

    def test_same_every_time(self):
        self.assertEqual(self._plan(), self._plan())

    def test_shape_of_the_year(self):
        planned = self._plan()
        self.assertGreater(len(planned), 350)
        self.assertEqual(
            [order.days_ago for order in planned],
            sorted((order.days_ago for order in planned), reverse=True),
        )
        late = sum(order.days_ago < 90 for order in planned)
        early = sum(order.days_ago > 275 for order in planned)
        self.assertGreater(late, 1.5 * early, "the shop grows")

    def test_cod_comes_back_more_often(self):
        shares = {}
        for payment_type in ("cod", "partial_cod", "prepaid"):
            ended = [
                order.fate
                for order in self._plan()
                if order.payment_type == payment_type
                and order.fate in history.TAKEN_FATES | {history.RTO}
            ]
            shares[payment_type] = ended.count(history.RTO) / len(ended)
        self.assertGreater(shares["cod"], 0.17)
        self.assertGreater(shares["cod"], 2 * shares["partial_cod"])
        self.assertLess(shares["prepaid"], 0.06)

    def test_nobody_buys_before_they_have_an_account(self):
        self.assertTrue(all(order.person.days >= order.days_ago for order in self._plan()[20:]))
