from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .carrier_reports_acceptance import at
from .carriers import DelhiveryTools
from .common import PaymentsCase


@tagged("post_install", "-at_install")
class TestParcels(DelhiveryTools, PaymentsCase):
    """What people see of parcels and do with them, with a carrier that can be asked and without."""

    def html(self, report, parcel):
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(report, parcel.ids)
        return " ".join(content.decode().split())

    def user(self, group):
        return self.make_employee(f"ecom_base.group_ecom_{group}", f"user_{group}")

    # === PAPER === #

    def notice(self, parcel):
        html = self.env["ir.qweb"]._render("ecom_payments.collect_notice", {"o": parcel})
        return " ".join(str(html).split())

    def test_paper_says_what_to_collect(self):
        cod, prepaid = self.ready("partial_cod"), self.ready("prepaid")
        self.assertRegex(self.notice(cod), r"Collect.*800\.00")
        self.assertIn("Prepaid, collect nothing", self.notice(prepaid))
        for report in ("stock.report_deliveryslip", "ecom_payments.report_label"):
            self.assertRegex(self.html(report, cod), r"Collect[^.]*800\.00", report)
            self.assertNotIn("collect nothing", self.html(report, cod))
            self.assertIn("Prepaid, collect nothing", self.html(report, prepaid))
        # this one holds a bitmap barcode, which takes a graphics library to draw
        operations = self.env.ref("stock.report_picking").get_combined_arch()
        self.assertIn("ecom_payments.collect_notice", operations)

    def test_other_transfers_say_nothing(self):
        parcel = self.ready("cod")
        parcel.action_ecom_ship()
        parcel.action_ecom_refused()
        self.bring_back(parcel)
        back = parcel.move_ids.returned_move_ids.picking_id
        self.assertTrue(back)
        self.assertEqual(self.notice(back), "")

    def test_label_has_number_and_barcode(self):
        parcel = self.booked("cod")
        label = self.html("ecom_payments.report_label", parcel)
        self.assertIn(parcel.carrier_tracking_ref, label)
        self.assertIn("data:image/svg+xml;base64,", label)

    # === CARRIERS THAT CANNOT BE ASKED === #

    def by_hand(self):
        parcel = self.ready("cod")
        parcel.carrier_id = self.set_up(
            "",
            "By hand",
            delivery_type="fixed",
            tracking_url="https://c.example/<shipmenttrackingnumber>",
        )
        parcel.carrier_tracking_ref = "HAND-1"
        parcel.action_ecom_ship()
        return parcel

    def test_numbers_by_hand_and_outcomes_by_buttons(self):
        parcel = self.by_hand()
        self.assertFalse(self.server.calls)
        shipment = self.fetch(parcel.sale_id.ecom_uid)["shipments"][0]
        self.assertEqual(
            (shipment["carrier"], shipment["trackingUrl"]), ("By hand", "https://c.example/HAND-1")
        )
        parcel.action_ecom_collected()
        self.assertEqual(parcel.sale_id.ecom_payment_status, "fully_paid")

    def test_undelivered_by_hand(self):
        parcel = self.by_hand()
        self.update(parcel.sale_id.ecom_uid, "collection_failed", reason="Nobody at home")
        self.env.invalidate_all()
        self.assertEqual(
            (parcel.ecom_attempts, parcel.ecom_ndr_reason, parcel.ecom_ndr_waits),
            (1, "Nobody at home", True),
        )
        parcel.action_ecom_ndr_again()
        self.assertFalse(parcel.ecom_shipment_job_ids)
        self.assertIn("tell By hand", parcel.message_ids[0].body)
        parcel.action_ecom_ndr_back()
        self.assertEqual(parcel.ecom_outcome, "rto_initiated")

    def test_booking_says_what_is_wrong(self):
        parcel = self.by_hand()
        with self.assertRaisesRegex(UserError, "HAND-1"):
            parcel.action_ecom_book()
        parcel.carrier_tracking_ref = False
        with self.assertRaisesRegex(UserError, "by hand"):
            parcel.action_ecom_book()

    def test_carrier_asked_by_the_warehouse_when_it_leaves(self):
        """Odoo itself books when a parcel is validated."""
        parcel = self.ready("cod")
        parcel.picking_type_id.print_label = True
        parcel.action_ecom_ship()
        self.assertEqual(self.parcels_made(), [(parcel.carrier_tracking_ref, 1000)])

    def test_home_counts_what_waits(self):
        def light():
            data = self.env["ecom.home"].load(self.store.id, "7d")
            [found] = [row for row in data["health"] if row["label"] == "Undelivered parcels"]
            return found

        self.assertEqual(light()["level"], "good")
        parcel = self.sent("cod")
        self.report(self.happen(parcel, "ndr", at(1)))
        self.assertEqual(light()["text"], "Waiting for a decision: 1")
        found = self.env["stock.picking"].search(light()["action"]["domain"])
        self.assertEqual(found, parcel)
        parcel.action_ecom_ndr_again()
        self.assertEqual(light()["level"], "good")

    # === ROLES === #

    def test_desk_books_and_decides(self):
        desk = self.user("order_desk")
        parcel = self.ready("cod").with_user(desk)
        parcel.action_ecom_book()
        parcel.action_ecom_ship()
        self.report(self.happen(parcel.sudo(), "ndr", at(1)))
        parcel.action_ecom_ndr_again()
        self.assertEqual(parcel.ecom_shipment_job_ids.user_id, desk)
        with self.assertRaises(AccessError):
            parcel.carrier_id.action_ecom_check()
        with self.assertRaises(AccessError):
            parcel.carrier_id.read(["ecom_api_login"])

    def test_others_only_look(self):
        parcel = self.booked("cod")
        for group in ("analyst", "marketing"):
            user = self.user(group)
            self.assertTrue(parcel.sale_id.with_user(user).ecom_to_collect)
            for action in ("action_ecom_book", "cancel_shipment", "action_ecom_ndr_again"):
                with self.assertRaises(AccessError):
                    getattr(parcel.with_user(user), action)()
            with self.assertRaises(AccessError):
                self.env["ecom.ndr.wizard"].with_user(user).create({"action": "rto"})
            with self.assertRaises(AccessError):
                self.env["ecom.shipment.job"].with_user(user).create(
                    {"picking_id": parcel.id, "kind": "book"}
                )
        self.assertEqual(len(self.parcels_made()), 1)

    def test_secrets_are_nobodys(self):
        for group in ("analyst", "marketing", "order_desk", "manager"):
            for name in ("ecom_api_secret", "ecom_webhook_token"):
                with self.assertRaises(AccessError):
                    self.carrier.with_user(self.user(f"{group}")).read([name])

    # === COPIES OF THE DATABASE === #

    def test_a_page_of_orders_needs_no_more_queries(self):
        for _number in range(3):
            self.booked("cod")
        presenter = self.services()["ecom.order.presenter"]
        orders = self.env["sale.order"].search([("ecom_store_id", "=", self.store.id)])
        orders = presenter.env["sale.order"].browse(orders.ids)
        counts = []
        for some in (orders[:1], orders[:3]):
            self.env.invalidate_all()
            some.picking_ids.mapped("carrier_tracking_ref")
            presenter.dump(some[0])
            before = self.env.cr.sql_log_count
            for order in some:
                [presenter._shipment(parcel) for parcel in order.picking_ids]
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2, counts)
