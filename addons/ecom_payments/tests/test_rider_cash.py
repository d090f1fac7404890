from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .books import BooksCase
from .common import PaymentsCase
from .riders import RidersMixin


class HandoverTools(RidersMixin):
    def setUp(self):
        super().setUp()
        self.rider = self.make_rider()
        company = self.store.company_id
        self.desk = new_test_user(
            self.env,
            "desk",
            groups="ecom_base.group_ecom_order_desk",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    def hand_over(self, received, **values):
        handover = self.env["ecom.rider.handover"].with_user(self.desk)
        handover = handover.create({"rider_id": self.rider.id, "received": received, **values})
        handover.action_receive()
        self.env.invalidate_all()
        return handover

    def in_hand(self):
        company = self.store.company_id
        desk = self.env["ecom.cash.with.riders"]
        return desk.in_hand(self.rider, company, company.currency_id)


@tagged("post_install", "-at_install")
class TestRiderHandover(HandoverTools, PaymentsCase):
    """Cash that riders hand over, in a company without books."""

    def test_what_is_missing_stays_with_the_rider(self):
        for _ in range(2):
            self.deliver_at_door(self.rider, self.give(self.rider))
        self.assertEqual(self.in_hand(), 2000.0)
        short = self.hand_over(1950)
        self.assertEqual((short.expected, short.difference), (2000.0, -50.0))
        self.assertEqual(short.received_by_id, self.desk)
        self.assertEqual(self.in_hand(), 50.0)
        rest = self.hand_over(50)
        self.assertEqual((rest.expected, rest.difference, self.in_hand()), (50.0, 0.0, 0.0))

    def test_received_once_and_for_all(self):
        self.deliver_at_door(self.rider, self.give(self.rider))
        handover = self.hand_over(1000)
        handover.action_receive()
        self.assertEqual(self.in_hand(), 0.0)
        for vals in (
            {"received": 1},
            {"rider_id": self.desk.id},
            {"expected": 1},
            {"state": "draft"},
        ):
            with self.assertRaises(UserError):
                handover.write(vals)
        with self.assertRaises(UserError):
            handover.unlink()

    def test_nothing_counted_is_nothing_received(self):
        with self.assertRaisesRegex(UserError, "Count the cash"):
            self.hand_over(0)

    def test_upi_is_not_handed_over(self):
        self.deliver_at_door(
            self.rider, self.give(self.rider), method="upi", reference="427700000001"
        )
        self.assertEqual(self.in_hand(), 0.0)

    def test_the_desk_records_for_the_rider(self):
        parcel = self.give(self.rider)
        parcel.with_user(self.desk).action_ecom_collected()
        self.assertEqual(self.in_hand(), 1000.0)

    def test_desk_opens_a_handover_from_the_list(self):
        self.deliver_at_door(self.rider, self.give(self.rider))
        line = self.env["ecom.rider.cash"].search([("rider_id", "=", self.rider.id)])
        self.assertEqual((line.in_hand, line.collected), (1000.0, 1000.0))
        action = line.with_user(self.desk).action_receive()
        self.assertEqual(action["context"]["default_rider_id"], self.rider.id)


@tagged("post_install", "-at_install")
class TestRiderBooks(HandoverTools, BooksCase):
    """The same in a company that keeps books."""

    def test_own_riders_account_holds_what_is_missing(self):
        parcel = self.give(self.rider)
        # the customer chose a carrier, the shop's own rider brought it
        parcel.carrier_id = self.make_carrier()
        self.deliver_at_door(self.rider, parcel)
        self.deliver_at_door(self.rider, self.give(self.rider))
        register = self.env["account.journal"].create(
            {"name": "Till", "type": "cash", "code": "TILL", "company_id": self.store.company_id.id}
        )
        handover = self.hand_over(1950, journal_id=register.id)
        entry = handover.sudo().move_id
        self.assertEqual((entry.state, entry.journal_id), ("posted", register))
        till = entry.line_ids.filtered(lambda line: line.account_id == register.default_account_id)
        self.assertEqual(till.balance, 1950.0)
        self.assertEqual(self.clearing(), 50.0)
        self.post_process()
        self.assertEqual(self.clearing(), 50.0)
        held = self.env["ecom.cod.cash"].search([("company_id", "=", self.store.company_id.id)])
        self.assertEqual(held.mapped("amount"), [50.0])
        self.hand_over(50)
        self.assertEqual(self.clearing(), 0.0)
        self.assertFalse(held.search([("company_id", "=", self.store.company_id.id)]))

    def test_register_is_made_on_first_use(self):
        company = self.store.company_id
        company._ecom_cash_register().active = False
        self.deliver_at_door(self.rider, self.give(self.rider))
        handover = self.hand_over(1000)
        register = handover.sudo().journal_id
        self.assertEqual((register.type, register.company_id), ("cash", company))
        self.assertFalse(register.ecom_is_cod)
        self.assertEqual(self.clearing(), 0.0)
