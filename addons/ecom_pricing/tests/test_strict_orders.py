from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.ecom_base.api.errors import Conflict, ValidationFailed
from odoo.addons.ecom_base.tests.common import EcomCase

from ..models.price_errors import CurrencyMismatch, PriceNotSet
from .common import CODES, PricingMixin

PRICES = {"INR": 499.0, "USD": 7.99, "EUR": 7.49, "JPY": 1200.0, "KWD": 2.345}


@tagged("post_install", "-at_install", "ecom")
class TestStrictOrders(PricingMixin, EcomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gst = cls.make_gst(18)
        cls.kurta = cls.make_product("Kurta", 123.0, taxes=cls.gst)
        cls.saree = cls.make_product("Saree", 456.0, taxes=cls.gst)
        for code, amount in PRICES.items():
            cls.set_price(cls.kurta, code, amount)
        cls.set_price(cls.saree, "INR", 1999.0)

    def test_two_poisons_same_totals(self):
        for primes in ((7919, 104729, 1299709, 15485863, 32452843), (3, 5, 7, 11, 13)):
            self.poison(*primes)
            for code, amount in PRICES.items():
                with self.subTest(code, primes=primes), self.no_conversion():
                    order = self.quotation(code, self.kurta, quantity=3)
                    self.assertEqual(order.currency_id.name, code)
                    self.assertEqual(order.order_line.price_unit, amount)
                    self.assertAlmostEqual(order.amount_total, 3 * amount, 6)
                    self.assertEqual(order.order_line.ecom_price_source, "seller_price")

    def test_what_has_no_price_is_not_sold(self):
        with self.assertRaisesRegex(PriceNotSet, "JPY.*Saree"):
            self.quotation("JPY", self.kurta, self.saree)

    def test_api_names_every_unpriced_item(self):
        silk = self.make_product("Silk", 5.0)
        with self.assertRaises(Conflict) as caught:
            self.build(
                self.wanted(self.kurta), self.wanted(self.saree), self.wanted(silk), currency="JPY"
            )
        self.assertEqual(caught.exception.code, "price_not_set")
        items = caught.exception.details["items"]
        self.assertEqual(
            {item["productId"] for item in items}, {self.saree.ecom_uid, silk.ecom_uid}
        )

    def test_api_sells_in_every_currency(self):
        for code, amount in PRICES.items():
            order = self.build(self.wanted(self.kurta, 2), currency=code)
            self.assertAlmostEqual(order.amount_total, 2 * amount, 6)
        with self.assertRaises(ValidationFailed) as unknown:
            self.build(self.wanted(self.kurta), currency="VND")
        self.assertEqual(unknown.exception.code, "unknown_currency")
        self.store._ecom_currency_row(self.currency("JPY")).enabled = False
        with self.assertRaises(Conflict) as disabled:
            self.build(self.wanted(self.kurta), currency="JPY")
        self.assertEqual(disabled.exception.code, "currency_disabled")

    def test_order_that_is_only_asked_about(self):
        """Its prices are as good as those of one that is written."""
        builder, store = self.services()["ecom.order.builder"], self.info()
        values = builder._fixed_values(self.store) | builder._buyer_values(store, None, new=True)

        def ask(code, *products):
            wanted = builder.resolve(store, [self.wanted(product, 2) for product in products])
            values_in = values | builder._currency_values(store, code)
            return builder._in_memory(wanted, values_in)

        for code, amount in PRICES.items():
            order = ask(code, self.kurta)
            self.assertFalse(builder.unpriced(order))
            self.assertAlmostEqual(order.amount_total, 2 * amount, 6)
        unpriced = builder.unpriced(ask("JPY", self.kurta, self.saree))
        self.assertEqual(unpriced.product_id, self.saree)
        self.kurta.product_tmpl_id.ecom_price_ids.filtered(
            lambda price: price.currency_id.name == "USD"
        ).write({"mrp": 7.99, "tax_included": False})
        self.assertEqual(builder.unpriced(ask("USD", self.kurta)).product_id, self.kurta)

    def test_switch_is_all_or_nothing(self):
        order = self.quotation("INR", self.kurta, self.saree)
        with self.assertRaises(PriceNotSet), self.cr.savepoint():
            order.write({"pricelist_id": self.pricelist("JPY").id})
        self.env.invalidate_all()
        self.assertEqual(order.currency_id.name, "INR")
        self.assertEqual(order.order_line.mapped("price_unit"), [499.0, 1999.0])
        self.set_price(self.saree, "JPY", 4000)
        order.write({"pricelist_id": self.pricelist("JPY").id})
        self.assertEqual(order.currency_id.name, "JPY")
        self.assertEqual(order.order_line.mapped("price_unit"), [1200.0, 4000.0])
        self.assertEqual(order.order_line.ecom_price_currency_id.mapped("name"), ["JPY"])

    def test_order_stays_in_the_lists_currency(self):
        order = self.quotation("INR", self.kurta)
        with self.assertRaises(CurrencyMismatch), self.cr.savepoint():
            order.currency_id = self.currency("JPY")
        item = self.pricelist("JPY").item_ids
        with self.assertRaises(CurrencyMismatch):
            item._compute_price(
                self.kurta, 1, self.kurta.uom_id, fields.Datetime.now(), self.currency("USD")
            )

    def test_price_without_provenance_is_not_confirmed(self):
        order = self.quotation("INR", self.kurta)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order_line SET ecom_price_currency_id = %s WHERE order_id = %s",
            (self.currency("JPY").id, order.id),
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "no price in INR: .*Kurta"):
            order.action_confirm()

    def test_only_some_may_type_a_price(self):
        order = self.quotation("INR", self.kurta)
        company = self.store.company_id
        desk, typist = (
            new_test_user(
                self.env, login, group, company_id=company.id, company_ids=[(6, 0, company.ids)]
            )
            for login, group in (
                ("plain_desk", "ecom_base.group_ecom_order_desk"),
                ("typist", "ecom_pricing.group_price_manual"),
            )
        )
        for values in ({"price_unit": 400}, {"discount": 10}):
            with self.assertRaisesRegex(AccessError, "Kurta"), self.cr.savepoint():
                order.order_line.with_user(desk).write(values)
        order.order_line.with_user(typist).price_unit = 400
        self.assertEqual(order.order_line.ecom_price_source, "manual")
        order.with_user(desk).action_confirm()
        self.assertEqual((order.state, order.amount_total), ("sale", 400))

    def test_provenance_cannot_be_claimed(self):
        order = self.quotation("INR", self.kurta)
        order.order_line.write({"ecom_price_id": 1, "ecom_price_source": "free"})
        self.assertEqual(order.order_line.ecom_price_source, "seller_price")
        self.assertNotEqual(order.order_line.ecom_price_id, 1)

    def test_form_shows_the_sellers_price(self):
        order = self.quotation("EUR", self.kurta)
        with Form(order) as form:
            with form.order_line.edit(0) as line:
                line.product_uom_qty = 4
                self.assertEqual(line.price_unit, 7.49)
            with self.assertRaises(PriceNotSet), form.order_line.new() as line:
                line.product_id = self.saree

    def test_strict_lists_are_guarded(self):
        pricelist = self.pricelist("INR")
        own = Command.create({"compute_price": "fixed", "fixed_price": 1, "applied_on": "3_global"})
        for values in (
            {"item_ids": [own]},
            {"currency_id": self.currency("USD").id},
            {"active": False},
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                pricelist.write(values)
        for act in (pricelist.copy, pricelist.item_ids.unlink, pricelist.unlink):
            with self.assertRaises(UserError), self.cr.savepoint():
                act()
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self.env["product.pricelist.item"].create(
                {"pricelist_id": pricelist.id, "compute_price": "fixed", "fixed_price": 1}
            )
        partner = self.env["res.partner"].create({"name": "Somebody"})
        self.assertFalse(partner.property_product_pricelist.ecom_strict)

    def test_steps_and_regions(self):
        germany = self.make_region("DE", "de")
        self.set_price(self.kurta, "EUR", 6.49, min_qty=10)
        self.set_price(self.kurta, "EUR", 8.99, region_id=germany.id)
        buyer = self.env["res.partner"].create(
            {"name": "Käufer", "country_id": self.env.ref("base.de").id}
        )
        at_home = self.quotation("EUR", self.kurta, quantity=10)
        abroad = self.quotation("EUR", self.kurta, partner=buyer)
        self.assertEqual(at_home.order_line.price_unit, 6.49)
        self.assertEqual((abroad.ecom_region_id, abroad.order_line.price_unit), (germany, 8.99))
        at_home.order_line.product_uom_qty = 9
        self.assertEqual(at_home.order_line.price_unit, 7.49)
        at_home.partner_shipping_id = buyer
        self.assertEqual(at_home.order_line.price_unit, 8.99)

    def test_price_for_a_time(self):
        now = fields.Datetime.now()
        self.set_price(
            self.kurta,
            "INR",
            399,
            valid_from=now - timedelta(hours=1),
            valid_to=now + timedelta(hours=1),
        )
        self.assertEqual(self.quotation("INR", self.kurta).order_line.price_unit, 399)
        late = self.quotation("INR", self.kurta, date_order=now + timedelta(hours=2))
        self.assertEqual(late.order_line.price_unit, 499)

    def test_catalogue_has_a_price_for_each_currency(self):
        offers = self.env["ecom.catalog.offer"]
        names = offers._catalog_currencies(self.store).mapped("name")
        self.assertEqual(names, list(CODES))
        for code, amount in PRICES.items():
            prices = offers._catalog_prices(
                self.store, self.kurta | self.saree, self.currency(code)
            )
            self.assertAlmostEqual(float(prices[self.kurta.id].amount), amount, 6)
            self.assertEqual(prices[self.saree.id] is None, code != "INR")

    def test_lines_cost_no_more_queries_than_odoos(self):
        products = [self.make_product(f"Item {n}", 10.0, taxes=self.gst) for n in range(12)]
        for product in products:
            self.set_price(product, "INR", 10.0)
        native = self.env["product.pricelist"].create(
            {
                "name": "Native",
                "currency_id": self.currency("INR").id,
                "company_id": self.store.company_id.id,
            }
        )

        def cost(pricelist, count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.quotation("INR", *products[:count], pricelist_id=pricelist.id)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        for pricelist in (native, self.pricelist("INR")):
            cost(pricelist, 12)
        per_line = [
            (cost(pricelist, 12) - cost(pricelist, 2)) / 10
            for pricelist in (native, self.pricelist("INR"))
        ]
        self.assertLessEqual(per_line[1], per_line[0])
