from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.ecom_base.tests.common import EcomCase
from odoo.addons.ecom_pricing.tests.common import PricingMixin


@tagged("post_install", "-at_install", "ecom")
class TestRegisters(PricingMixin, EcomCase):
    """Acceptance 20: point of sale shows the same price."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.store.company_id
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=company.ids))
        cls.kurta = cls.make_product("Kurta", 123.0, available_in_pos=True, taxes=cls.make_gst(18))
        cls.saree = cls.make_product("Saree", 456.0, available_in_pos=True)
        cls.set_price(cls.kurta, "INR", 499)
        cls.set_price(cls.kurta, "INR", 399, min_qty=10)
        cls.set_price(cls.kurta, "JPY", 1200)
        cls.poison(7919, 104729, 1299709, 15485863, 32452843)
        cls.row = cls.store._ecom_currency_row(cls.currency("INR"))
        cls.row.project_pos = True
        cls.list = cls.row.pos_pricelist_id
        cls.config = cls.env["pos.config"].create(
            {
                "name": "Register",
                "company_id": company.id,
                "payment_method_ids": [Command.create({"name": "Card", "company_id": company.id})],
                "use_pricelist": True,
                "pricelist_id": cls.list.id,
                "available_pricelist_ids": [Command.set(cls.list.ids)],
            }
        )

    def prices(self):
        """Return what the list holds: (product, quantity, price) of each item."""
        self.env.invalidate_all()
        return {
            (item.product_id, item.min_quantity, item.fixed_price) for item in self.list.item_ids
        }

    def loaded(self):
        """Return what a register is given when it opens: products and items."""
        session = self.env["pos.session"].create({"config_id": self.config.id})
        with self.no_conversion():
            return session.load_data([])

    def test_off_by_default(self):
        rows = self.store.store_currency_ids - self.row
        self.assertFalse(any(rows.mapped("project_pos")))
        self.assertFalse(rows.pos_pricelist_id)

    def test_the_register_shows_the_same_price(self):
        data = self.loaded()
        items = {
            (item["product_id"], item["min_quantity"]): item["fixed_price"]
            for item in data["product.pricelist.item"]
            if item["pricelist_id"] == self.list.id
        }
        self.assertEqual(items, {(self.kurta.id, 0): 499, (self.kurta.id, 10): 399})
        order = self.quotation("INR", self.kurta)
        self.assertEqual(items[self.kurta.id, 0], order.order_line.price_unit)
        shown = {one["id"]: one["available_in_pos"] for one in data["product.template"]}
        # a register would sell what has no price at the sales price
        self.assertTrue(shown[self.kurta.product_tmpl_id.id])
        self.assertFalse(shown[self.saree.product_tmpl_id.id])

    def test_taxes_on_top(self):
        """Where taxes come on top, the register adds them to what makes the price with tax."""
        self.kurta.taxes_id = self.make_gst(25, included=False)
        self.env["ecom.pos.projection"].project(self.row)
        [base] = [price for product, step, price in self.prices() if not step]
        self.assertAlmostEqual(base * 1.25, 499, 6)

    def test_only_differences_are_written(self):
        projection = self.env["ecom.pos.projection"]
        self.assertEqual(projection.project(self.row), (0, 0, 0))
        base, step = (
            self.env["ecom.product.price"]
            .search(
                [("product_tmpl_id", "=", self.kurta.product_tmpl_id.id)], order="min_qty", limit=3
            )
            .filtered(lambda price: price.currency_id == self.row.currency_id)
        )
        base.amount = 450
        step.unlink()
        self.set_price(self.saree, "INR", 1999)
        self.assertEqual(projection.project(self.row), (1, 1, 1))
        self.assertEqual(self.prices(), {(self.kurta, 0, 450), (self.saree, 0, 1999)})

    def test_prices_for_a_time_come_and_go(self):
        now = fields.Datetime.now()
        price = self.set_price(
            self.kurta,
            "INR",
            349,
            valid_from=now - timedelta(hours=1),
            valid_to=now + timedelta(hours=1),
        )
        self.env["ecom.pos.projection"].project(self.row)
        self.assertIn((self.kurta, 0, 349), self.prices())
        price.valid_to = now - timedelta(minutes=1)
        self.env["ecom.pos.projection"].project(self.row)
        self.assertIn((self.kurta, 0, 499), self.prices())

    def test_currencies_have_lists_of_their_own(self):
        yen = self.store._ecom_currency_row(self.currency("JPY"))
        yen.project_pos = True
        self.assertEqual(yen.pos_pricelist_id.currency_id.name, "JPY")
        self.assertEqual(yen.pos_pricelist_id.item_ids.mapped("fixed_price"), [1200])

    def test_nobody_writes_the_copy(self):
        item = self.list.item_ids[:1]
        for write in (
            lambda: item.write({"fixed_price": 1}),
            item.unlink,
            lambda: item.copy({"min_quantity": 3}),
            lambda: self.list.write({"active": False}),
            self.list.unlink,
        ):
            with self.assertRaisesRegex(UserError, "copy for registers"), self.cr.savepoint():
                write()
        partner = self.env["res.partner"].create({"name": "Somebody"})
        self.assertNotEqual(partner.property_product_pricelist, self.list)

    def test_orders_do_not_use_it(self):
        with self.assertRaisesRegex(ValidationError, "for registers"), self.cr.savepoint():
            self.quotation("INR", self.kurta, pricelist_id=self.list.id)

    def test_a_list_in_use_stays(self):
        with self.assertRaisesRegex(UserError, "Register"), self.cr.savepoint():
            self.row.project_pos = False
        with self.assertRaisesRegex(UserError, "Register"), self.cr.savepoint():
            self.row.unlink()
        self.config.write(
            {
                "use_pricelist": False,
                "pricelist_id": False,
                "available_pricelist_ids": [Command.clear()],
            }
        )
        self.row.project_pos = False
        self.assertFalse(self.row.project_pos)

    def test_many_prices_are_warned_of(self):
        self.assertFalse(self.store.pos_warning)
        self.env.cr.execute(
            "INSERT INTO product_pricelist_item (pricelist_id, applied_on, display_applied_on, base, compute_price,"
            " currency_id, company_id) SELECT id, '3_global', '1_product', 'list_price', 'fixed', currency_id, company_id FROM product_pricelist,"
            " generate_series(1, 10001) WHERE id = %s",
            (self.list.id,),
        )
        self.env.invalidate_all()
        self.assertIn("Registers load 10003 prices in INR", self.store.pos_warning)
