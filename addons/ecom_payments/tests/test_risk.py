import random
from datetime import UTC, datetime

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.ecom_base.tests.selling import HOME

from ..domain.risk_features import History
from .common import PaymentsCase
from .history import HistoryTools


@tagged("post_install", "-at_install")
class TestRiskOfAnOrder(HistoryTools, PaymentsCase):
    """What an order's risk is made of when it is placed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # orders of the night have more points: in this store it is noon
        cls.store.tz = f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"

    def an_hour_ago(self, table, column, record):
        """Move a time back: what the test does within one second took longer in life."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s SET %(column)s = %(column)s - interval '1 hour' WHERE id = %(id)s",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                id=record.id,
            )
        )
        self.env.invalidate_all()

    def test_every_type_gets_its_risk(self):
        for payment_type, score in (("cod", 26.0), ("partial_cod", 14.0), ("prepaid", 7.0)):
            phone = f"+9198450{random.randrange(10**5):05d}"
            buyer = {"name": "New Buyer", "email": f"{phone[1:]}@example.com", "phone": phone}
            order = self.record(self.place(payment_type, customer=buyer))
            # the documented points: start 10, type, first order 4
            self.assertEqual(order.ecom_risk_score, score)
            self.assertEqual(order.ecom_risk_scorer, "Rules 1")
            self.assertFalse(order.ecom_risk_model_id)
            self.assertEqual(order.ecom_risk_level, "medium" if score > 15 else "low")
        self.assertIn("▼ Paid online", order.ecom_risk_reason_text)
        self.assertIn("▲ First order of this customer", order.ecom_risk_reason_text)

    def test_history_counts_what_was_known_then(self):
        first = self.place("cod")
        parcel = self.ship(first)
        self.an_hour_ago("sale_order", "ecom_placed_at", self.record(first))
        second = self.record(self.place("cod"))
        self.assertNotIn("First order", second.ecom_risk_reason_text)
        self.assertNotIn("came back", second.ecom_risk_reason_text)
        parcel.action_ecom_refused()
        parcel._ecom_set_outcome("rto_received")
        self.env.flush_all()
        self.an_hour_ago("stock_picking", "ecom_outcome_at", parcel)
        third = self.record(self.place("cod"))
        self.assertIn(
            "▲ 1 of 1 earlier parcels of this customer came back", third.ecom_risk_reason_text
        )
        self.assertGreater(third.ecom_risk_score, second.ecom_risk_score + 20)

    def test_nothing_is_known_before_it_happened(self):
        """Learning a year later, an order's facts are those of the day on which it was placed."""
        self.begin_history()
        returned = self.past("rto_received", 30, transit=10)
        meanwhile = self.past("delivered", 25, transit=4)
        between = self.past("delivered", 20.5)
        afterwards = self.past("delivered", 10)
        self.count_history()
        rows = self.env["ecom.risk.history"].of_orders(self.store, SQL("TRUE"))
        known = {order_id: facts.customer for order_id, _row, facts in rows}
        self.assertEqual(known[returned], History(0, 0))
        self.assertEqual(known[meanwhile], History(0, 0))
        self.assertEqual(known[between], History(1, 0))
        self.assertEqual(known[afterwards], History(2, 1))

    def test_one_order_and_many_are_known_alike(self):
        """The facts worked out while placing are those that are learnt from later."""
        self.begin_history()
        partner = self.pattern.partner_shipping_id
        other = partner.copy({"zip": "110 092", "street": "Near temple"})
        for days, outcome in ((90, "delivered"), (80, "rto_received"), (70, "delivered")):
            self.past(outcome, days)
            self.past(outcome, days + 3, ship_to=other, ecom_customer_id=None)
        self.count_history()
        placed = self.place("partial_cod", 2, shippingAddress={**HOME, "postalCode": "560 001"})
        order = self.record(placed)
        history = self.env["ecom.risk.history"]
        alone = history.of_draft(order, order.partner_shipping_id, "partial_cod")
        rows = history.of_orders(self.store, SQL("TRUE"))
        together = {order_id: facts for order_id, _row, facts in rows}
        self.assertEqual(alone, together[order.id])
        self.assertEqual(alone.customer.total, 3)
        self.assertEqual(alone.phone, History(2, 1))
        self.assertEqual(alone.zip, History(2, 1))
        self.assertEqual(alone.store, History(4, 2))
        # the oldest of them was placed when nothing had ended
        oldest = rows[0][2]
        self.assertEqual((oldest.store.total, oldest.customer.total), (0, 0))

    def test_area_counts_end_the_day_before(self):
        self.begin_history()
        order_id = self.past("rto_received", 30, transit=5)
        early = self.past("delivered", 26)
        same_day = self.past("delivered", 24.9)
        late = self.past("delivered", 24)
        self.count_history()
        rows = self.env["ecom.risk.history"].of_orders(self.store, SQL("TRUE"))
        facts = {i: facts for i, _row, facts in rows}
        self.assertEqual(facts[order_id].store, History(0, 0))
        self.assertEqual(facts[early].store, History(0, 0))
        self.assertEqual(facts[same_day].store, History(0, 0))
        self.assertEqual(facts[late].store, History(0, 1))

    def test_counting_again_changes_nothing(self):
        self.begin_history()
        for days in range(1, 100, 7):
            self.past("delivered", days)
        self.count_history()
        before = self._areas()
        self.assertGreater(len(before), 10)
        self.count_history()
        self.assertEqual(self._areas(), before)

    def _areas(self):
        areas = self.env["ecom.risk.area"].search([("store_id", "=", self.store.id)])
        return [(area.kind, area.key, area.day, area.delivered, area.returned) for area in areas]

    def test_queries(self):
        """One query for the histories; while placing, it is asked once for offering and writing down."""
        self.env["ecom.risk.policy"].create({"name": "P", "store_id": self.store.id})
        order = self.record(self.place("prepaid"))
        risk = self.env["ecom.risk"]
        risk.assess(order)
        self.env.cr.cache.clear()
        self.env.flush_all()
        with self.assertQueryCount(1):
            risk.assess(order)
        with self.assertQueryCount(0):
            risk.assess(order)


@tagged("post_install", "-at_install")
class TestRiskLearnt(HistoryTools, PaymentsCase):
    """A store with a past: parcels to one PIN code come back, and those of orders without an email, whatever else."""

    def make_past(self, count=360):
        self.begin_history()
        home = self.pattern.partner_shipping_id
        bad = home.copy({"zip": "560099"})
        roll = random.Random(5)
        for number in range(count):
            is_bad, no_email = roll.random() < 0.3, roll.random() < 0.25
            returned = roll.random() < 0.04 + 0.48 * is_bad + 0.44 * no_email
            self.past(
                "rto_received" if returned else "delivered",
                10 + (count - number) * 0.6,
                payment_type=roll.choice(["cod", "prepaid", "partial_cod"]),
                ship_to=bad if is_bad else home,
                ecom_customer_id=None,
                ecom_phone=None,
                **({"ecom_email": None} if no_email else {}),
            )
        self.count_history()

    def test_learns_scores_and_explains(self):
        self.make_past()
        model = self.env["ecom.risk.training"].learn(self.store)
        self.assertTrue(model.active, (model.auc, model.rules_auc, model.verdict))
        self.assertGreater(model.auc, model.rules_auc)
        self.assertLess(model.brier, model.rules_brier)
        self.assertEqual(model.order_count, 360)
        self.assertIn("PIN code", model.weight_html)
        risky = self.record(self.place("prepaid", shippingAddress={**HOME, "postalCode": "560099"}))
        calm = self.record(self.place("prepaid"))
        self.assertEqual(risky.ecom_risk_model_id, model)
        self.assertEqual(risky.ecom_risk_scorer, model.name)
        self.assertGreater(risky.ecom_risk_score, 35)
        self.assertLess(calm.ecom_risk_score, 20)
        self.assertRegex(
            risky.ecom_risk_reason_text.splitlines()[0],
            r"▲ \d+ of \d+ parcels to this PIN code came back",
        )

    def test_thin_history_learns_nothing(self):
        self.make_past(60)
        self.assertFalse(self.env["ecom.risk.training"].learn(self.store))

    def test_next_model_takes_over_and_a_worse_one_does_not(self):
        self.make_past()
        training = self.env["ecom.risk.training"]
        first = training.learn(self.store)
        second = training.learn(self.store)
        self.assertEqual((first.active, second.active), (False, True))
        self.assertEqual(second.version, first.version + 1)
        # a history without any pattern: the rules score again
        self.env.cr.execute(
            "UPDATE stock_picking SET ecom_outcome = CASE WHEN (substr(name, 6)::int * 7919) % 37 < 9 THEN 'rto_received' ELSE"
            " 'delivered' END WHERE name LIKE 'PAST/%'"
        )
        self.env["ecom.risk.area"].search([]).unlink()
        self.count_history()
        third = training.learn(self.store)
        self.assertTrue(third)
        self.assertFalse(third.active, (third.auc, third.rules_auc))
        self.assertIn("Not used", third.verdict)
        self.assertEqual(self.record(self.place("prepaid")).ecom_risk_scorer, "Rules 1")

    def test_nightly_job(self):
        self.make_past()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["ecom.risk.training"].run()
        self.env.invalidate_all()
        model = self.env["ecom.risk.model"].search([("store_id", "=", self.store.id)])
        self.assertEqual(model.order_count, 360)
        self.assertGreater(self.store.risk_typical_total, 0)
