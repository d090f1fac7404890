"""What every carrier may report, and what is done about it. Part of :mod:`.carrier_acceptance`."""

import json
from datetime import UTC, datetime, timedelta

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.exceptions import UserError
from odoo.tools import mute_logger

QUIET = "odoo.addons.ecom_base.services.http_client"


def at(minutes):
    """Return the time in so many minutes, as Indian carriers write it."""
    moment = datetime.now(UTC) + timedelta(hours=5, minutes=30 + minutes)
    return moment.strftime("%Y-%m-%d %H:%M:%S")


class CarrierReports:
    allow_inherited_tests_method = True

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

    def test_what_came_back_is_counted_by_a_person(self):
        parcel = self.sent("cod")
        goods = parcel.move_ids.product_id
        on_hand = goods.qty_available
        self.report(self.happen(parcel, "rto_initiated", at(1)))
        self.assertFalse(parcel.move_ids.returned_move_ids)
        received = self.happen(parcel, "rto_received", at(2))
        self.report(received)
        self.report(received)
        back = parcel.move_ids.returned_move_ids.picking_id
        self.assertEqual((len(back), back.state), (1, "assigned"))
        self.assertEqual(goods.qty_available, on_hand)

        back.move_ids.picked = True
        back._action_done()
        self.assertEqual(goods.qty_available, on_hand + 1)
        outcomes = parcel.ecom_shipment_event_ids.mapped("outcome")
        self.assertEqual(outcomes.count("rto_received"), 1)

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

    def test_heard_by_webhook_and_by_asking_counts_once(self):
        parcel = self.sent("cod")
        self.report(self.happen(parcel, "ndr", at(1)))
        history = len(parcel.ecom_shipment_event_ids)
        self.track(parcel)
        self.assertEqual((parcel.ecom_attempts, parcel.ecom_outcome), (1, "ndr"))
        self.assertEqual(len(parcel.ecom_shipment_event_ids), history)

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
