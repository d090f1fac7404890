from odoo.tests import TransactionCase, tagged

from ..demo import tables
from ..demo.art import draw_picture, silhouettes

_SCALE = 0.1
_LAST = "carts"  # steps of other addons are their own tests' business


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    """The demo store in a company of its own, a tenth of its size."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env["res.company"].create({"name": "Demo"})
        cls.env.user.company_ids |= company
        cls.env = cls.env(context={"allowed_company_ids": company.ids})
        cls.demo = cls.env["ecom.demo"]
        cls.seconds = cls.demo.load(scale=_SCALE, commit=False, last=_LAST)
        cls.store = cls.demo._store()
        cls.products = cls.demo._demo_variants().product_tmpl_id

    def test_every_step_runs_once(self):
        steps = [step[0] for step in self.demo._steps()]
        self.assertEqual(list(self.seconds), steps[: steps.index(_LAST) + 1])
        products = self.env["product.template"].search_count([])
        self.assertEqual(self.demo.load(scale=_SCALE, commit=False, last=_LAST), {})
        self.assertEqual(self.env["product.template"].search_count([]), products)

    def test_goes_on_where_it_stopped(self):
        done = self.demo._done_steps()
        self.demo._set_done_steps(done - {"carts"})
        self.assertEqual(list(self.demo.load(scale=_SCALE, commit=False, last=_LAST)), ["carts"])
        self.assertEqual(self.demo._done_steps(), done)

    def test_an_interrupted_run_tells_the_same_story(self):
        now = self.demo._now()
        self.assertEqual(self.demo.with_context(lang="en_US")._now(), now)

    def test_products_are_complete(self):
        self.assertEqual(len(self.products), len(self.demo._rows(_SCALE)))
        for product in self.products:
            with self.subTest(product=product.name):
                self.assertTrue(product.image_512)
                self.assertGreater(product.list_price, 0)
                self.assertTrue(product.taxes_id)
                self.assertTrue(product.ecom_category_ids)
                self.assertTrue(all(product.product_variant_ids.mapped("barcode")))

    def test_variants_show_their_colour(self):
        for product in self.products:
            colours = {}
            for variant in product.product_variant_ids:
                values = variant.product_template_attribute_value_ids
                colour = values.filtered(lambda value: value.html_color).name
                colours.setdefault(colour, set()).add(variant.image_256)
            for colour, pictures in colours.items():
                self.assertEqual(len(pictures), 1, f"{product.name} {colour}: one picture")
            pictures = [picture for pictures in colours.values() for picture in pictures]
            self.assertEqual(len(pictures), len(set(pictures)), f"{product.name}: told apart")

    def test_stock_begins_with_the_table(self):
        variants = self.demo._demo_variants()
        levels = tables.stock_levels(variants.mapped("default_code"))
        moves = self.env["stock.move"].search(
            [("product_id", "in", variants.ids), ("location_id.usage", "=", "inventory")]
        )
        self.assertEqual(
            {move.product_id.default_code: move.quantity for move in moves},
            {sku: units for sku, units in levels.items() if units},
        )

    def test_shop_shows_the_products_at_once(self):
        documents = self.env["ecom.catalog.document"].search([("store_id", "=", self.store.id)])
        self.assertEqual(documents.mapped("product_tmpl_id"), self.products)

    def test_customers_are_indian_and_unreachable(self):
        customers = self.env["ecom.customer"].search([("store_id", "=", self.store.id)])
        self.assertEqual(len(customers), 15)
        for customer in customers:
            self.assertTrue(customer.phone.startswith("+91"))
            self.assertRegex(customer.email, r"@example\.(com|net|org)$")
            self.assertTrue(customer.partner_id.state_id)
            self.assertEqual(len(customer.partner_id.zip), 6)

    def test_carts_are_open(self):
        carts = self.env["sale.order"].search(
            [("ecom_store_id", "=", self.store.id), ("ecom_placed_at", "=", False)]
        )
        self.assertTrue(carts)
        self.assertTrue(all(carts.mapped("amount_total")))

    def test_staff_cannot_log_in(self):
        staff = self.env["res.users"].search([("company_id", "=", self.env.company.id)])
        self.assertEqual(len(staff), 4)
        self.env.cr.execute(
            "SELECT count(*) FROM res_users WHERE id = ANY(%s) AND password <> ''", [staff.ids]
        )
        self.assertEqual(self.env.cr.fetchone()[0], 0)


class TestDemoTables(TransactionCase):
    def test_same_every_time(self):
        self.assertEqual(tables.people(20), tables.people(20))
        self.assertEqual(tables.stock_levels(["A", "B"]), tables.stock_levels(["A", "B"]))

    def test_people_are_different(self):
        people = tables.people(150)
        self.assertEqual(len({person.name for person in people}), 150)
        self.assertGreater(len({person.place.state for person in people}), 15)

    def test_tables_fit_together(self):
        categories = {row.code for row in tables.categories()}
        colours, arts = tables.colours(), silhouettes()
        products = tables.products()
        self.assertGreaterEqual(len(products), 60)
        for row in products:
            with self.subTest(sku=row.sku):
                self.assertIn(row.category, categories)
                self.assertLessEqual(set(row.colours), set(colours))
                self.assertIn(row.art, arts)
                self.assertGreater(row.price, row.cost)

    def test_pictures_are_the_same_every_time(self):
        self.assertEqual(
            draw_picture("kurta", "#2E4A7D", "buti"), draw_picture("kurta", "#2E4A7D", "buti")
        )
        self.assertNotEqual(draw_picture("kurta", "#2E4A7D"), draw_picture("kurta", "#9B2D30"))
