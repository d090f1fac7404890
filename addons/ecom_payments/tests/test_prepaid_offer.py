from datetime import timedelta
from decimal import Decimal

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.ecom_base.tests.selling import HOME

from .common import PaymentsCase
from .messages import MessageTools


@tagged("post_install", "-at_install")
class TestPrepaidOffer(MessageTools, PaymentsCase):
    """COD orders that are paid online for a discount: exactly what was offered, once, and nothing otherwise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store.write(
            {
                "cod_fee": 50.0,
                "prepaid_offer": "percent",
                "prepaid_offer_percent": 5.0,
                "prepaid_offer_hours": 6,
            }
        )

    def accept(self, order, **fields_):
        """Take the offer up over the API; return the order with the payment to take."""
        response = self.update(order["id"], "convert_to_prepaid", **fields_)
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()

    def row(self, order):
        return self.record(order).ecom_transaction_ids.filtered(
            lambda row: row.ecom_purpose == "conversion"
        )

    def pay(self, order):
        self.deliver(self.event(order, amount=self.row(order)[:1].amount))
        return self.fetch(order["id"])

    def lapse(self, order):
        self.record(order).ecom_offer_until = fields.Datetime.now() - timedelta(minutes=1)

    # === OFFERED === #

    def test_what_is_offered(self):
        body = {"items": [self.item(self.product, 1)], "shippingAddress": HOME}
        response = self.call("POST", "/api/payments/options", body)
        options = {option["paymentType"]: option for option in response.json()["options"]}
        self.assertEqual(
            options["cod"]["prepaidOffer"],
            {"discountAmount": 50.0, "totalAmount": 950.0, "validHours": 6},
        )
        self.assertIsNone(options["prepaid"]["prepaidOffer"])
        offer = self.place("cod")["prepaidOffer"]
        until = offer.pop("expiresAt")
        self.assertEqual(
            offer, {"discountAmount": 50.0, "waivedFeeAmount": 50.0, "totalAmount": 950.0}
        )
        self.assertTrue(until.endswith("Z"))
        for payment_type in ("prepaid", "partial_cod"):
            self.assertIsNone(self.place(payment_type)["prepaidOffer"])

    def test_terms(self):
        self.store.prepaid_offer_max = 30
        self.assertEqual(self.place("cod")["prepaidOffer"]["discountAmount"], 30.0)
        self.store.prepaid_offer_min_total = 1000.01
        self.assertIsNone(self.place("cod")["prepaidOffer"])
        self.assertIsNotNone(self.place("cod", 2)["prepaidOffer"])
        self.store.write({"prepaid_offer": "fixed", "prepaid_offer_amount": 75})
        self.store.write({"prepaid_offer_min_total": 0, "prepaid_offer_risk": "high"})
        self.store.write({"risk_medium_percent": 98, "risk_high_percent": 99})
        self.assertIsNone(self.place("cod")["prepaidOffer"])
        self.store.write({"risk_medium_percent": 0.01, "risk_high_percent": 0.02})
        self.assertEqual(self.place("cod")["prepaidOffer"]["totalAmount"], 925.0)

    def test_settings_that_make_no_sense(self):
        for values in (
            {"prepaid_offer_percent": 0},
            {"prepaid_offer_percent": 100},
            {"prepaid_offer": "fixed", "prepaid_offer_amount": 0},
            {"prepaid_offer_hours": 0},
            {"prepaid_offer_max": -1},
        ):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.cr.savepoint(),
            ):
                self.store.write(values)
                self.store.flush_recordset()

    # === TAKEN UP === #

    def test_paid_in_time(self):
        """Acceptance case 19 with an offer: no fee, the discount once, and not a paisa over."""
        order = self.accept(self.place("cod"))
        self.assertEqual(order["totalAmount"], 1050.0, "nothing changes before the money is there")
        paid = self.pay(order)
        self.assertEqual(
            [paid[name] for name in ("paymentType", "paymentStatus", "totalAmount", "codFee")],
            ["prepaid", "fully_paid", 950.0, 0],
        )
        self.assertEqual((paid["remainingAmount"], paid["overpaidAmount"]), (0, None))
        self.assertIsNone(paid["prepaidOffer"])
        record = self.record(order)
        self.assertEqual((record.ecom_offer_state, record.ecom_to_collect), ("accepted", 0.0))
        self.assertFalse(record.ecom_review_reason, "the discount is no edit to look at")
        lines = record.order_line.filtered("ecom_is_offer")
        # 50 rupees with 5 % GST: 47.62 and 2.38
        self.assertEqual((len(lines), lines.price_subtotal, lines.price_total), (1, -47.62, -50.0))
        parts = sum(
            Decimal(str(paid[name]))
            for name in ("subtotal", "shippingAmount", "codFee", "taxAmount")
        )
        self.assertEqual(parts - Decimal(str(paid["discountAmount"])), Decimal("950"))

    def test_every_tax_gets_its_share(self):
        company = self.store.company_id
        goods = [
            self.make_product(
                f"Cup {n}", price, stock=90, taxes=self.make_gst(rate, included=included)
            )
            for n, (price, rate, included) in enumerate(
                [(33.37, 5, False), (0.99, 12, False), (104.55, 18, True), (7.77, 28, False)]
            )
        ]
        items = [self.item(product, 3) for product in goods]
        for rounding in ("round_per_line", "round_globally"):
            company.tax_calculation_rounding_method = rounding
            for percent in (3.33, 7.0, 33.0):
                with self.subTest(rounding=rounding, percent=percent):
                    self.store.prepaid_offer_percent = percent
                    order = self.accept(self.place("cod", items=items))
                    asked = self.row(order).amount
                    paid = self.pay(order)
                    self.assertEqual(paid["totalAmount"], asked)
                    self.assertEqual((paid["remainingAmount"], paid["overpaidAmount"]), (0, None))
                    taxes = self.record(order).order_line.filtered("ecom_is_offer").tax_ids
                    self.assertEqual(len(taxes), 4)

    def test_paid_twice_is_discounted_once(self):
        order = self.accept(self.place("cod"))
        first = self.event(order, amount=950.0)
        again = self.accept(order)
        self.assertEqual(again["payment"], order["payment"], "the same payment is offered again")
        self.deliver(first)
        self.deliver(first | {"id": "evt_again"})
        record = self.record(order)
        self.assertEqual(len(record.order_line.filtered("ecom_is_offer")), 1)
        self.assertEqual((record.amount_total, record.ecom_overpaid_amount), (950.0, 0.0))

    def test_mail_with_a_link(self):
        self.switch_on("prepaid_offer")
        order = self.place("cod")
        self.assertFalse(self.row(order), "placing does not wait for the gateway")
        self.run_messages()
        link = self.row(order)
        self.assertTrue(link.ecom_is_link)
        self.assertEqual((link.amount, len(self.mail.mails)), (950.0, 1))
        self.assertEqual(link.ecom_expires_at, self.record(order).ecom_offer_until)
        ((_to, mail),) = self.mail.mails
        self.assertIn("save", mail["Subject"])
        self.assertIn(link.ecom_payment_url, self.mail.text())
        self.assertIn("950.00", self.mail.text())
        paid = self.pay(self.fetch(order["id"]))
        self.assertEqual((paid["paymentType"], paid["totalAmount"]), ("prepaid", 950.0))

    def test_link_is_kept_when_the_mail_server_refuses(self):
        self.switch_on("prepaid_offer")
        order = self.place("cod")
        self.mail.answer = "451 Try later"
        self.run_messages(3)
        self.assertEqual(len(self.row(order)), 1, "not one for each try")
        self.mail.answer = None
        self.run_messages()
        self.assertEqual(len(self.mail.mails), 1)

    # === NOT TAKEN UP === #

    def test_not_paid(self):
        order = self.place("cod")
        before = {k: v for k, v in self.fetch(order["id"]).items() if k != "prepaidOffer"}
        self.lapse(order)
        self.expire()
        after = self.fetch(order["id"])
        self.assertIsNone(after.pop("prepaidOffer"))
        before.pop("updatedAt"), after.pop("updatedAt")
        self.assertEqual(after, before)
        self.assertEqual(self.record(order).ecom_offer_state, "lapsed")

    def test_asked_for_too_late(self):
        order = self.place("cod")
        self.lapse(order)
        self.accept(order)
        self.assertEqual(
            self.row(order).amount, 1000.0, "without the fee, but no discount any more"
        )

    def test_paid_late(self):
        """A payment that was asked for with the discount gets it, also if it is reported after the offer ended."""
        order = self.accept(self.place("cod"))
        self.lapse(order)
        self.expire()
        paid = self.pay(order)
        self.assertEqual((paid["paymentType"], paid["totalAmount"]), ("prepaid", 950.0))
        self.assertEqual(paid["overpaidAmount"], None)
        self.assertEqual(self.record(order).ecom_offer_state, "accepted")

    def test_sent_off_meanwhile(self):
        """The courier has the parcel and the customer pays: nobody collects, and the payment is enough."""
        order = self.accept(self.place("cod"))
        parcel = self.ship(order)
        self.assertIsNone(self.fetch(order["id"])["prepaidOffer"], "no offer once it has left")
        paid = self.pay(order)
        self.assertEqual((paid["paymentStatus"], paid["totalAmount"]), ("fully_paid", 950.0))
        self.assertEqual(parcel.ecom_to_collect, 0.0)

    def test_collected_meanwhile(self):
        """Cash was there first: the order keeps its price, and what was paid online too is shown to a person."""
        order = self.accept(self.place("cod"))
        self.ship(order).action_ecom_collected()
        paid = self.pay(order)
        self.assertEqual((paid["paymentType"], paid["totalAmount"]), ("cod", 1050.0))
        self.assertEqual(paid["overpaidAmount"], 950.0)
        self.assertTrue(self.record(order).ecom_review_reason)

    def test_order_changed_meanwhile(self):
        order = self.place("cod", 2)
        record = self.record(order)
        record.order_line.filtered(lambda line: not line.ecom_is_cod_fee).product_uom_qty = 1
        self.assertIsNone(self.fetch(order["id"])["prepaidOffer"])

    def test_stores_without_an_offer_pay_nothing(self):
        self.store.prepaid_offer = False
        self.place("cod")
        before = self.env.cr.sql_log_count
        self.assertIsNone(self.place("cod")["prepaidOffer"])
        without = self.env.cr.sql_log_count - before
        self.store.prepaid_offer = "percent"
        self.place("cod")
        before = self.env.cr.sql_log_count
        self.place("cod")
        self.assertLessEqual(self.env.cr.sql_log_count - before, without + 3)
