from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .carrier_acceptance import CarrierAcceptance
from .carrier_reports_acceptance import QUIET, at
from .carriers import ShiprocketTools
from .common import PaymentsCase


@tagged("post_install", "-at_install")
class TestShiprocket(ShiprocketTools, CarrierAcceptance, PaymentsCase):
    """Parcels with Shiprocket, over HTTP with a server that keeps its state."""

    def test_what_was_paid_before_is_a_discount(self):
        """Shiprocket knows no amount to collect: it takes the order's total."""
        parcel = self.booked("partial_cod")
        [order] = [
            order
            for order in self.server.orders.values()
            if order["shipments"][0]["awb"] == parcel.carrier_tracking_ref
        ]
        body = order["body"]
        self.assertEqual(body["payment_method"], "COD")
        self.assertEqual((body["sub_total"], body["total_discount"]), (800, 200))
        self.assertEqual(body["billing_phone"], "9845012345")
        self.assertEqual((body["weight"], body["length"]), (0.4, 20))
        self.assertIn(order["shipments"][0]["id"], self.server.pickups)
        self.assertEqual(parcel.ecom_courier_name, "Xpressbees Surface")

    def test_one_login_for_many_calls_and_another_when_it_is_withdrawn(self):
        self.booked("cod")
        logins = self.server.logins
        self.booked("cod")
        self.assertEqual(self.server.logins, logins)
        self.server.withdraw_tokens()
        self.booked("cod")
        self.assertEqual(self.server.logins, logins + 1)

    def test_lost_answer_when_the_number_is_assigned(self):
        parcel = self.ready("cod")
        self.server.lose_answers(1, "/courier/assign/awb")
        with self.assertRaises(UserError), mute_logger(QUIET):
            parcel.action_ecom_book()
        parcel.action_ecom_book()
        self.assertEqual(self.parcels_made(), [(parcel.carrier_tracking_ref, 1000)])

    def test_webhook_without_scans(self):
        parcel = self.sent("cod")
        self.happen(parcel, "delivered", at(3))
        self.report(self.server.webhook(parcel.carrier_tracking_ref, with_scans=False))
        self.assertEqual(parcel.ecom_outcome, "delivered")

    def test_returns_of_customers_are_none_of_it(self):
        parcel = self.sent("cod")
        self.happen(parcel, "delivered", at(3))
        body = self.server.webhook(parcel.carrier_tracking_ref, is_return=1)
        self.assertEqual(self.report(body).state, "ignored")
        self.assertEqual(parcel.ecom_outcome, "in_transit")

    def test_amount_changes_before_it_leaves(self):
        """Shiprocket cannot change an amount: the parcel is booked anew, and somebody prints the new label."""
        parcel = self.booked("partial_cod")
        old = parcel.carrier_tracking_ref
        self.env["ecom.cash.on.delivery"].open_row(parcel.sale_id)._set_canceled()
        self.run_jobs()
        self.assertEqual(self.parcels_made(), [(parcel.carrier_tracking_ref, 0)])
        self.assertNotEqual(parcel.carrier_tracking_ref, old)
        self.assertIn(old, parcel.sale_id.ecom_review_reason)

    def test_amount_changes_after_it_left(self):
        parcel = self.sent("partial_cod")
        self.report(self.happen(parcel, "in_transit", at(1)))
        self.env["ecom.cash.on.delivery"].open_row(parcel.sale_id)._set_canceled()
        self.run_jobs()
        self.assertEqual(self.parcels_made(), [(parcel.carrier_tracking_ref, 800)])
        self.assertIn("still collects", parcel.sale_id.ecom_review_reason)
        self.report(self.happen(parcel, "delivered", at(2)))
        self.assertIn("give it back", parcel.sale_id.ecom_review_reason)
        self.assertEqual(parcel.sale_id.ecom_paid_amount, 200.0)

    def test_nothing_real_while_it_is_set_to_test(self):
        self.carrier.write({"prod_environment": False, "ecom_api_url": False})
        parcel = self.ready("cod")
        with self.assertRaisesRegex(UserError, "no test system"):
            parcel.action_ecom_book()
        self.assertFalse(self.server.calls)

    def test_number_typed_by_hand(self):
        """Booked in the carrier's own panel: its reports count all the same."""
        parcel = self.ready("cod")
        parcel.carrier_tracking_ref = "AWB-BY-HAND"
        parcel.action_ecom_ship()
        self.report(self.happen(parcel, "delivered", at(1)))
        order = parcel.sale_id
        self.assertEqual(
            (parcel.ecom_outcome, order.ecom_payment_status), ("delivered", "fully_paid")
        )

    def test_order_cancelled_when_the_courier_has_it(self):
        parcel = self.booked("partial_cod")
        awb, order = parcel.carrier_tracking_ref, parcel.sale_id
        self.happen(parcel, "picked_up", at(1))
        order.action_cancel()
        self.run_lane("ecom.order.unwinding")
        self.env.invalidate_all()
        self.assertEqual(len(self.parcels_made()), 1)
        self.assertIn(awb, order.ecom_review_reason)
        self.assertEqual((order.state, order.ecom_to_collect), ("cancel", 0.0))

    def test_address_of_the_webhook(self):
        base = "https://shop.example"
        self.env["ir.config_parameter"].set_param("web.base.url", base)
        self.assertFalse(self.carrier.ecom_webhook_problem)
        self.env["ir.config_parameter"].set_param("web.base.url", "https://sri.example")
        self.carrier.invalidate_recordset()
        self.assertIn("sr", self.carrier.ecom_webhook_problem)
