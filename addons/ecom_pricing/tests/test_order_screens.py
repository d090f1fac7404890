from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import html2plaintext

from odoo.addons.ecom_base.tests.common import EcomCase

from ..models.price_errors import PriceNotSet
from .common import PricingMixin


@tagged("post_install", "-at_install", "ecom")
class TestOrderScreens(PricingMixin, EcomCase):
    """What the back office sees and may do on an order at the seller's prices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.poison(7919, 104729, 1299709, 15485863, 32452843)
        cls.kurta = cls.make_product("Kurta", taxes=cls.make_gst(18))
        cls.saree = cls.make_product("Saree")
        for code, amount in (("INR", 500), ("JPY", 1200), ("EUR", 7.49)):
            cls.set_price(cls.kurta, code, amount)
        company = cls.store.company_id
        cls.desk, cls.typist = (
            new_test_user(
                cls.env,
                login,
                f"{group},sale.group_discount_per_so_line",
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            )
            for login, group in (
                ("screen_desk", "ecom_base.group_ecom_order_desk"),
                ("screen_typist", "ecom_pricing.group_price_manual"),
            )
        )

    def log(self, order):
        return html2plaintext("".join(order.message_ids.mapped("body")))

    def test_price_is_for_reading_only(self):
        order = self.quotation("INR", self.kurta)
        for name, value in (("price_unit", 400), ("discount", 10)):
            with (
                self.assertRaisesRegex(AssertionError, "readonly"),
                Form(order.with_user(self.desk)) as form,
                form.order_line.edit(0) as line,
            ):
                setattr(line, name, value)
        with Form(order.with_user(self.desk)) as form, form.order_line.edit(0) as line:
            line.product_uom_qty = 3
        self.assertEqual(
            (order.amount_total, order.order_line.ecom_price_source), (1500, "seller_price")
        )

    def test_typed_price_is_logged(self):
        order = self.quotation("INR", self.kurta)
        with Form(order.with_user(self.typist)) as form, form.order_line.edit(0) as line:
            line.price_unit = 400
        self.assertEqual(order.order_line.ecom_price_source, "manual")
        self.assertRegex(self.log(order), r"Kurta: from ₹\xa0?500.00 to ₹\xa0?400.00")
        self.assertEqual(order.message_ids[0].author_id, self.typist.partner_id)
        order.order_line.with_user(self.typist).discount = 10
        self.assertRegex(self.log(order), r"from ₹\xa0?400.00 to ₹\xa0?360.00")
        count = len(order.message_ids)
        order.order_line.with_user(self.typist).name = "Another text"
        order.with_user(self.desk).action_update_prices()
        self.assertEqual(order.order_line.ecom_price_source, "seller_price")
        self.assertNotIn("typed by hand", html2plaintext(order.message_ids[0].body))
        self.assertEqual(len(order.message_ids), count + 1)

    def test_typed_price_is_not_finer_than_its_currency(self):
        for code, price in (("JPY", 99.5), ("EUR", 9.999)):
            order = self.quotation(code, self.kurta)
            with self.assertRaisesRegex(UserError, f"in {code} have"), self.cr.savepoint():
                order.order_line.price_unit = price
            line = {"product_id": self.saree.id, "price_unit": price}
            with self.assertRaisesRegex(UserError, f"in {code} have"), self.cr.savepoint():
                order.order_line = [Command.create(line)]
        order.order_line.price_unit = 9.99
        self.assertEqual(order.order_line.ecom_price_source, "manual")

    def test_other_currency_is_shown_at_once(self):
        order = self.quotation("INR", self.kurta)
        with Form(order.with_user(self.desk)) as form:
            form.pricelist_id = self.pricelist("JPY")
            with form.order_line.edit(0) as line:
                self.assertEqual(line.price_unit, 1200)
        self.assertEqual((order.currency_id.name, order.amount_total), ("JPY", 1200))
        with self.assertRaises(PriceNotSet), Form(order) as form:
            form.pricelist_id = self.pricelist("KWD")

    def test_odoos_list_instead(self):
        order = self.quotation("INR", self.kurta)
        native = self.env["product.pricelist"].create(
            {
                "name": "Native",
                "currency_id": self.currency("INR").id,
                "company_id": self.store.company_id.id,
            }
        )
        order.pricelist_id = native
        line = order.order_line
        self.assertEqual((line.price_unit, line.ecom_price_source), (499, False))
        self.assertFalse(line.ecom_tax_basis or line.ecom_price_id)

    def test_unsaved_lines_total_exactly(self):
        """500 with 9 % + 9 % on top is 423.72 + 2 * 38.14, before the line is saved too."""
        halves = [self.make_gst(9, name=name, included=False) for name in ("CGST", "SGST")]
        self.kurta.taxes_id = halves[0] | halves[1]
        order = self.quotation("INR")
        with Form(order) as form, form.order_line.new() as line:
            line.product_id = self.kurta
            self.assertAlmostEqual(line.price_total, 500, 6)
            line.product_uom_qty = 3
            self.assertAlmostEqual(line.price_total, 1500, 6)
        self.assertAlmostEqual(order.amount_total, 1500, 6)

    def test_unpriced_lines_and_the_way_out(self):
        cart = self.build(self.wanted(self.kurta))
        order = self.env["sale.order"].browse(cart.id)
        self.assertFalse(order.ecom_unpriced)
        self.kurta.product_tmpl_id.ecom_price_ids.filtered(
            lambda price: price.currency_id.name == "INR"
        ).unlink()
        order.with_context(ecom_collect_unpriced=True)._recompute_prices()
        self.assertIn("Kurta", order.ecom_unpriced)
        action = order.action_ecom_set_prices()
        self.assertEqual(
            action["context"]["default_product_tmpl_id"], self.kurta.product_tmpl_id.id
        )
        with self.assertRaisesRegex(PriceNotSet, "INR.*Kurta"):
            order.action_update_prices()
        self.set_price(self.kurta, "INR", 450)
        order.action_update_prices()
        self.assertFalse(order.ecom_unpriced)
        self.assertEqual(order.amount_total, 450)

    def test_three_times_the_shown_price(self):
        """In the product's own unit and in bigger ones. A smaller unit's price may be finer, its totals are not."""
        dozen, unit = self.env.ref("uom.product_uom_dozen"), self.env.ref("uom.product_uom_unit")
        self.saree.uom_id = unit
        self.set_price(self.saree, "JPY", 333)
        order = self.quotation("JPY", self.saree, quantity=3)
        self.assertEqual(order.amount_total, 999)
        order.order_line.product_uom_id = dozen
        self.assertEqual(order.order_line.price_unit, 12 * 333)
        self.assertEqual(order.amount_total, 36 * 333)

    def test_sections_and_notes(self):
        order = self.quotation("INR", self.kurta)
        order.order_line = [
            Command.create({"display_type": "line_section", "name": "Clothes", "sequence": 1}),
            Command.create({"display_type": "line_note", "name": "Wash cold"}),
        ]
        order.pricelist_id = self.pricelist("JPY")
        order.action_confirm()
        self.assertEqual((order.state, order.amount_total), ("sale", 1200))

    def test_copy_has_todays_prices(self):
        order = self.quotation("INR", self.kurta)
        order.order_line.price_unit = 400
        copy = order.copy()
        self.assertEqual(copy.order_line.ecom_price_source, "manual")
        copy.action_update_prices()
        self.assertEqual(copy.order_line.ecom_price_source, "seller_price")

    # --- discounts and down payments ---

    def give_discount(self, order, user, **values):
        wizard = self.env["sale.order.discount"].with_user(user)
        wizard.create({"sale_order_id": order.id, **values}).action_apply_discount()

    def test_discount_dialog(self):
        self.store.company_id.sale_discount_product_id = self.make_product("Discount", 0.0)
        for values, total in (
            ({"discount_type": "so_discount", "discount_percentage": 0.1}, 1350),
            ({"discount_type": "amount", "discount_amount": 100}, 1400),
            ({"discount_type": "sol_discount", "discount_percentage": 0.2}, 1200),
        ):
            order = self.quotation("INR", self.kurta, quantity=3)
            with self.subTest(values), self.no_conversion():
                with self.assertRaises(AccessError), self.cr.savepoint():
                    self.give_discount(order, self.desk, **values)
                self.give_discount(order, self.typist, **values)
                self.assertAlmostEqual(order.amount_total, total, 6)
                self.assertEqual(order.message_ids[0].author_id, self.typist.partner_id)
                self.assertRegex(self.log(order), "Discount given|typed by hand")
                order.action_confirm()
                self.assertEqual(order.state, "sale")

    def test_discount_without_the_dialog(self):
        discount = self.make_product("Discount", 0.0)
        self.store.company_id.sale_discount_product_id = discount
        order = self.quotation("INR", self.kurta)
        line = {"order_id": order.id, "product_id": discount.id, "price_unit": -400}
        with self.assertRaises(AccessError):
            self.env["sale.order.line"].with_user(self.desk).create(line)
