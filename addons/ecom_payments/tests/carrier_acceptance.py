"""What every carrier must bear, whoever it is. Mix with the carrier's tools and a ``PaymentsCase``."""

import json
from datetime import UTC, datetime, timedelta

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from .carriers import WEBHOOK_TOKEN

QUIET = "odoo.addons.ecom_base.services.http_client"


def at(minutes):
    """Return the time in so many minutes, as Indian carriers write it."""
    moment = datetime.now(UTC) + timedelta(hours=5, minutes=30 + minutes)
    return moment.strftime("%Y-%m-%d %H:%M:%S")


class CarrierAcceptance:
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

    # === REPORTS === #

    def test_delivered_and_collected(self):
        parcel = self.sent("partial_cod")
        for minutes, what in enumerate(
            ("picked_up", "in_transit", "out_for_delivery", "delivered"), 1
        ):
            self.report(self.happen(parcel, what, at(minutes)))
        order = parcel.sale_id
        self.assertEqual(
            (order.ecom_status, order.ecom_payment_status), ("delivered", "fully_paid")
        )
        self.assertEqual((parcel.ecom_outcome, parcel.ecom_track_at), ("delivered", False))
        row = order.ecom_transaction_ids.filtered(lambda row: row.ecom_purpose == "at_door")
        self.assertEqual((row.amount, row.state, row.ecom_picking_id), (800.0, "done", parcel))
        self.assertEqual(row.ecom_note, parcel.carrier_tracking_ref)
        answer = self.fetch({"id": order.ecom_uid}["id"])["shipments"][0]
        self.assertEqual(answer["status"], "delivered")
        self.assertIn(parcel.carrier_tracking_ref, answer["trackingUrl"])
        self.assertEqual(
            [event["status"] for event in answer["events"] if event["status"] != "in_transit"],
            ["booked", "picked_up", "out_for_delivery", "delivered"],
        )

    def test_any_order_and_twice(self):
        """Acceptance case 7 in spirit: duplicates and disorder change nothing."""
        parcel = self.sent("cod")
        hooks = [
            self.happen(parcel, what, at(minutes))
            for minutes, what in enumerate(("picked_up", "out_for_delivery", "ndr", "delivered"))
        ]
        for hook in (hooks[3], hooks[1], hooks[3], hooks[0], hooks[2], hooks[1]):
            self.report(hook)
        order = parcel.sale_id
        self.assertEqual((parcel.ecom_outcome, order.ecom_paid_amount), ("delivered", 1000.0))
        self.assertEqual((parcel.ecom_attempts, order.ecom_overpaid_amount), (1, 0.0))
        kinds = parcel.ecom_shipment_event_ids.mapped("outcome")
        self.assertEqual(len(kinds), len(set(kinds)), kinds)
        self.assertFalse(order.ecom_review_reason)

    def test_late_report_does_not_move_it_back(self):
        parcel = self.sent("cod")
        first = self.happen(parcel, "in_transit", at(1))
        second = self.happen(parcel, "out_for_delivery", at(2))
        self.report(second)
        self.report(first)
        self.assertEqual(parcel.ecom_outcome, "out_for_delivery")

    def test_refused_and_back(self):
        """Acceptance case 13, by the carrier's reports."""
        parcel = self.sent("partial_cod")
        order = parcel.sale_id
        order.ecom_store_id.rto_policy = "refund"
        self.report(self.happen(parcel, "refused", at(1)))
        self.assertEqual((parcel.ecom_outcome, parcel.ecom_attempts), ("ndr", 1))
        self.assertEqual(order.ecom_to_collect, 800.0)
        self.report(self.happen(parcel, "rto_initiated", at(2)))
        self.assertEqual((parcel.ecom_outcome, order.ecom_to_collect), ("rto_initiated", 0.0))
        self.report(self.happen(parcel, "rto_received", at(3)))
        self.assertEqual((parcel.ecom_outcome, order.ecom_has_rto), ("rto_received", True))
        self.run_lane("ecom.order.unwinding")
        self.env.invalidate_all()
        refunds = order.ecom_transaction_ids.filtered(lambda row: row.operation == "refund")
        self.assertEqual(refunds.mapped("amount"), [-200.0])

    def test_delivered_after_it_turned_back_is_for_a_person(self):
        parcel = self.sent("cod")
        self.report(self.happen(parcel, "rto_initiated", at(1)))
        event = self.report(self.happen(parcel, "delivered", at(2)))
        self.assertEqual(event.state, "quarantined")
        self.assertEqual(
            (parcel.ecom_outcome, parcel.sale_id.ecom_paid_amount), ("rto_initiated", 0.0)
        )
        self.assertIn("Find out", parcel.sale_id.ecom_review_reason)

    def test_wrong_token_is_refused_before_it_is_read(self):
        for token in ("", "wrong"):
            self.assert_error(
                self.send_report(b"{not json", token=token), 401, "webhook_signature_invalid"
            )
        self.assertFalse(self.env["ecom.webhook.event"].search([]))
        self.assertFalse(self.server.calls)

    def test_without_a_token_nothing_is_taken(self):
        """Acceptance case 21 for carriers."""
        self.carrier.ecom_webhook_token = False
        self.assert_error(self.send_report({}), 503, "webhook_secret_missing")
        self.assertIn("token", self.carrier.ecom_webhook_problem)

    def test_unknown_carrier(self):
        other = self.set_up(self.server.url, delivery_type="fixed")
        self.assert_error(self.send_report({}, carrier=other), 404, "carrier_not_found")

    def test_numbers_that_are_not_this_carriers(self):
        """Unknown, or of another company's carrier: nobody learns which."""
        parcel = self.sent("cod")
        body = self.happen(parcel, "delivered", at(1))
        company = self.make_company("Elsewhere")
        stranger = self.set_up(self.server.url, "Stranger", company_id=company.id)
        event = self.report(body, carrier=stranger)
        self.assertEqual(event.state, "quarantined")
        self.assertIn(parcel.carrier_tracking_ref, event.reason)
        self.assertEqual(parcel.ecom_outcome, "in_transit")

    def test_nonsense_is_kept_and_ignored(self):
        event = self.report(b"[1, 2]")
        self.assertEqual(event.state, "quarantined")
        event = self.report(b"nonsense")
        self.assertEqual(event.state, "quarantined")

    # === LOST WEBHOOKS === #

    def test_the_carrier_is_asked(self):
        parcel, silent = self.sent("cod"), self.sent("prepaid")
        self.happen(parcel, "out_for_delivery", at(1))
        self.happen(parcel, "delivered", at(2))
        self.track(parcel + silent)
        self.assertEqual(
            (parcel.ecom_outcome, parcel.sale_id.ecom_paid_amount), ("delivered", 1000.0)
        )
        self.assertEqual(parcel.ecom_shipment_event_ids[0].source, "cron")
        self.assertEqual((silent.ecom_outcome, parcel.ecom_track_at), ("in_transit", False))
        self.assertGreater(silent.ecom_track_at, fields.Datetime.now())
        self.report(self.happen(parcel, "delivered", at(2)))
        self.assertEqual(parcel.sale_id.ecom_overpaid_amount, 0.0, "the webhook came after all")

    @mute_logger(QUIET, "odoo.addons.ecom_payments.services.ecom_shipment_tracking")
    def test_asking_a_carrier_that_is_down(self):
        parcel = self.sent("cod")
        self.happen(parcel, "delivered", at(1))
        self.server.fail()
        self.track(parcel)
        self.assertEqual(parcel.ecom_outcome, "in_transit")
        self.server.work()
        self.track(parcel)
        self.assertEqual(parcel.ecom_outcome, "delivered")

    def test_a_parcel_that_nothing_is_heard_of(self):
        parcel = self.sent("cod")
        parcel.ecom_booked_at = fields.Datetime.now() - timedelta(days=60)
        self.track(parcel)
        self.assertFalse(parcel.ecom_track_at)
        self.assertIn("lost", parcel.sale_id.ecom_review_reason)

    def track(self, parcels):
        parcels.ecom_track_at = fields.Datetime.now() - timedelta(minutes=1)
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["ecom.shipment.tracking"].run()
        self.env.invalidate_all()

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

    # === AFTER A FAILED DELIVERY === #

    def failed(self, payment_type="cod"):
        parcel = self.sent(payment_type)
        self.report(self.happen(parcel, "ndr", at(1)))
        return parcel

    def test_deliver_again(self):
        parcel = self.failed()
        self.assertEqual((parcel.ecom_attempts, parcel.ecom_ndr_waits), (1, True))
        self.assertIn("not available", parcel.ecom_ndr_reason)
        parcel.action_ecom_ndr_again()
        self.assertFalse(self.ndr_requests(parcel), "not in the user's request")
        self.run_jobs()
        self.assertEqual(len(self.ndr_requests(parcel)), 1)
        self.assertEqual((parcel.ecom_ndr_action, parcel.ecom_ndr_waits), ("reattempt", False))
        self.assertEqual(parcel.ecom_shipment_job_ids.state, "done")
        self.report(self.happen(parcel, "ndr", at(10)))
        self.assertEqual((parcel.ecom_attempts, parcel.ecom_ndr_waits), (2, True))

    def test_another_day_and_another_phone(self):
        parcel = self.failed()
        day = fields.Date.context_today(parcel) + timedelta(days=2)
        wizard = {"picking_ids": [Command.set(parcel.ids)]}
        wizards = self.env["ecom.ndr.wizard"]
        with self.assertRaises(UserError):
            wizards.create(wizard | {"action": "reschedule"}).action_ask()
        wizards.create(wizard | {"action": "reschedule", "day": day}).action_ask()
        with self.assertRaises(UserError):
            wizards.create(wizard | {"action": "contact", "phone": "12"}).action_ask()
        wizards.create(wizard | {"action": "contact", "phone": "+91 98450 99999"}).action_ask()
        self.run_jobs()
        asked = json.dumps(self.ndr_requests(parcel))
        self.assertIn(day.isoformat(), asked)
        self.assertIn('"9845099999"', asked)

    def test_bring_it_back_waits_for_the_carrier(self):
        parcel = self.failed()
        parcel.action_ecom_ndr_back()
        self.run_jobs()
        self.assertEqual((parcel.ecom_outcome, parcel.sale_id.ecom_to_collect), ("ndr", 1000.0))
        self.report(self.happen(parcel, "rto_initiated", at(5)))
        self.assertEqual(
            (parcel.ecom_outcome, parcel.sale_id.ecom_to_collect), ("rto_initiated", 0.0)
        )

    def test_nothing_to_decide(self):
        with self.assertRaises(UserError):
            self.sent("cod").action_ecom_ndr_again()
