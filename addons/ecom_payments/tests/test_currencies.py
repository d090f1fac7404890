from decimal import Decimal
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.base.models.res_currency import ResCurrency
from odoo.addons.payment.const import CURRENCY_MINOR_UNITS

from ..domain.minor_units import decimals_of
from .common import PaymentsCase
from .gateways import StripeTools


@tagged("post_install", "-at_install")
class TestCurrencies(StripeTools, PaymentsCase):
    """Orders in another currency than the store's: no setting's amount is taken for one of theirs, and none converted."""

    def setUp(self):
        super().setUp()
        convert = ResCurrency._convert

        def refuse(currency, amount, to_currency, *args, **kwargs):
            self.assertTrue(currency == to_currency or not amount, "an amount was converted")
            return convert(currency, amount, to_currency, *args, **kwargs)

        self.startPatcher(patch.object(ResCurrency, "_convert", refuse))

    def order_in(self, code, price):
        """Return a draft order of one piece, as an addon with prices in that currency makes it."""
        currency = self.env.ref(f"base.{code}")
        currency.active = True
        pricelist = self.env["product.pricelist"].create(
            {
                "name": code,
                "currency_id": currency.id,
                "company_id": self.store.company_id.id,
                "item_ids": [(0, 0, {"compute_price": "fixed", "fixed_price": price})],
            }
        )
        order = self.build(self.wanted(self.product))
        order.write({"pricelist_id": pricelist.id})
        order.order_line.write({"price_unit": price})
        self.assertEqual((order.currency_id, order.amount_total), (currency, price))
        return order

    def options(self, order):
        options = order.env["ecom.payment.options"].for_order(order)
        return {option.type: option for option in options}

    def reasons(self, order, payment_type):
        return [reason.code for reason in self.options(order)[payment_type].reasons]

    def place_prepaid(self, order):
        payments = order.env["ecom.order.payments"]
        payments.agree(order, order.env["ecom.payment.options"].require(order, "prepaid"))
        payments.place(order)
        return {"id": order.ecom_uid}

    # === THE GATEWAY === #

    def test_gateway_and_refund_have_the_sellers_figures(self):
        """Acceptance 20 of pricing: 1 200 yen are 1200 at the gateway, 1.230 dinars are 1230, and as much goes back."""
        for code, price, minor in (
            ("JPY", 1200.0, 1200),
            ("KWD", 1.23, 1230),
            ("USD", 7.99, 799),
            ("EUR", 7.49, 749),
        ):
            with self.subTest(code):
                order = self.place_prepaid(self.order_in(code, price))
                intent = self.server.call("GET", f"/v1/payment_intents/{self.ref(order)}")
                self.assertEqual((intent["amount"], intent["currency"]), (minor, code.lower()))
                self.deliver(self.pay(order))
                record = self.record(order)
                self.assertEqual((record.state, record.ecom_paid_amount), ("sale", price))
                record.env["ecom.refunds"].refund(record)
                self.run_jobs()
                [refund] = self.refunds(order)
                self.assertEqual((refund["amount"], refund["currency"]), (minor, code.lower()))
                self.assertEqual(record.ecom_transaction_ids.currency_id.name, code)

    def test_decimals_are_those_of_odoos_table(self):
        ours = {code: decimals_of(code) for code in ("INR", "USD", "EUR", "JPY", "KWD")}
        self.assertEqual(ours, {code: CURRENCY_MINOR_UNITS[code] for code in ours})

    def test_what_cards_cannot_pay_is_said_before(self):
        """Card networks take dinars in steps of ten fils: that is a reason, not an error of a placed order."""
        order = self.order_in("KWD", 1.234)
        self.assertEqual(self.reasons(order, "prepaid"), ["gateway_limits"])
        self.provider.state = "disabled"
        self.assertFalse(self.reasons(order, "prepaid"))
        self.place_prepaid(order)
        self.assertEqual(order.sudo().ecom_transaction_ids._ecom_amount(), Decimal("1.234"))

    def test_gateways_limits_are_for_the_companys_currency(self):
        self.provider.write({"ecom_minimum_amount": 5000, "maximum_amount": 10000})
        self.assertTrue(self.reasons(self.build(self.wanted(self.product)), "prepaid"))
        self.assertFalse(self.reasons(self.order_in("JPY", 120000), "prepaid"))
        self.assertFalse(self.reasons(self.order_in("KWD", 12.34), "prepaid"))

    # === AT THE DOOR === #

    def test_cash_is_for_the_stores_own_currency(self):
        self.store.write({"cod_fee": 50, "cod_max_total": 2000, "cod_min_total": 100})
        order = self.order_in("JPY", 5000)
        for payment_type in ("cod", "partial_cod"):
            self.assertEqual(self.reasons(order, payment_type), ["currency_not_served"])
            self.assertFalse(self.options(order)[payment_type].fee.total)
        self.assertFalse(self.reasons(order, "prepaid"))
        sentence = self.env["ecom.payment.reasons"].sentence(
            self.options(order)["cod"].reasons[0], order.currency_id
        )
        self.assertIn("JPY", sentence)

    def test_a_rule_offers_it_in_another(self):
        order = self.order_in("JPY", 5000)
        rule = self.env["ecom.payment.rule"].create(
            {
                "name": "Regular customers",
                "company_id": self.store.company_id.id,
                "currency_id": self.store.currency_id.id,
                "cod": "allow",
            }
        )
        # it says nothing of currencies, so it was made for the store's own
        self.assertEqual(self.reasons(order, "cod"), ["currency_not_served"])
        rule.write(
            {
                "currency_id": order.currency_id.id,
                "max_total": 6000,
                "fee_kind": "amount",
                "fee_amount": 300,
            }
        )
        option = self.options(order)["cod"]
        self.assertEqual((option.reasons, option.total), ((), Decimal(5300)))
        rule.max_total = 4999
        self.assertEqual(self.reasons(order, "cod"), ["currency_not_served"])

    def test_discount_for_paying_online_is_for_the_own_currency(self):
        self.store.write({"prepaid_offer": "fixed", "prepaid_offer_amount": 50})
        offers = self.env["ecom.prepaid.offers"]
        self.assertTrue(offers.preview(self.build(self.wanted(self.product))))
        self.assertIsNone(offers.preview(self.order_in("JPY", 5000)))

    # === WHAT COMES AFTERWARDS === #

    def test_fixed_charge_of_a_return_is_decided_by_hand(self):
        self.store.write({"rto_policy": "withhold", "rto_charge": "fixed", "rto_charge_amount": 60})
        order = self.place_prepaid(self.order_in("USD", 70))
        self.deliver(self.pay(order))
        record = self.record(order)
        self.env["ecom.unwinding"]._decide_upfront(record)
        self.assertTrue(record.ecom_review_reason)
        self.assertFalse(self.refund_rows(order))
        self.store.rto_charge = "shipping"
        self.env["ecom.unwinding"]._decide_upfront(record)
        self.assertEqual(self.refund_rows(order).amount, -70.0)

    def test_risk_does_not_compare_amounts_of_two_currencies(self):
        self.store.risk_typical_total = 1000
        history = self.env["ecom.risk.history"]
        facts = [
            history.of_draft(order, order.partner_shipping_id, "cod")
            for order in (self.build(self.wanted(self.product, 2)), self.order_in("JPY", 90000))
        ]
        self.assertEqual([one.value for one in facts], [2.0, 1.0])
