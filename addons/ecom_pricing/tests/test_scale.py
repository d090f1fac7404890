from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.ecom_base.tests.catalog_tools import CatalogMixin
from odoo.addons.ecom_base.tests.common import ApiCase

from .common import CODES, PricingMixin

PAGE = 80


@tagged("post_install", "-at_install", "ecom")
class TestScale(CatalogMixin, PricingMixin, ApiCase):
    """What a page of prices costs depends on nothing but the page. Milliseconds: ./ecom bench."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        gst = cls.make_gst(18)
        cls.products = cls.env["product.product"].create(
            [
                {
                    "name": f"Item {number}",
                    "type": "consu",
                    "taxes_id": [Command.set(gst.ids)],
                    "company_id": cls.store.company_id.id,
                    "ecom_store_ids": [Command.set(cls.store.ids)],
                }
                for number in range(PAGE)
            ]
        )
        cls.env["ecom.product.price"].create(
            [
                {
                    "store_id": cls.store.id,
                    "product_tmpl_id": product.product_tmpl_id.id,
                    "currency_id": cls.currency(code).id,
                    "amount": 100 + number,
                }
                for code in CODES
                for number, product in enumerate(cls.products)
            ]
        )

    def cost(self, read, products):
        """Return how many queries a read takes of a process that has served requests before, but not for these."""
        read(products)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        read(products)
        return self.env.cr.sql_log_count - before

    def add_prices(self):
        """Give every product twenty more prices in each currency: steps of quantity, and plans of another year."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ecom_product_price (store_id, company_id, product_tmpl_id, currency_id, min_qty, amount,
                            tax_included, version, valid_from, valid_to)
                SELECT store_id, company_id, product_tmpl_id, currency_id, CASE WHEN n <= 10 THEN 10 * n ELSE 0 END,
                       amount, tax_included, 1,
                       CASE WHEN n > 10 THEN timestamp '2040-01-01' + n * interval '1 day' END,
                       CASE WHEN n > 10 THEN timestamp '2040-01-02' + n * interval '1 day' END
                  FROM ecom_product_price, generate_series(1, 20) n
                 WHERE store_id = %s
                """,
                self.store.id,
            )
        )

    def page(self, products):
        """Read what the catalogue and the API read: offers, with the buyer's taxes."""
        offers = self.env["ecom.catalog.offer"]
        prices = offers._catalog_regional_prices(
            self.store, products, self.currency("JPY"), self.env["ecom.region"], 1.0, None
        )
        self.assertTrue(all(prices.values()))

    def pricelist_page(self, products):
        """Read what Odoo reads for its own screens: prices of a price list."""
        self.assertTrue(all(self.pricelist("JPY")._get_products_price(products, 1.0).values()))

    def grid(self, products):
        currencies = self.store._ecom_enabled_currencies().currency_id
        rows = self.env["ecom.price.reader"]._rows(self.store, products.product_tmpl_id, currencies)
        self.assertEqual(len(rows), len(products) * len(CODES))

    def test_what_a_page_costs_does_not_grow(self):
        """Neither with the products on it, nor with their prices: those take one query."""
        for read in (self.page, self.pricelist_page, self.grid):
            with self.subTest(read.__name__):
                page = self.cost(read, self.products)
                self.assertEqual(page, self.cost(read, self.products[:2]))
        reads = (self.page, self.pricelist_page)
        before = [self.cost(read, self.products) for read in reads]
        self.add_prices()
        self.assertEqual([self.cost(read, self.products) for read in reads], before)

    def test_settings_known_a_page_of_offers_is_one_query(self):
        reader = self.env["ecom.price.reader"]
        yen, region = self.currency("JPY"), self.env["ecom.region"]
        reader._offers(self.store, self.products, yen, region=region)
        with self.assertQueryCount(1):
            reader._offers(self.store, self.products, yen, region=region)

    def test_other_shops_prices_cost_nothing(self):
        before = self.cost(self.page, self.products)
        other = self.make_store("othershop")
        self.env["ecom.product.price"].create(
            [
                {
                    "store_id": other.id,
                    "product_tmpl_id": product.product_tmpl_id.id,
                    "currency_id": self.currency("JPY").id,
                    "amount": 7,
                }
                for product in self.products
            ]
        )
        self.assertEqual(self.cost(self.page, self.products), before)

    def ask(self, path, **headers):
        """Return the answer, and how many queries it took of a process that has answered such requests before."""
        for _ in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            answer = self.call("GET", path, headers=headers)
            cost = self.env.cr.sql_log_count - before
        return answer, cost

    def test_catalogue_page_over_http(self):
        self.settle()
        for code in ("INR", "JPY"):
            path = f"/api/products?limit={PAGE}&currency={code}"
            answer, cost = self.ask(path)
            prices = [item["price"] for item in answer.json()["items"]]
            self.assertEqual(len(prices), PAGE)
            self.assertEqual({price["currency"] for price in prices}, {code})
            self.assertLessEqual(cost, 6)
            known, cheap = self.ask(path, **{"If-None-Match": answer.headers["ETag"]})
            self.assertEqual(known.status_code, 304)
            self.assertLessEqual(cheap, cost)

    def test_unchanged_prices_over_http(self):
        path = "/api/prices?currency=JPY&productIds=" + ",".join(self.products.mapped("ecom_uid"))
        answer, cost = self.ask(path)
        self.assertEqual(len(answer.json()["items"]), PAGE)
        self.assertLessEqual(cost, 8)
        known, cost = self.ask(path, **{"If-None-Match": answer.headers["ETag"]})
        self.assertEqual(known.status_code, 304)
        self.assertLessEqual(cost, 2)
