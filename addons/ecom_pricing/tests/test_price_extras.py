from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.ecom_base.tests.common import EcomCase

from ..models.price_errors import PriceNotSet
from .extras import ExtrasMixin


@tagged("post_install", "-at_install", "ecom")
class TestExtras(ExtrasMixin, EcomCase):
    """Acceptance case 6, and the rows of table 1.2 on extras."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.poison(7919, 104729, 1299709, 15485863, 32452843)
        cls.make_shirt()
        for code, amount in (("JPY", 120000), ("USD", 800), ("KWD", 245.5)):
            cls.set_price(cls.medium, code, amount)
        cls.set_price(cls.large, "JPY", 130000, variant=True)
        cls.set_extra(cls.name, "JPY", 4000)
        cls.set_extra(cls.name, "KWD", 1.234)

    def test_full_price_of_a_variant_and_extras_of_choices(self):
        for product, values, price, source in (
            (self.medium, [self.plain], 120000, "seller_price"),
            (self.large, [self.plain], 130000, "seller_price"),
            (self.medium, [self.name], 124000, "extra"),
            (self.large, [self.name], 134000, "extra"),
        ):
            order = self.order_of("JPY", product, *values, quantity=3)
            self.assertEqual(order.order_line.price_unit, price)
            self.assertEqual(order.order_line.ecom_price_source, source)
            self.assertEqual(order.order_line.ecom_price_amount, price)
            self.assertEqual(order.amount_total, 3 * price)
        order = self.order_of("KWD", self.medium, self.name, quantity=3)
        self.assertAlmostEqual(order.amount_total, 3 * 246.734, 6)
        order.action_confirm()

    def test_choice_without_extra_is_not_sold(self):
        for code, value, name in (("JPY", self.logo, "Logo"), ("USD", self.name, "Name")):
            with self.assertRaisesRegex(PriceNotSet, f"{code}.*Shirt.*Print: {name}"):
                self.order_of(code, self.medium, value)

    def test_free_is_what_costs_nothing_anywhere(self):
        self.logo.price_extra = 0
        self.assertEqual(self.order_of("USD", self.medium, self.logo).amount_total, 800)
        self.set_extra(self.logo, "KWD", 0)
        self.assertEqual(self.order_of("KWD", self.medium, self.logo).amount_total, 245.5)
        with self.assertRaises(PriceNotSet):
            self.order_of("USD", self.medium, self.logo)

    def test_another_choice_another_price(self):
        order = self.order_of("JPY", self.medium, self.plain)
        line = order.order_line
        line.product_no_variant_attribute_value_ids = self.name
        self.assertEqual(line.price_unit, 124000)
        self.set_extra(self.name, "USD", 30)
        order.pricelist_id = self.pricelist("USD")
        self.assertEqual(line.price_unit, 830)

    def test_what_an_extra_must_be(self):
        for choice, code, amount, error in (
            (self.size_l, "JPY", 1, "makes variants"),
            (self.logo, "JPY", 0.5, "in JPY have 0 decimals"),
            (self.logo, "GBP", 1, "does not sell in GBP"),
            (self.logo, "JPY", float("nan"), "not a number"),
        ):
            with self.assertRaisesRegex(ValidationError, error), self.cr.savepoint():
                self.set_extra(choice, code, amount)
        extra = self.set_extra(self.logo, "JPY", -500)
        with self.assertRaisesRegex(ValidationError, "0 decimals"), self.cr.savepoint():
            extra.amount = 0.5
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.set_extra(self.logo, "JPY", 300)
        self.assertEqual(self.order_of("JPY", self.medium, self.logo).amount_total, 119500)


@tagged("post_install", "-at_install", "ecom")
class TestCombos(ExtrasMixin, EcomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.poison(7919, 104729, 1299709, 15485863, 32452843)
        gst = cls.make_gst(18, included=False)
        cls.shirt, cls.vest, cls.cap, cls.pin = (
            cls.make_product(name, 10.0, taxes=gst) for name in ("Shirt", "Vest", "Cap", "Pin")
        )
        for product, price in ((cls.shirt, 1000), (cls.vest, 700), (cls.cap, 400), (cls.pin, 70)):
            cls.set_price(product, "JPY", price)
        cls.outfit = cls.make_combo([cls.shirt, cls.vest], [cls.cap], [cls.pin])
        cls.set_price(cls.outfit, "JPY", 1000)
        cls.set_price(cls.outfit, "KWD", 10.0)
        cls.items = cls.choices.combo_item_ids

    def parts(self, order):
        return order.order_line.filtered("combo_item_id")

    def test_parts_add_up(self):
        """By what the cheapest option of each choice costs: 700, 400 and 70 of 1170. Without prices, equal parts."""
        shirt, vest, cap, pin = self.items
        for code, options, shares in (
            ("JPY", (shirt, cap, pin), [598, 342, 60]),
            ("KWD", (shirt, cap, pin), [3.333, 3.333, 3.334]),
        ):
            order = self.order_combo(code, *options, quantity=3)
            self.assertAlmostEqual(order.amount_total, 3 * sum(shares), 6)
            for line, share in zip(self.parts(order), shares, strict=True):
                self.assertAlmostEqual(line.price_total, 3 * share, 6)
            self.assertEqual(set(order.order_line.mapped("ecom_price_source")), {"seller_price"})
            order._recompute_prices()
            self.assertAlmostEqual(order.amount_total, 3 * sum(shares), 6)
            order.action_confirm()
        self.assertTrue(vest)

    def test_extra_of_an_option(self):
        _shirt, vest, cap, pin = self.items
        order = self.quotation("JPY", self.outfit)
        with self.assertRaisesRegex(PriceNotSet, "JPY.*Vest"), self.cr.savepoint():
            self.pick(order, vest, cap, pin)
        self.set_extra(vest, "JPY", 5)
        order = self.order_combo("JPY", vest, cap, pin, quantity=3)
        self.assertEqual(order.amount_total, 3 * 1005)
        self.assertEqual(self.parts(order)[0].ecom_price_source, "extra")

    def test_combo_without_price_is_not_sold(self):
        with self.assertRaisesRegex(PriceNotSet, "USD.*Outfit"):
            self.quotation("USD", self.outfit)
        shirt, _vest, cap, pin = self.items
        order = self.order_combo("JPY", shirt, cap, pin)
        self.outfit.product_tmpl_id.ecom_price_ids.unlink()
        order.with_context(ecom_collect_unpriced=True)._recompute_prices()
        self.assertEqual(order._ecom_unclean_lines(), order.order_line)
        with self.assertRaisesRegex(UserError, "no price in JPY: .*Outfit"):
            order.action_confirm()

    def test_combo_below_its_mrp(self):
        shirt, vest, cap, pin = self.items
        self.outfit.product_tmpl_id.ecom_price_ids.mrp = 1003
        self.order_combo("JPY", shirt, cap, pin)
        self.set_extra(vest, "JPY", 5)
        with self.assertRaisesRegex(UserError, "MRP"):
            self.order_combo("JPY", vest, cap, pin)
