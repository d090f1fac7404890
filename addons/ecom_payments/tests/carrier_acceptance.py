"""What every carrier must bear, whoever it is. Mix with the carrier's tools and a ``PaymentsCase``."""

import json

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .carrier_reports_acceptance import QUIET, CarrierReports, at
from .carriers import WEBHOOK_TOKEN


class CarrierAcceptance(CarrierReports):
    allow_inherited_tests_method = True

    # === BOOKING === #

    def test_booked_with_what_is_due(self):
        parcel = self.booked("partial_cod")
        self.assertEqual(self.parcels_made(), [(parcel.carrier_tracking_ref, 800)])
        self.assertEqual((parcel.ecom_booked_amount, parcel.ecom_to_collect), (800.0, 800.0))
        self.assertEqual(parcel.ecom_shipment_event_ids.mapped("outcome"), ["booked"])
        self.assertEqual(parcel.sale_id.ecom_status, "processing")

    def test_prepaid_collects_nothing(self):
        parcel = self.booked("prepaid")
        self.assertEqual(self.parcels_made(), [(parcel.carrier_tracking_ref, 0)])
        self.assertTrue(parcel.ecom_prepaid)

    def test_cod_collects_the_whole_order(self):
        self.booked("cod")
        self.assertEqual([amount for _awb, amount in self.parcels_made()], [1000])

    def test_two_parcels_collect_once(self):
        """An order in two parcels: the first brings all the money back, the second none of it."""
        first = self.ready("cod", quantity=2)
        first.move_ids.quantity = 1
        first.move_ids.picked = True
        first.action_ecom_book()
        first._action_done()
        second = first.backorder_ids
        second.action_assign()
        second.action_ecom_book()
        self.assertEqual([amount for _awb, amount in self.parcels_made()], [2000, 0])
        self.assertEqual((first.ecom_to_collect, second.ecom_to_collect), (2000.0, 0.0))

    @mute_logger(QUIET)
    def test_lost_answer_makes_one_parcel(self):
        """There are no idempotency keys: asked again, we look for it first."""
        parcel = self.ready("cod")
        self.server.lose_answers(1, self.create_path)
        with self.assertRaises(UserError):
            parcel.action_ecom_book()
        self.assertFalse(parcel.carrier_tracking_ref)
        parcel.action_ecom_book()
        self.assertEqual(self.parcels_made(), [(parcel.carrier_tracking_ref, 1000)])
        created = [path for path in self.server.paths() if path.endswith(self.create_path)]
        self.assertEqual(len(created), 1)

    def test_booked_twice_is_one(self):
        parcel = self.booked("cod")
        with self.assertRaises(UserError):
            self.env["ecom.shipments"].book(parcel)
        self.assertEqual(len(self.parcels_made()), 1)

    def test_what_is_missing_is_named_before_the_carrier_is_asked(self):
        parcel = self.ready("cod")
        parcel.partner_id.write({"phone": False, "zip": False})
        parcel.sale_id.partner_id.phone = False
        with self.assertRaises(UserError) as caught:
            parcel.action_ecom_book()
        self.assertIn("PIN code", str(caught.exception))
        self.assertIn("phone", str(caught.exception))
        self.assertFalse(self.server.calls)

    def test_held_order_is_not_booked(self):
        parcel = self.ready("cod")
        parcel.sale_id.write({"ecom_hold": "review", "ecom_hold_reason": "Looks odd."})
        with self.assertRaises(UserError):
            parcel.action_ecom_book()
        self.assertFalse(self.parcels_made())

    def test_refusal_in_the_carriers_words(self):
        parcel = self.ready("cod")
        parcel.partner_id.zip = "999999"
        with self.assertRaises(UserError) as caught:
            parcel.action_ecom_book()
        self.assertIn("not serviceable", str(caught.exception))

    @mute_logger(QUIET)
    def test_carrier_that_is_down_loses_nothing(self):
        parcel = self.ready("cod")
        self.server.fail()
        with self.assertRaises(UserError):
            parcel.action_ecom_book()
        parcel.env["ecom.shipments"].enqueue(parcel, "book")
        self.run_jobs()
        job = parcel.ecom_shipment_job_ids
        self.assertEqual((job.state, job.attempts), ("pending", 1))
        self.server.work()
        self.run_jobs()
        self.assertEqual(job.state, "done")
        self.assertEqual(self.parcels_made(), [(parcel.carrier_tracking_ref, 1000)])

    def test_several_are_booked_by_a_job(self):
        parcels = self.ready("cod") + self.ready("prepaid")
        parcels[1].partner_id = parcels[1].partner_id.copy({"zip": "999999"})
        parcels.action_ecom_book()
        self.assertFalse(self.server.calls)
        self.run_jobs()
        self.assertTrue(parcels[0].carrier_tracking_ref)
        self.assertEqual(parcels[1].ecom_shipment_job_ids.state, "failed")
        self.assertIn("not serviceable", parcels[1].sale_id.ecom_review_reason)

    def test_label(self):
        parcel = self.booked("cod")
        self.assertTrue(parcel.action_ecom_label()["url"].startswith(self.server.url))

    def test_connection(self):
        self.assertEqual(self.carrier.action_ecom_check()["params"]["type"], "success")
        wrong = self.set_up(self.server.url, "Wrong", ecom_api_secret="not-the-secret-at-all")
        with self.assertRaises(UserError), mute_logger(QUIET):
            wrong.action_ecom_check()
        empty = self.set_up(self.server.url, "Empty", ecom_api_secret=False)
        with self.assertRaises(UserError):
            empty.action_ecom_check()

    def test_secrets_are_in_no_log_and_no_error(self):
        wrong = self.set_up(self.server.url, "Wrong", ecom_api_secret="not-the-secret-at-all")
        with self.assertLogs("odoo", level="DEBUG") as logs, self.assertRaises(UserError) as caught:
            wrong.action_ecom_check()
        self.booked("cod")
        self.send_report({"awb": "1"}, token="a-guessed-token")
        text = "\n".join([*logs.output, str(caught.exception)])
        for secret in ("not-the-secret-at-all", self.secret, WEBHOOK_TOKEN):
            self.assertNotIn(secret, text)
        shown = self.carrier.read(["ecom_api_secret", "ecom_webhook_token"])[0]
        self.assertNotIn(self.secret, json.dumps(shown, default=str))

    # === CALLED OFF === #

    def test_cancelling_the_order_calls_it_off(self):
        """Acceptance case 14, over HTTP: upfront refunded, cash leg cancelled, shipment called off."""
        parcel = self.booked("partial_cod")
        order = parcel.sale_id
        response = self.call(
            "POST",
            f"/api/orders/{order.ecom_uid}/cancel",
            {"reason": "Changed my mind"},
            auth="secret",
            headers={"Idempotency-Key": "cancel-1"},
        )
        self.assertEqual(response.status_code, 200, response.text)
        self.assertEqual(len(self.parcels_made()), 1, "not in the request that cancels")
        self.run_lane("ecom.order.unwinding")
        self.env.invalidate_all()
        self.assertFalse(self.parcels_made())
        self.assertEqual((order.state, order.ecom_to_collect), ("cancel", 0.0))
        refunds = order.ecom_transaction_ids.filtered(lambda row: row.operation == "refund")
        self.assertEqual(refunds.mapped("amount"), [-200.0])
        self.assertEqual((parcel.carrier_tracking_ref, order.ecom_review_reason), (False, False))

    @mute_logger(QUIET, "odoo.addons.ecom_base.models.ecom_queue_worker")
    def test_called_off_though_the_answer_was_lost(self):
        parcel = self.booked("cod")
        self.server.lose_answers(3)
        with self.assertRaises(UserError):
            parcel.cancel_shipment()
        self.server.work()
        parcel.cancel_shipment()
        self.assertFalse(self.parcels_made())

    def test_booked_anew_after_it_was_called_off(self):
        parcel = self.booked("cod")
        old = parcel.carrier_tracking_ref
        body = self.happen(parcel, "cancelled", at(1))
        parcel.cancel_shipment()
        parcel.action_ecom_book()
        self.assertNotEqual(parcel.carrier_tracking_ref, old)
        self.assertEqual(self.parcels_made(), [(parcel.carrier_tracking_ref, 1000)])
        self.assertEqual(self.report(body).state, "ignored")

    def test_the_carrier_calls_it_off(self):
        parcel = self.booked("cod")
        old = parcel.carrier_tracking_ref
        self.report(self.happen(parcel, "cancelled", at(1)))
        self.assertEqual((parcel.carrier_tracking_ref, parcel.ecom_outcome), (False, False))
        self.assertIn(old, parcel.sale_id.ecom_review_reason)
        self.assertEqual(parcel.sale_id.ecom_to_collect, 1000.0)
