from odoo.tests import tagged

from .carrier_acceptance import CarrierAcceptance
from .carrier_reports_acceptance import at
from .carriers import DelhiveryTools
from .common import PaymentsCase


@tagged("post_install", "-at_install")
class TestDelhivery(DelhiveryTools, CarrierAcceptance, PaymentsCase):
    """Parcels with Delhivery, over HTTP with a server that keeps its state."""

    def package(self, parcel):
        return self.server.packages[parcel.carrier_tracking_ref]

    def test_what_is_sent(self):
        parcel = self.ready("partial_cod")
        parcel.partner_id.street = "12 MG Road; #4 & 5%"
        parcel.action_ecom_book()
        body = self.package(parcel)["body"]
        self.assertEqual((body["payment_mode"], float(body["cod_amount"])), ("COD", 800.0))
        self.assertEqual(body["add"], "12 MG Road 4 5")
        self.assertEqual((body["weight"], body["phone"]), (400, "9845012345"))

    def test_amount_changes_before_it_leaves(self):
        parcel = self.booked("partial_cod")
        awb = parcel.carrier_tracking_ref
        self.env["ecom.cash.on.delivery"].open_row(parcel.sale_id)._set_canceled()
        self.run_jobs()
        self.assertEqual(self.parcels_made(), [(awb, 0)])
        self.assertEqual(self.package(parcel)["pt"], "Pre-paid")
        self.assertEqual(
            (parcel.ecom_booked_amount, parcel.sale_id.ecom_review_reason), (0.0, False)
        )

    def test_amount_changes_when_it_is_too_late(self):
        parcel = self.sent("partial_cod")
        self.report(self.happen(parcel, "out_for_delivery", at(1)))
        self.env["ecom.cash.on.delivery"].open_row(parcel.sale_id)._set_canceled()
        self.run_jobs()
        self.assertIn("still collects", parcel.sale_id.ecom_review_reason)
        self.assertIn("dispatched", parcel.sale_id.ecom_review_reason)

    def test_converted_to_prepaid_tells_the_carrier(self):
        parcel = self.booked("cod")
        order = parcel.sale_id
        self.update(order.ecom_uid, "convert_to_prepaid")
        self.deliver_payment(order)
        self.run_jobs()
        self.assertEqual(order.ecom_payment_type, "prepaid")
        self.assertEqual([amount for _awb, amount in self.parcels_made()], [0])

    def deliver_payment(self, order):
        """The gateway reports that what is still open was paid."""
        answer = self.fetch(order.ecom_uid)
        event = self.event(answer, amount=answer["remainingAmount"])
        self.deliver(event)

    def test_several_scans_at_once(self):
        parcel = self.sent("cod")
        hooks = [self.happen(parcel, what, at(n)) for n, what in enumerate(("in_transit", "ndr"))]
        self.report(hooks)
        self.assertEqual((parcel.ecom_outcome, parcel.ecom_attempts), ("ndr", 1))

    def test_bring_back_is_a_cancellation_there(self):
        parcel = self.failed()
        parcel.action_ecom_ndr_back()
        self.run_jobs()
        self.assertTrue(self.package(parcel)["cancelled"])
        self.assertEqual(parcel.ecom_shipment_job_ids.state, "done")
