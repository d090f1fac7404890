from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.ecom_base.tests.common import EcomCase
from odoo.addons.ecom_base.tests.selling import SellingMixin

from .common import PricingMixin


@tagged("post_install", "-at_install", "ecom")
class TestSetup(SellingMixin, EcomCase):
    """A store that sold at Odoo's prices gets prices of its own, and may go back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inr, cls.usd, cls.kwd = (cls.env.ref(f"base.{c}") for c in ("INR", "USD", "KWD"))
        (cls.inr | cls.usd | cls.kwd).active = True
        cls.kurta = cls.make_product("Kurta", 499.0)
        cls.saree = cls.make_product("Saree", 1999.5)
        cls.free = cls.make_product("Free", 0.0)
        cls.fine = cls.make_product("Fine", 9.999)
        cls.own = cls.make_list(
            cls.inr, (cls.kurta, 450.0, {}), (cls.kurta, 400.0, {"min_quantity": 10})
        )
        cls.dollars = cls.make_list(cls.usd, (cls.saree, 29.99, {}), (cls.kurta, 7.999, {}))
        cls.own.item_ids = [Command.create({"compute_price": "percentage", "percent_price": 5})]
        cls.store.pricelist_id = cls.own

    @classmethod
    def make_list(cls, currency, *prices):
        return cls.env["product.pricelist"].create(
            {
                "name": f"List in {currency.name}",
                "currency_id": currency.id,
                "company_id": cls.store.company_id.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "1_product",
                            "product_tmpl_id": product.product_tmpl_id.id,
                            "compute_price": "fixed",
                            "fixed_price": amount,
                            **values,
                        }
                    )
                    for product, amount, values in prices
                ],
            }
        )

    def set_up(self, *currencies):
        wizards = self.env["ecom.price.setup"].with_context(default_store_id=self.store.id)
        wizard = wizards.create({})
        wizard.line_ids = [
            Command.create({"currency_id": currency.id, "pricelist_id": pricelist.id})
            for currency, pricelist in currencies
        ]
        return wizard

    def prices(self):
        rows = self.env["ecom.product.price"].search([("store_id", "=", self.store.id)])
        return {
            (row.product_tmpl_id.name, row.currency_id.name, row.min_qty): row.amount
            for row in rows
        }

    def test_takes_over_what_is_in_the_currency(self):
        none = self.env["product.pricelist"]
        wizard = self.set_up((self.usd, self.dollars), (self.kwd, none))
        counts = {
            line.currency_id.name: (line.price_count, line.unpriced_count, line.left_rules)
            for line in wizard.line_ids
        }
        self.assertEqual(counts, {"INR": (3, 2, 1), "USD": (1, 3, 0), "KWD": (0, 4, 0)})
        wizard.action_apply()
        self.assertEqual(
            self.prices(),
            {
                ("Kurta", "INR", 0): 450.0,
                ("Kurta", "INR", 10): 400.0,
                ("Saree", "INR", 0): 1999.5,
                ("Saree", "USD", 0): 29.99,
            },
        )
        self.assertEqual(
            self.store._ecom_enabled_currencies().currency_id.mapped("name"), ["INR", "USD", "KWD"]
        )
        changes = self.env["ecom.price.change"].search([("store_id", "=", self.store.id)])
        self.assertEqual(set(changes.mapped("source")), {"setup"})
        self.assertEqual(len(changes), 4)
        with self.assertRaisesRegex(UserError, "already"):
            wizard.action_apply()

    def test_variants_with_an_extra_get_a_price_of_their_own(self):
        size = self.env["product.attribute"].create(
            {
                "name": "Bed",
                "value_ids": [
                    Command.create({"name": "Single"}),
                    Command.create({"name": "King", "default_extra_price": 600.0}),
                ],
            }
        )
        template = self.kurta.product_tmpl_id
        template.attribute_line_ids = [
            Command.create(
                {"attribute_id": size.id, "value_ids": [Command.set(size.value_ids.ids)]}
            )
        ]
        self.own.item_ids.unlink()
        self.set_up().action_apply()
        rows = self.env["ecom.product.price"].search([("product_tmpl_id", "=", template.id)])
        self.assertEqual(
            {row.product_id.display_name: row.amount for row in rows},
            {False: 499.0, "Kurta (King)": 1099.0},
        )

    def test_needs_the_primary_currency(self):
        wizard = self.env["ecom.price.setup"].create(
            {"store_id": self.store.id, "line_ids": [Command.create({"currency_id": self.usd.id})]}
        )
        with self.assertRaisesRegex(UserError, "INR"):
            wizard.action_apply()

    def test_form_begins_with_the_store(self):
        with Form(
            self.env["ecom.price.setup"].with_context(default_store_id=self.store.id)
        ) as form:
            self.assertEqual(len(form.line_ids), 1)
            with form.line_ids.edit(0) as line:
                self.assertEqual(line.currency_id, self.inr)
                self.assertEqual(line.pricelist_id, self.own)
                self.assertTrue(line.sales_prices)
                self.assertEqual(line.price_count, 3)

    def test_back_to_odoos_prices(self):
        self.set_up((self.usd, self.dollars)).action_apply()
        cart = self.build(self.wanted(self.saree), currency="USD")
        self.assertEqual(cart.amount_total, 29.99)
        self.store.action_ecom_price_leave()
        self.assertFalse(self.store._ecom_is_priced())
        self.assertEqual(self.store.pricelist_id, self.own)
        self.assertEqual(self.prices(), {})
        self.assertEqual((cart.currency_id, cart.pricelist_id), (self.inr, self.own))
        self.assertAlmostEqual(
            self.build(self.wanted(self.saree)).order_line.price_unit, 1899.53, 2
        )

    def test_no_way_back_after_an_order(self):
        self.set_up().action_apply()
        self.build(self.wanted(self.saree))._ecom_place()
        with self.assertRaisesRegex(UserError, "has orders"):
            self.store.action_ecom_price_leave()

    def test_only_managers(self):
        company = self.store.company_id
        editor = new_test_user(
            self.env,
            "setup_editor",
            "ecom_pricing.group_price_editor",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        with self.assertRaises(AccessError):
            self.env["ecom.price.setup"].with_user(editor).create({"store_id": self.store.id})
        with self.assertRaises(AccessError):
            self.store.with_user(editor).action_ecom_price_leave()


@tagged("post_install", "-at_install", "ecom")
class TestStoreCurrencyFacts(PricingMixin, EcomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kurta, cls.saree = cls.make_product("Kurta", 5.0), cls.make_product("Saree", 5.0)

    def facts(self, name):
        self.env.invalidate_all()
        return {row.currency_id.name: row[name] for row in self.store.store_currency_ids}

    def test_missing_rates_are_named_and_touch_no_price(self):
        self.env["res.currency.rate"].search([]).unlink()
        price = self.set_price(self.kurta, "KWD", 2.345)
        codes = {"INR": True, "USD": False, "EUR": False, "JPY": False, "KWD": False}
        self.assertEqual(self.facts("has_rate"), codes)
        company = self.store.company_id
        for code, day in (("USD", "2020-01-01"), ("EUR", "2999-01-01")):
            self.env["res.currency.rate"].create(
                {
                    "currency_id": self.currency(code).id,
                    "name": day,
                    "rate": 0.5,
                    "company_id": company.id,
                }
            )
        self.assertEqual(self.facts("has_rate"), codes | {"USD": True})
        self.assertEqual(self.store.unrated_currencies, "EUR, JPY, KWD")
        self.assertEqual(price.amount, 2.345)

    def test_coverage_counts_what_is_for_sale_now(self):
        self.set_price(self.kurta, "INR", 5)
        self.set_price(self.saree, "INR", 5)
        self.set_price(self.kurta, "USD", 1)
        self.set_price(self.kurta, "EUR", 1, valid_from=fields.Datetime.now().replace(year=2999))
        self.set_price(self.kurta, "JPY", 1, min_qty=10)
        self.make_product("Hidden", 5.0, ecom_store_ids=[])
        self.assertEqual(
            self.facts("coverage"), {"INR": 1.0, "USD": 0.5, "EUR": 0.0, "JPY": 0.0, "KWD": 0.0}
        )

    def test_counting_takes_no_more_queries_for_more_products(self):
        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.store.store_currency_ids.mapped("coverage")
            return self.env.cr.sql_log_count - before

        cost()
        few = cost()
        for number in range(5):
            self.set_price(self.make_product(f"More {number}", 5.0), "INR", 5)
        self.assertEqual(cost(), few)
