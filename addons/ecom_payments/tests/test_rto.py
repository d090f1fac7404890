from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import PaymentsCase
from .history import HistoryTools


@tagged("post_install", "-at_install")
class TestRto(HistoryTools, PaymentsCase):
    """How many parcels come back, in the report and on the screen."""

    def load(self, months=6):
        self.env["ecom.order.fact"]._rebuild(self.store)  # the past is made by SQL
        return self.env["ecom.order.dashboard"].load(self.store.id, months)

    def hundred_parcels(self):
        """Acceptance case F 25, all sent off on one day."""
        self.begin_history()
        # the pattern itself does not count
        self.env.cr.execute(
            "UPDATE stock_picking SET ecom_outcome = NULL WHERE id = %s", [self.pattern_parcel.id]
        )
        for outcome, count in (
            ("delivered", 60),
            ("rto_received", 20),
            ("in_transit", 12),
            ("rto_initiated", 3),
            ("lost", 3),
            ("cancelled", 2),
        ):
            for _ in range(count):
                self.past(outcome, 10)
        self.env.invalidate_all()

    def test_f25_rate_of_a_hundred_shipments(self):
        self.hundred_parcels()
        total = self.load()["total"]
        self.assertEqual((total["returned"], total["final"], total["rate"]), (20, 80, 0.25))
        self.assertEqual(total["onTheWay"], 15)
        self.assertAlmostEqual(total["byValue"], 0.25)
        [(count, rate)] = self.env["ecom.order.report"]._read_group(
            [("store_id", "=", self.store.id), ("kind", "=", "parcel")],
            [],
            ["__count", "rate:avg"],
        )
        self.assertEqual((count, rate), (100, 25.0))

    def test_f25_customer_returns_do_not_move_it(self):
        self.hundred_parcels()
        delivered = self.env["stock.picking"].search(
            [("name", "like", "PAST/"), ("ecom_outcome", "=", "delivered")], limit=10
        )
        for parcel in delivered:
            self.copy_row(
                "stock_picking",
                parcel.id,
                name=f"{parcel.name}/RET",
                return_id=parcel.id,
                ecom_outcome=None,
                ecom_dispatch_type=None,
            )
        self.env.invalidate_all()
        self.assertEqual(self.load()["total"]["rate"], 0.25)

    def test_real_return_by_the_customer_stays_delivered(self):
        parcel = self.ship(self.place("cod"))
        parcel.action_ecom_collected()
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=parcel.id, active_model="stock.picking")
            .create({"picking_id": parcel.id})
        )
        for line in wizard.product_return_moves:
            line.quantity = line.move_id.quantity
        back = wizard._create_return()
        back.move_ids.quantity = 1
        back.move_ids.picked = True
        back.button_validate()
        total = self.load()["total"]
        self.assertEqual((total["returned"], total["final"]), (0, 1))
        self.assertFalse(back.ecom_outcome)

    def test_type_is_that_at_dispatch(self):
        placed = self.place("cod")
        parcel = self.ship(placed)
        order = self.record(placed)
        order.write({"ecom_payment_type": "prepaid"})  # paid online on the way
        parcel.action_ecom_delivered()
        self.env.flush_all()
        [kind] = [kind for kind in self.load()["types"] if kind["final"]]
        self.assertEqual((kind["key"], kind["final"]), ("cod", 1))

    def test_cohort_is_the_month_it_was_sent_off(self):
        self.begin_history()
        today = fields.Date.today()
        days = (today - today.replace(day=1)).days + 5  # placed last month
        self.past("rto_received", days, transit=days)  # and came back this month
        self.env.invalidate_all()
        cohorts = {cohort["key"]: cohort for cohort in self.load()["cohorts"]}
        last = (today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
        self.assertEqual(cohorts[last]["returned"], 1)
        self.assertEqual(cohorts[today.strftime("%Y-%m")]["returned"], 0)

    def test_few_parcels_are_not_called_a_rate(self):
        self.begin_history()
        # the pattern was sent off as well, but has not ended
        for _ in range(19):
            self.past("delivered", 10)
        self.env.invalidate_all()
        self.assertFalse(self.load()["total"]["enough"])
        self.past("delivered", 10)
        self.env.invalidate_all()
        self.assertTrue(self.load()["total"]["enough"])

    def test_cost(self):
        self.hundred_parcels()
        self.assertIsNone(self.load()["cost"]["total"])
        self.store.rto_parcel_cost = 150
        self.assertEqual(self.load()["cost"]["total"], 3000.0)

    def test_queries_do_not_grow_with_parcels(self):
        self.begin_history()
        self.past("delivered", 10)
        self.load()
        counts = []
        for _ in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["ecom.order.dashboard"].load(self.store.id)
            counts.append(self.env.cr.sql_log_count - before)
            for _more in range(30):
                self.past("rto_received", 10)
            self.load()
        self.assertEqual(counts[0], counts[1])

    def test_scores_are_held_against_what_happened(self):
        self.begin_history()
        for score, returned in ((4, 1), (8, 1), (22, 6), (26, 6)):
            for number in range(20):
                outcome = "rto_received" if number < returned else "delivered"
                self.past(outcome, 10, ecom_risk_score=score)
        self.past("in_transit", 10, ecom_risk_score=9)
        self.env.invalidate_all()
        bands = {band["key"]: band for band in self.load()["calibration"]}
        self.assertEqual(
            {
                key: (band["final"], band["returned"])
                for key, band in bands.items()
                if band["final"]
            },
            {10: (40, 2), 30: (40, 12)},
        )
        self.assertAlmostEqual(bands[10]["expected"], 0.06)
        self.assertAlmostEqual(bands[30]["expected"], 0.24)
        self.assertEqual(bands[10]["onTheWay"], 1)
