from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.ecom_base.tests.common import EcomCase
from odoo.addons.ecom_pricing.tests.common import PricingMixin


@tagged("post_install", "-at_install", "ecom")
class TestDelivery(PricingMixin, EcomCase):
    """Acceptance 8: delivery costs what is set in the order's currency, or is not offered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kurta = cls.make_product("Kurta", 123.0, weight=2.0)
        for code, amount in (("INR", 499), ("USD", 7.99), ("JPY", 9999), ("KWD", 2.345)):
            cls.set_price(cls.kurta, code, amount)
        cls.pen = cls.make_product("Pen", 1.0)
        cls.set_price(cls.pen, "JPY", 1)
        cls.carrier = cls.make_carrier("Courier", fixed_price=50)
        cls.set_delivery("USD", 10)
        cls.poison(7919, 104729, 1299709, 15485863, 32452843)

    @classmethod
    def make_carrier(cls, name, **values):
        product = cls.make_product(name, type="service", stock=None)
        return cls.env["delivery.carrier"].create(
            {
                "name": name,
                "product_id": product.id,
                "company_id": cls.store.company_id.id,
                **values,
            }
        )

    @classmethod
    def set_delivery(cls, code, amount, **values):
        return cls.env["ecom.delivery.price"].create(
            {
                "carrier_id": cls.carrier.id,
                "store_id": cls.store.id,
                "currency_id": cls.currency(code).id,
                "amount": amount,
                **values,
            }
        )

    def rate(self, order, carrier=None):
        with self.no_conversion():
            return (carrier or self.carrier).rate_shipment(order)

    def wizard(self, order):
        form = Form(
            self.env["choose.delivery.carrier"].with_context(
                default_order_id=order.id, default_carrier_id=False
            )
        )
        form.carrier_id = self.carrier
        return form.save()

    def test_without_a_price_it_is_not_offered(self):
        order = self.quotation("JPY", self.kurta)
        rate = self.rate(order)
        self.assertFalse(rate["success"])
        self.assertIn("No delivery price is set in JPY", rate["error_message"])
        self.assertFalse(self.carrier._is_available_for_order(order))
        wizard = self.env["choose.delivery.carrier"].create(
            {"order_id": order.id, "carrier_id": self.carrier.id, "delivery_price": 50}
        )
        self.assertNotIn(self.carrier, wizard.available_carrier_ids)
        self.assertIn("Courier: No delivery price is set in JPY", wizard.ecom_not_offered)
        with self.assertRaisesRegex(UserError, "JPY"):
            wizard.button_confirm()
        self.assertFalse(order.order_line.filtered("is_delivery"))

    def test_with_a_price_it_costs_just_that(self):
        order = self.quotation("USD", self.kurta)
        self.assertTrue(self.carrier._is_available_for_order(order))
        with self.no_conversion():
            self.wizard(order).button_confirm()
        line = order.order_line.filtered("is_delivery")
        self.assertEqual(
            (line.price_unit, line.ecom_price_source, line.ecom_price_currency_id.name),
            (10.0, "delivery", "USD"),
        )
        self.assertAlmostEqual(order.amount_total, 17.99)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_own_currency_needs_no_further_price(self):
        order = self.quotation("INR", self.kurta)
        self.assertEqual(self.rate(order)["price"], 50.0)
        self.carrier.write({"free_over": True, "amount": 499})
        self.assertEqual(self.rate(order)["price"], 0.0)
        self.set_delivery("INR", 70)
        self.assertEqual(self.rate(order)["price"], 70.0)

    def test_free_from_exactly_ten_thousand_yen(self):
        self.carrier.write({"free_over": True, "amount": 50})
        self.set_delivery("JPY", 800, free_over=10000)
        order = self.quotation("JPY", self.kurta)
        self.assertEqual(order.amount_total, 9999)
        self.assertEqual(self.rate(order)["price"], 800)
        order.write({"order_line": [Command.create({"product_id": self.pen.id})]})
        self.assertEqual(order.amount_total, 10000)
        rate = self.rate(order)
        self.assertEqual((rate["price"], rate["carrier_price"]), (0.0, 800.0))
        self.assertIn("10,000", rate["warning_message"])
        self.wizard(order).button_confirm()
        # the free delivery does not count against the threshold
        self.assertEqual(self.rate(order)["price"], 0.0)

    def test_fractions_of_a_yen_are_refused(self):
        for values in ({"amount": 99.5}, {"amount": 500, "free_over": 9999.5}):
            with (
                self.assertRaisesRegex(ValidationError, "JPY have 0 decimals"),
                self.cr.savepoint(),
            ):
                self.set_delivery("JPY", **values)
        price = self.set_delivery("JPY", 500)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            price.amount = 0.5
        self.set_delivery("KWD", 1.234)
        order = self.quotation("KWD", self.kurta)
        self.assertEqual(self.rate(order)["price"], 1.234)

    def test_rules_have_prices_of_their_own(self):
        by_rule = self.make_carrier("Freight", delivery_type="base_on_rule", fixed_margin=100)
        dear, light = self.env["delivery.price.rule"].create(
            [
                {
                    "carrier_id": by_rule.id,
                    "variable": "price",
                    "operator": ">=",
                    "max_value": 900,
                    "list_base_price": 0,
                    "sequence": 1,
                },
                {
                    "carrier_id": by_rule.id,
                    "variable": "weight",
                    "operator": "<=",
                    "max_value": 5,
                    "list_base_price": 40,
                    "sequence": 2,
                },
            ]
        )
        home = self.quotation("INR", self.kurta)
        self.assertEqual(self.rate(home, by_rule)["price"], 140)
        order = self.quotation("JPY", self.kurta)
        self.assertFalse(self.rate(order, by_rule)["success"])
        freight = {"carrier_id": by_rule.id}
        self.set_delivery("JPY", 300, per_unit=33, rule_id=light.id, **freight)
        # the rule about the total comes first, and has no total in yen
        self.assertFalse(self.rate(order, by_rule)["success"])
        self.set_delivery("JPY", 0, max_value=20000, rule_id=dear.id, **freight)
        self.assertEqual(self.rate(order, by_rule)["price"], 366)
        many = self.quotation("JPY", self.kurta, quantity=3)
        self.assertEqual(self.rate(many, by_rule)["price"], 0)
        self.set_delivery("JPY", 777, **freight)
        self.assertEqual(self.rate(many, by_rule)["price"], 777)

    def test_two_poisons_same_delivery(self):
        self.set_delivery("JPY", 800)
        found = set()
        for primes in ((2, 3, 5, 7, 11), (97, 89, 83, 79, 73)):
            self.poison(*primes)
            order = self.quotation("JPY", self.kurta)
            self.wizard(order).button_confirm()
            found.add(order.amount_total)
        self.assertEqual(found, {10799.0})

    def test_another_currency_drops_the_delivery(self):
        order = self.quotation("USD", self.kurta)
        self.wizard(order).button_confirm()
        order.write({"pricelist_id": self.pricelist("JPY").id})
        self.assertFalse(order.order_line.filtered("is_delivery"))
        self.assertFalse(order.carrier_id)
        self.set_delivery("JPY", 800)
        self.wizard(order).button_confirm()
        self.assertEqual(order.amount_total, 10799)

    def test_tax_of_the_destination(self):
        """A price with tax stays what the customer pays."""
        self.carrier.product_id.taxes_id = self.make_gst(18)
        self.set_delivery("JPY", 1180)
        order = self.quotation("JPY", self.kurta)
        self.wizard(order).button_confirm()
        line = order.order_line.filtered("is_delivery")
        self.assertEqual((line.price_total, line.price_tax), (1180, 180))
        # 9 % + 9 % on top of a price before tax would be 501
        self.carrier.product_id.taxes_id = self.make_gst(9, included=False, name="CGST") | (
            self.make_gst(9, included=False, name="SGST")
        )
        self.carrier.ecom_price_ids.filtered(lambda price: price.amount == 1180).amount = 500
        self.wizard(order).button_confirm()
        self.assertEqual(order.order_line.filtered("is_delivery").price_total, 500)

    def test_screen(self):
        """The carrier's form takes prices; whoever cannot see prices does not see the page."""
        carrier = Form(self.carrier, view="delivery.view_delivery_carrier_form")
        with carrier as form, form.ecom_price_ids.new() as line:
            line.store_id = self.store
            line.currency_id = self.currency("JPY")
            line.amount = 900
        self.assertEqual(self.carrier.ecom_price_ids.mapped("amount"), [900, 10])

    def test_orders_on_other_lists_are_odoos(self):
        native = self.env["product.pricelist"].create(
            {
                "name": "Dollars",
                "currency_id": self.currency("USD").id,
                "company_id": self.store.company_id.id,
            }
        )
        order = self.quotation("USD", self.kurta, pricelist_id=native.id)
        self.assertTrue(self.carrier.rate_shipment(order)["success"])
        self.assertNotEqual(self.carrier.rate_shipment(order)["price"], 10)
