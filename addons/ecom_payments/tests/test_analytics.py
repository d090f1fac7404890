from datetime import timedelta
from urllib.parse import urlencode

from odoo import SUPERUSER_ID, api, fields
from odoo.tests import new_test_user, tagged

from .common import PaymentsCase
from .history import NOW, HistoryTools


@tagged("post_install", "-at_install")
class TestAnalytics(HistoryTools, PaymentsCase):
    """The screen, the pivot and the API tell the same story."""

    # === THREE WAYS TO THE SAME FIGURES === #

    def screen(self, months=3, currency=None):
        return self.env["ecom.order.dashboard"].load(self.store.id, months, currency)

    def pivot(self, kind, groupby, measures):
        """Return what the pivot shows of this store, by the value grouped by."""
        rows = self.env["ecom.order.report"]._read_group(
            [("store_id", "=", self.store.id), ("kind", "=", kind), ("own_currency", "=", True)],
            groupby,
            measures,
        )
        return {row[0]: row[1:] for row in rows}

    def api(self, group_by="paymentType", **query):
        self.logins = getattr(self, "logins", 0) + 1
        user = new_test_user(
            self.env,
            f"clerk{self.logins}",
            groups="ecom_base.group_ecom_analyst",
            company_id=self.store.company_id.id,
            company_ids=[(6, 0, self.store.company_id.ids)],
        )
        keys = self.env["res.users.apikeys"].with_user(user)
        key = keys._generate("rpc", "test", fields.Datetime.now() + timedelta(days=1))
        self.env.flush_all()
        today = fields.Date.today()
        query = {
            "groupBy": group_by,
            "from": (today - timedelta(days=60)).isoformat(),
            "to": (today + timedelta(days=1)).isoformat(),
        } | query
        path = f"/api/admin/orders/analytics?{urlencode(query)}"
        response = self.call("GET", path, auth=None, headers={"Authorization": f"Bearer {key}"})
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()

    def hundred_parcels(self):
        """Acceptance case F 25: sent off on one day, half of them COD."""
        self.begin_history()
        self.env.cr.execute(
            "UPDATE stock_picking SET ecom_outcome = NULL WHERE id = %s", [self.pattern_parcel.id]
        )
        number = 0
        for outcome, count in (
            ("delivered", 60),
            ("rto_received", 20),
            ("in_transit", 12),
            ("rto_initiated", 3),
            ("lost", 3),
            ("cancelled", 2),
        ):
            for _ in range(count):
                number += 1
                self.past(outcome, 10, payment_type="cod" if number % 2 else "prepaid")
        self.env.invalidate_all()
        self.env["ecom.order.fact"]._rebuild(self.store)

    def test_f25_screen_pivot_and_api_agree(self):
        self.hundred_parcels()
        screen, api = self.screen(), self.api()
        orders = self.pivot(
            "order", ["payment_type"], ["orders:sum", "revenue:sum", "paid:sum", "pending:sum"]
        )
        parcels = self.pivot("parcel", ["payment_type"], ["final:sum", "returned:sum", "rate:avg"])
        shown = {row["key"]: row for row in screen["types"]}
        told = {row["key"]: row for row in api["groups"]}
        self.assertEqual(set(shown), {"cod", "prepaid"})
        for kind, row in shown.items():
            with self.subTest(kind):
                amounts = [row[name] for name in ("orders", "revenue", "paid", "pending")]
                self.assertEqual(list(orders[kind]), amounts)
                self.assertEqual(
                    [told[kind][name] for name in ("orders", "revenue", "paid", "pending")], amounts
                )
                final, returned, rate = parcels[kind]
                self.assertEqual((row["final"], row["returned"]), (final, returned))
                self.assertAlmostEqual(100 * row["rate"], rate)
                self.assertAlmostEqual(told[kind]["rtoRate"], rate)
                self.assertEqual(told[kind]["returnedToOrigin"], returned)
        [total] = api["totals"]
        self.assertEqual((total["rtoRate"], screen["total"]["rate"]), (25.0, 0.25))
        self.assertEqual((total["orders"], screen["orders"]["orders"]), (101, 101))
        self.assertEqual(total["onTheWay"], 15)
        self.assertTrue(total["rtoEnough"])
        self.assertAlmostEqual(total["rtoRateLow"], 100 * screen["total"]["low"], places=2)
        self.assertAlmostEqual(total["rtoRateHigh"], 100 * screen["total"]["high"], places=2)

    def test_rate_is_of_the_parcels_sent_off_in_the_period(self):
        self.begin_history()
        self.past("rto_received", 20)  # placed on one day, sent off on the next
        today = fields.Date.today()
        placed = today - timedelta(days=21)
        [total] = self.api("day", **{"from": placed.isoformat(), "to": placed.isoformat()})[
            "totals"
        ]
        self.assertEqual((total["orders"], total["returnedToOrigin"]), (1, 0))
        sent = placed + timedelta(days=1)
        [total] = self.api("week", **{"from": sent.isoformat(), "to": sent.isoformat()})["totals"]
        self.assertEqual((total["orders"], total["returnedToOrigin"]), (0, 1))
        self.assertFalse(total["rtoEnough"])

    def test_drill_down_finds_what_was_counted(self):
        self.hundred_parcels()
        screen = self.screen()
        report = self.env["ecom.order.report"]
        found = report.search_count([*screen["domains"]["parcel"], ("returned", "=", 1)])
        self.assertEqual(found, screen["total"]["returned"])
        found = report.search_count([*screen["domains"]["order"], ("orders", "=", 1)])
        self.assertEqual(found, screen["orders"]["orders"])

    def test_states_and_their_pin_codes(self):
        self.hundred_parcels()
        screen = self.screen()
        [state] = screen["states"]
        self.assertEqual((state["orders"], state["returned"]), (101, 20))
        dashboard = self.env["ecom.order.dashboard"]
        [pin] = dashboard.pin_codes(self.store.id, 3, screen["currencyId"], state["key"])
        self.assertEqual((pin["label"], pin["returned"], pin["final"]), ("560001", 20, 80))

    # === ADDED UP AHEAD === #

    def figures(self):
        """Return all figures of the screen that depend on facts, and those of the API."""
        screen = self.screen()
        names = (
            "orders",
            "preference",
            "conversions",
            "gateways",
            "total",
            "cost",
            "cohorts",
            "types",
        )
        names += ("carriers", "states", "categories", "calibration", "ranking")
        return [screen[name] for name in names], self.api("month"), self.api("state")

    def add_up(self):
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["ecom.order.day"]._run()
        self.env.invalidate_all()

    def test_days_added_up_ahead_tell_the_same(self):
        self.begin_history()
        self.store.rto_parcel_cost = 120
        for number in range(60):
            outcome = ("delivered", "rto_received", "in_transit")[number % 3]
            kind = ("cod", "prepaid")[number % 2]
            self.past(outcome, 3 + number % 25, payment_type=kind, ecom_risk_score=number)
        self.env.invalidate_all()
        before = self.figures()
        self.add_up()
        days = self.env["ecom.order.day"]
        self.assertTrue(days.search_count([("store_id", "=", self.store.id)]))
        self.assertFalse(
            self.env["ecom.order.day.dirty"].search_count(
                [("day", "<", NOW.date() - timedelta(days=2))]
            )
        )
        self.assertEqual(self.figures(), before)

    def test_a_late_report_is_seen_at_once(self):
        self.begin_history()
        order_id = self.past("in_transit", 10)
        self.env.invalidate_all()
        self.screen()
        self.add_up()
        self.assertEqual(self.screen()["total"]["final"], 0)
        parcel = self.env["stock.picking"].search([("sale_id", "=", order_id)])
        parcel._ecom_set_outcome("delivered")
        self.assertEqual(self.screen()["total"]["final"], 1)
        self.add_up()
        self.assertEqual(self.screen()["total"]["final"], 1)

    def test_other_time_zone_other_days(self):
        self.begin_history()
        order_id = self.past("delivered", 10)
        evening = NOW.replace(hour=20) - timedelta(days=10)  # the next day in India
        self.env.cr.execute(
            "UPDATE sale_order SET ecom_placed_at = %s WHERE id = %s", [evening, order_id]
        )
        self.env.invalidate_all()

        def days():
            return {
                row["key"] for row in self.api("day")["groups"] if row["delivered"] or row["orders"]
            }

        for zone in ("Asia/Kolkata", "America/Los_Angeles"):
            self.store.tz = zone
            before = days()
            self.add_up()
            self.assertEqual(days(), before, zone)

    # === CURRENCIES === #

    def test_currencies_are_never_added_up(self):
        self.begin_history()
        dollar = self.env.ref("base.USD")
        dollar.active = True
        for _ in range(3):
            self.past("delivered", 10, currency_id=dollar.id, amount_total=70, currency_rate=0.0125)
        self.env.invalidate_all()
        totals = {row["currency"]: row["revenue"] for row in self.api("state")["totals"]}
        self.assertEqual(totals["USD"], 210)
        self.assertEqual(totals["INR"], self.pattern.amount_total)
        screen = self.screen()
        self.assertEqual({one["name"] for one in screen["currencies"]}, {"USD", "INR"})
        self.assertEqual((screen["currencyId"], screen["orders"]["revenue"]), (dollar.id, 210))
        rupees = self.screen(currency=self.store.currency_id.id)
        self.assertEqual(rupees["orders"]["revenue"], self.pattern.amount_total)
        own = self.pivot("order", ["kind"], ["revenue:sum"])
        self.assertEqual(own["order"], (self.pattern.amount_total,))

    # === COST === #

    def test_cost_of_a_return_is_the_carriers_else_the_stores(self):
        self.begin_history()
        dear, other = self.env["delivery.carrier"].create(
            [
                {"name": name, "product_id": self.product.id, "fixed_price": 0}
                for name in ("Dear", "Other")
            ]
        )
        dear = dear.with_company(self.store.company_id)
        dear.write({"ecom_forward_cost": 70, "ecom_return_cost": 60, "ecom_return_fee": 12.5})
        self.store.rto_parcel_cost = 100
        for carrier in (dear, other):
            for _ in range(2):
                self.past("rto_received", 10)
                parcel = self.env["stock.picking"].search([], order="id desc", limit=1)
                parcel.carrier_id = carrier
            self.past("delivered", 10)
        self.env.invalidate_all()
        self.assertEqual(self.screen()["cost"]["total"], 2 * 142.5 + 2 * 100)
        carriers = {row["label"]: row for row in self.screen()["carriers"]}
        self.assertEqual(carriers["Dear"]["returned"], 2)

    # === FACTS FOLLOW === #

    def fact(self, order):
        return self.env["ecom.order.report"].search(
            [("order_id", "=", order.id), ("kind", "=", "order")]
        )

    def test_facts_are_there_when_the_order_is(self):
        placed = self.paid("partial_cod")
        order = self.record(placed)
        fact = self.fact(order)
        self.assertEqual((fact.online, fact.cash), (order.ecom_upfront_amount, 0))
        self.assertEqual(fact.provider_id, self.provider)
        parcel = self.ship(placed)
        parcel.action_ecom_collected()
        fact = self.fact(order)
        self.assertEqual(fact.cash, order.ecom_cod_amount)
        self.assertEqual(fact.pending, 0)
        self.assertEqual(fact.status, "delivered")
        [row] = self.env["ecom.order.report"].search([("picking_id", "=", parcel.id)])
        self.assertEqual((row.outcome, row.payment_type), ("delivered", "partial_cod"))

    def test_conversion_is_seen(self):
        placed = self.place("partial_cod")
        answer = self.update(placed["id"], "convert_to_prepaid")
        self.assertEqual(answer.status_code, 200, answer.text)
        [row] = self.screen()["conversions"]
        self.assertEqual((row["placed"], row["now"], row["orders"]), ("partial_cod", "prepaid", 1))
        preference = self.screen()["preference"]
        self.assertEqual(sum(point["partial_cod"] for point in preference), 1)

    def test_writing_again_changes_nothing(self):
        self.record(self.place("cod"))
        self.env["ecom.order.fact"]._settle()
        query = "SELECT id, xmin::text FROM ecom_order_fact"
        self.env.cr.execute(query)
        before = self.env.cr.fetchall()
        self.env["ecom.order.fact"]._rebuild(self.store)
        self.env.cr.execute(query)
        self.assertEqual(self.env.cr.fetchall(), before)

    def test_carts_are_no_orders(self):
        self.env["ecom.order.fact"]._settle()
        before = self.env["ecom.order.fact"].search_count([])
        self.call("POST", "/api/carts", {"items": [self.item(self.product, 1)]})
        self.env["ecom.order.fact"]._settle()
        self.assertEqual(self.env["ecom.order.fact"].search_count([]), before)

    # === RISK === #

    def test_ranking_over_time(self):
        self.begin_history()
        for score, outcome in ((40, "rto_received"), (10, "delivered")):
            for _ in range(15):
                self.past(outcome, 10, ecom_risk_score=score)
        self.env.invalidate_all()
        known = [point["auc"] for point in self.screen()["ranking"] if point["final"]]
        self.assertEqual(known, [1.0])
