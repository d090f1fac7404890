from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import PaymentsCase
from .riders import RidersMixin


@tagged("post_install", "-at_install")
class TestRider(RidersMixin, PaymentsCase):
    """What riders see and report."""

    def setUp(self):
        super().setUp()
        self.rider = self.make_rider()

    def row(self, parcel):
        rows = parcel.sale_id.ecom_transaction_ids
        return rows.filtered(lambda row: row.ecom_is_cod and row.state == "done")

    # === WHAT THEY SEE === #

    def test_a_stop_says_where_to_go_and_what_to_collect(self):
        parcel = self.give(self.rider)
        stop = self.stop(self.rider, parcel)
        self.assertEqual(stop["due"], "1000.00")
        self.assertIn("1,000.00", stop["dueText"])
        self.assertEqual(stop["name"], parcel.partner_id.name)
        self.assertEqual(stop["phoneUrl"], "tel:+919845012345")
        self.assertIn(parcel.partner_id.zip, stop["address"])
        self.assertTrue(stop["mapUrl"].startswith("https://www.google.com/maps/"))

    def test_only_own_parcels_that_have_left(self):
        mine, other = self.give(self.rider), self.make_rider("other")
        waiting = self.record(self.place("cod")).picking_ids
        waiting.ecom_rider_id = self.rider
        screen = self.screen(self.rider).load()
        self.assertEqual([stop["id"] for stop in screen["stops"]], mine.ids)
        self.assertEqual(screen["waiting"], 1)
        self.assertFalse(self.screen(other).load()["stops"])
        stop = self.stop(self.rider, mine)
        with self.assertRaisesRegex(UserError, "not with you"):
            self.deliver_at_door(other, mine, stop)
        self.assertEqual(mine.ecom_outcome, "in_transit")

    def test_queries_do_not_grow_with_the_stops(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.screen(self.rider).load()
            return self.env.cr.sql_log_count - before

        self.give(self.rider)
        queries()
        one = queries()
        for _ in range(4):
            self.give(self.rider)
        self.assertLessEqual(queries(), one)

    # === WHAT THEY REPORT === #

    def test_collected_in_cash(self):
        parcel = self.give(self.rider, "partial_cod")
        due = parcel.sale_id.ecom_to_collect
        answer = self.deliver_at_door(self.rider, parcel)
        self.assertEqual((answer["result"], answer["doneCount"]), ("recorded", 1))
        self.assertFalse(answer["stops"])
        self.assertIn(f"{due:,.2f}", answer["cash"][0]["text"])
        self.assertEqual(parcel.ecom_outcome, "delivered")
        self.assertEqual(parcel.sale_id.ecom_payment_status, "fully_paid")
        row = self.row(parcel)
        self.assertEqual((row.ecom_rider_id, row.ecom_collect_method), (self.rider, "cash"))
        event = parcel.sale_id.ecom_payment_event_ids.filtered(lambda e: e.kind == "collection")[:1]
        self.assertEqual(event.actor, self.rider.name)

    def test_a_second_tap_collects_nothing(self):
        parcel = self.give(self.rider)
        seen = self.stop(self.rider, parcel)
        self.deliver_at_door(self.rider, parcel, seen)
        again = self.deliver_at_door(self.rider, parcel, seen)
        self.assertEqual(again["result"], "known")
        refused = self.screen(self.rider).report_refused(parcel.id, seen["version"], "no")
        self.assertEqual((refused["result"], parcel.ecom_outcome), ("known", "delivered"))
        self.assertEqual(self.row(parcel).mapped("amount"), [1000.0])

    def test_case_16_less_than_due_stays_open(self):
        parcel = self.give(self.rider)
        answer = self.deliver_at_door(self.rider, parcel, amount="950")
        self.assertIn("50.00", answer["message"])
        order = parcel.sale_id
        self.assertEqual((order.ecom_paid_amount, order.ecom_to_collect), (950.0, 50.0))
        self.assertNotEqual(order.ecom_payment_status, "fully_paid")
        self.assertIn("too little", order.ecom_review_reason)
        self.assertEqual(parcel.ecom_outcome, "delivered")

    def test_case_16_more_than_due_is_the_customers(self):
        parcel = self.give(self.rider)
        answer = self.deliver_at_door(self.rider, parcel, amount="1,050")
        self.assertIn("50.00", answer["message"])
        order = parcel.sale_id
        self.assertEqual((order.ecom_overpaid_amount, order.ecom_to_collect), (50.0, 0.0))
        self.assertTrue(order.ecom_review_reason)
        self.assertIn("1,050.00", answer["cash"][0]["text"])

    def test_upi_is_not_in_the_pocket(self):
        parcel = self.give(self.rider)
        answer = self.deliver_at_door(self.rider, parcel, method="upi", reference=" 427712345678 ")
        self.assertNotIn("1,000", answer["cash"][0]["text"])
        self.assertIn("1,000", answer["cash"][0]["upiText"])
        self.assertEqual(self.row(parcel).ecom_note, "427712345678")
        second = self.give(self.rider)
        with self.assertRaisesRegex(UserError, "entered for"), self.env.cr.savepoint():
            self.deliver_at_door(self.rider, second, method="upi", reference="427712345678")
        self.env.invalidate_all()
        self.assertEqual(second.ecom_outcome, "in_transit")

    def test_what_is_no_report(self):
        parcel = self.give(self.rider)
        seen = self.stop(self.rider, parcel)
        for payment, problem in (
            ({"amount": "8oo"}, "no amount"),
            ({"amount": "0"}, "Nothing was paid"),
            ({"amount": "-5"}, "no amount"),
            ({"amount": "1000.005"}, "decimals"),
            ({"method": "upi"}, "UTR"),
            ({"method": "barter"}, "UTR"),
        ):
            with (
                self.subTest(payment),
                self.assertRaisesRegex(UserError, problem),
                self.env.cr.savepoint(),
            ):
                self.deliver_at_door(self.rider, parcel, seen, **payment)
            self.env.invalidate_all()
            self.assertEqual(parcel.ecom_outcome, "in_transit")
            self.assertFalse(parcel.sale_id.ecom_paid_amount)

    def test_the_amount_changed_meanwhile(self):
        parcel = self.give(self.rider)
        seen = self.stop(self.rider, parcel)
        order = parcel.sale_id
        self.env["ecom.cash.on.delivery"].collect(order, order._ecom_money("ecom_to_collect") / 2)
        with self.assertRaisesRegex(UserError, "500.00 is due now"), self.env.cr.savepoint():
            self.deliver_at_door(self.rider, parcel, seen)
        self.env.invalidate_all()
        self.assertEqual(order.ecom_paid_amount, 500.0)

    def test_prepaid_parcel_is_only_delivered(self):
        parcel = self.give(self.rider, "prepaid")
        self.assertFalse(self.stop(self.rider, parcel)["dueText"])
        self.deliver_at_door(self.rider, parcel)
        self.assertEqual(parcel.ecom_outcome, "delivered")
        self.assertFalse(self.row(parcel))

    def test_not_there_and_tried_again(self):
        parcel = self.give(self.rider)
        screen, day = self.screen(self.rider), fields.Date.today() + timedelta(days=2)
        version = self.stop(self.rider, parcel)["version"]
        answer = screen.report_attempted(parcel.id, version, "Nobody at home", day.isoformat())
        self.assertEqual((parcel.ecom_outcome, parcel.ecom_next_try), ("ndr", day))
        self.assertEqual([stop["id"] for stop in answer["later"]], parcel.ids)
        self.assertEqual(answer["later"][0]["note"], "Nobody at home")
        known = screen.report_attempted(parcel.id, version, "Nobody at home", day.isoformat())
        self.assertEqual(known["result"], "known")
        screen.report_attempted(parcel.id, answer["later"][0]["version"], "Still nobody")
        self.assertEqual(
            parcel.ecom_shipment_event_ids.sorted("id").mapped("outcome"),
            ["in_transit", "ndr", "out_for_delivery", "ndr"],
        )
        self.deliver_at_door(self.rider, parcel)
        self.assertEqual(parcel.sale_id.ecom_payment_status, "fully_paid")
        self.assertFalse(parcel.ecom_next_try)

    def test_a_try_needs_words_and_a_day_to_come(self):
        parcel = self.give(self.rider)
        version = self.stop(self.rider, parcel)["version"]
        yesterday = (fields.Date.today() - timedelta(days=2)).isoformat()
        for note, day in ((" ", None), ("Nobody", yesterday), ("Nobody", "soon")):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.screen(self.rider).report_attempted(parcel.id, version, note, day)
        self.assertEqual(parcel.ecom_outcome, "in_transit")

    def test_refused_comes_back(self):
        parcel = self.give(self.rider)
        version = self.stop(self.rider, parcel)["version"]
        answer = self.screen(self.rider).report_refused(parcel.id, version, "Did not order it")
        self.assertEqual([stop["id"] for stop in answer["bringBack"]], parcel.ids)
        self.assertEqual(parcel.ecom_outcome, "rto_initiated")
        self.assertFalse(parcel.sale_id.ecom_to_collect)
        self.assertFalse(self.row(parcel))

    # === WHO === #

    def test_riders_see_nothing_else_of_the_shop(self):
        parcel = self.give(self.rider)
        mine = {
            "sale.order": parcel.sale_id,
            "stock.picking": parcel,
            "payment.transaction": parcel.sale_id.ecom_transaction_ids,
            "ecom.shipment.event": parcel.ecom_shipment_event_ids,
            "ecom.payment.event": parcel.sale_id.ecom_payment_event_ids,
            "ecom.customer": parcel.sale_id.ecom_customer_id,
            "ecom.rider.cash": self.env["ecom.rider.cash"],
            "ecom.rider.handover": self.env["ecom.rider.handover"],
        }
        for model, records in mine.items():
            with self.subTest(model), self.assertRaises(AccessError):
                self.env[model].with_user(self.rider).search([("id", "in", records.ids or [1])])
        customers = self.env["res.partner"].with_user(self.rider)
        self.assertFalse(customers.search([("id", "=", parcel.partner_id.id)]))
        self.assertEqual(customers.browse(self.rider.partner_id.id).name, self.rider.name)
        menus = self.env["ir.ui.menu"].with_user(self.rider).load_menus(False)
        root = menus[self.env.ref("ecom_base.menu_root").id]
        self.assertEqual(root["children"], self.env.ref("ecom_payments.menu_rider").ids)

    def test_who_is_more_than_a_rider_sees_customers(self):
        parcel = self.give(self.rider)
        self.rider.group_ids += self.env.ref("ecom_base.group_ecom_order_desk")
        customers = self.env["res.partner"].with_user(self.rider)
        self.assertTrue(customers.search([("id", "=", parcel.partner_id.id)]))

    def test_the_screen_is_for_riders(self):
        user = new_test_user(self.env, "desk", groups="ecom_base.group_ecom_order_desk")
        for call in (
            lambda screen: screen.load(),
            lambda screen: screen.report_delivered(1, 1, "0"),
            lambda screen: screen.report_attempted(1, 1, "x"),
            lambda screen: screen.report_refused(1, 1, "x"),
        ):
            with self.assertRaises(AccessError):
                call(self.screen(user))

    # === ASSIGNING === #

    def assign(self, parcels, rider, **values):
        wizard = self.env["ecom.rider.assign.wizard"].with_context(
            active_model="stock.picking", active_ids=parcels.ids
        )
        with Form(wizard) as form:
            form.rider_id = rider
            for name, value in values.items():
                form[name] = value
        form.record.action_assign()

    def test_many_parcels_given_to_a_rider_who_takes_them(self):
        orders = [self.place("cod") for _ in range(3)]
        parcels = self.env["stock.picking"].union(*(self.record(o).picking_ids for o in orders))
        self.assign(parcels, self.rider, ship=True)
        self.assertEqual(set(parcels.mapped("state")), {"done"})
        screen = self.screen(self.rider).load()
        self.assertEqual(len(screen["stops"]), 3)

    def test_parcels_are_given_to_riders_only(self):
        parcel = self.record(self.place("cod")).picking_ids
        user = new_test_user(self.env, "clerk", groups="base.group_user")
        with self.assertRaisesRegex(ValidationError, "is not a rider"):
            parcel.ecom_rider_id = user
        stranger = self.make_rider("stranger", self.make_company("Elsewhere"))
        with self.assertRaisesRegex(ValidationError, "does not work for"):
            parcel.ecom_rider_id = stranger
