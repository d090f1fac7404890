from odoo.tests import tagged

from odoo.addons.ecom_base.tests.common import EcomCase

from .test_price_matrix import MatrixMixin


@tagged("post_install", "-at_install", "ecom")
class TestPriceComparison(MatrixMixin, EcomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = [cls.make_product(f"Sari {n}") for n in range(4)]
        for product, dollars in zip(cls.products, (10, 10.5, 9.5, 20), strict=True):
            cls.set_price(product, "INR", 800)
            cls.set_price(product, "USD", dollars)
        cls.set_price(cls.products[0], "JPY", 1600)
        cls.usd = cls.currency("USD").id

    def compare(self, **options):
        templates = self.env["product.product"].union(*self.products).product_tmpl_id
        place = options.pop("place", {"storeId": self.store.id})
        comparison = self.env["ecom.price.comparison"].with_user(self.editor)
        return comparison.compare([("id", "in", templates.ids)], place, **options)

    def names(self, answer):
        return [row["name"] for row in answer["rows"]]

    def test_ratios_medians_and_outliers(self):
        answer = self.compare()
        usual = answer["summary"][self.usd]
        self.assertAlmostEqual(usual["median"], 10.25 / 800)
        self.assertEqual((usual["priced"], usual["missing"], usual["outliers"]), (4, 0, 1))
        cells = [row["cells"][self.usd] for row in answer["rows"]]
        self.assertEqual([cell["outlier"] for cell in cells], [False, False, False, True])
        self.assertEqual((cells[3]["amount"], cells[3]["ratio"]), ("20", 0.025))
        self.assertEqual(answer["summary"][self.currency("JPY").id]["missing"], 3)

    def test_tolerance_is_the_readers(self):
        self.assertEqual(self.compare(tolerance=99)["summary"][self.usd]["outliers"], 0)
        self.assertEqual(self.compare(tolerance=1)["summary"][self.usd]["outliers"], 4)

    def test_shown_and_sorted(self):
        self.assertEqual(self.names(self.compare(show="outliers")), ["Sari 3"])
        self.assertEqual(len(self.names(self.compare(show="gaps"))), 4)
        self.assertEqual(self.names(self.compare(order=str(self.usd)))[0], "Sari 3")
        self.assertEqual(self.names(self.compare(order="gaps"))[-1], "Sari 0")
        page = self.compare(limit=1, offset=1, order="; DROP TABLE", show="x")
        self.assertEqual((self.names(page), page["total"]), (["Sari 1"], 4))

    def test_price_of_the_region_comes_first(self):
        region = self.make_region("US", "us")
        self.set_price(self.products[3], "USD", 10, region_id=region.id)
        answer = self.compare(place={"storeId": self.store.id, "regionId": region.id})
        self.assertEqual(answer["summary"][self.usd]["outliers"], 0)
        self.assertEqual(self.compare()["summary"][self.usd]["outliers"], 1)

    def test_priced_by_variant(self):
        small, medium = self.make_shirt()
        self.products = [*self.products, small]
        self.set_price(small, "INR", 400, variant=True)
        self.set_price(medium, "INR", 600, variant=True)
        self.set_price(small, "USD", 5, variant=True)
        row = next(row for row in self.compare()["rows"] if row["name"] == "Shirt")
        self.assertEqual(row["cells"][self.usd]["ratio"], 0.0125)

    def test_queries_do_not_grow(self):
        self.compare()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.compare(limit=1)
        few = self.env.cr.sql_log_count
        self.env.invalidate_all()
        self.compare()
        self.assertEqual(self.env.cr.sql_log_count - few, few - before)

    def test_coverage_of_a_product(self):
        template = self.products[0].product_tmpl_id
        self.assertEqual(
            template.ecom_price_coverage, "Priced in 3 of 5 currencies. Missing: EUR, KWD."
        )
        self.assertTrue(template.ecom_price_missing)
        search = self.env["product.template"].search
        self.assertIn(template, search([("ecom_price_missing", "=", True)]))
        self.set_price(self.products[0], "EUR", 9)
        self.set_price(self.products[0], "KWD", 3)
        self.assertEqual(template.ecom_price_coverage, "Priced in all 5 currencies.")
        self.assertNotIn(template, search([("ecom_price_missing", "=", True)]))
        self.assertIn(template, search([("ecom_price_missing", "=", False)]))
