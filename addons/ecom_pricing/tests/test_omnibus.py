from datetime import datetime, timedelta
from decimal import Decimal as D

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.ecom_base.tests.common import EcomCase

from .campaigns import CampaignMixin

DAY0 = datetime(2030, 1, 1)


def day(number):
    return DAY0 + timedelta(days=number)


@tagged("post_install", "-at_install", "ecom")
class TestOmnibus(CampaignMixin, EcomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kurta = cls.make_product("Kurta", 1.0)
        with freeze_time(day(0)):
            cls.base = cls.set_price(cls.kurta, "EUR", 80)
            cls.set_price(cls.kurta, "JPY", 900)
            cls.set_price(cls.kurta, "INR", 500)

    def on(self, number):
        return freeze_time(day(number))

    def reference(self, number, product=None, code="EUR", region=None):
        """Return what a price is compared with on a day, once the lane has run."""
        product = product or self.kurta
        with self.on(number):
            self.settle_timeline()
            found = self.env["ecom.price.omnibus"]._reference(
                self.store, product, self.currency(code), region
            )
        return found[product.id]

    def raise_and_reduce(self):
        """80 → 100 → 90: the reduction is none."""
        with self.on(90):
            self.base.amount = 100
        with self.on(100):
            return self.make_campaign(self.kurta, percent=10)

    def test_raised_then_reduced(self):
        self.raise_and_reduce()
        found = self.reference(101)
        self.assertEqual((found.amount, found.end), (80, day(100)))
        self.assertEqual((found.announceable, found.percent), (False, None))
        self.assertEqual([one.amount for one in found.evidence], [80, 100])

    def test_percent_comes_from_the_reference(self):
        with self.on(90):
            self.base.amount = 100
        with self.on(121):
            self.make_campaign(self.kurta, percent=25)
        found = self.reference(122)
        self.assertEqual((found.amount, found.announceable, found.percent), (100, True, 25))
        self.assertEqual(self.reference(122, code="JPY").amount, 900)

    def test_each_region_has_its_own(self):
        region = self.make_region("DE", "de", omnibus_progressive=False)
        with self.on(60):
            self.set_price(self.kurta, "EUR", 70, region_id=region.id)
        with self.on(70):
            self.make_campaign(self.kurta, percent=10)
        self.assertEqual(self.reference(71).amount, 80)
        self.assertEqual(self.reference(71, region=region).amount, 70)
        with self.on(75):
            self.make_campaign(self.kurta, percent=20, priority=20)
        self.assertEqual(self.reference(76).amount, 80, "one series of reductions")
        self.assertEqual(self.reference(76, region=region).amount, 63, "each on its own")
        region.omnibus = False
        self.assertIsNone(self.reference(76, region=region))
        austria = self.make_region("AT", "at")
        self.assertEqual(self.reference(76, region=austria).amount, 80)

    def test_regular_prices_and_mrp_are_no_reductions(self):
        self.assertIsNone(self.reference(50))
        with self.on(51):
            self.base.mrp = 120
        self.assertEqual(self.offer(self.kurta, "EUR"), (80, 120))
        self.assertIsNone(self.reference(52))
        with self.on(60):
            self.base.write({"amount": 75, "compare_at": 80})
        self.assertEqual(self.reference(61).percent, 6)

    def test_too_little_history(self):
        with self.on(10):
            self.make_campaign(self.kurta, percent=10)
        found = self.reference(11)
        self.assertEqual((found.amount, found.insufficient_history), (None, True))

    def test_new_arrivals_and_perishables(self):
        with self.on(200):
            fresh = self.make_product("Mango", 1.0, ecom_published_at=day(200))
            self.set_price(fresh, "EUR", 5)
        with self.on(205):
            self.make_campaign(percent=20)
        found = self.reference(206, fresh)
        self.assertEqual((found.amount, found.start, found.percent), (5, day(200), 20))
        self.store.omnibus_new_arrivals = False
        self.assertTrue(self.reference(206, fresh).insufficient_history)
        fresh.ecom_perishable = True
        self.assertIsNone(self.reference(206, fresh))

    def test_a_page_of_products_costs_the_same_as_two(self):
        with self.on(0):
            products = self.kurta.browse().union(
                *(self.make_product(f"Item {number}", 1.0) for number in range(12))
            )
            for product in products:
                self.set_price(product, "EUR", 10)
        with self.on(60):
            self.make_campaign(percent=10)
            self.settle_timeline()
        euro = self.currency("EUR")

        def cost(some):
            self.env.invalidate_all()
            with self.on(61):
                before = self.env.cr.sql_log_count
                found = self.env["ecom.price.omnibus"]._reference(self.store, some, euro)
            self.assertEqual({one.amount for one in found.values()}, {D(10)})
            return self.env.cr.sql_log_count - before

        cost(products)
        self.assertEqual(cost(products[:2]), cost(products))
