import ast
from datetime import datetime, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.ecom_base.tests.catalog_tools import CatalogMixin
from odoo.addons.ecom_base.tests.common import EcomCase

from .campaigns import CampaignMixin

DAY0 = datetime(2030, 1, 1)


def day(number):
    return DAY0 + timedelta(days=number)


@tagged("post_install", "-at_install", "ecom")
class TestTimeline(CampaignMixin, CatalogMixin, EcomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shirt = cls.make_sized("Shirt", "SM").product_variant_ids
        cls.kurta = cls.make_product("Kurta", 1.0)

    def on(self, number):
        return freeze_time(day(number))

    def days(self, product, code="INR", **values):
        """Return the timeline of a product as (amount, first day, day after the last)."""
        return [
            (amount, (start - DAY0).days, end and (end - DAY0).days)
            for amount, start, end in self.timeline(product, code, **values)
        ]

    def stored(self):
        """Return every interval of the store as plain values."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT product_tmpl_id, product_id, currency_id, region_id, amount::text, compare_at::text, start_at, end_at,
                   price_id, campaign_id FROM ecom_price_interval WHERE store_id = %s
            """,
            [self.store.id],
        )
        return set(self.env.cr.fetchall())

    def live(self):
        """A year of a shop: every way a price may change. Works the timeline off now and then."""
        region = self.make_region("DE", "de")
        women = self.make_category("Women")
        with self.on(0):
            base = self.set_price(self.kurta, "INR", 500)
            self.set_price(self.kurta, "JPY", 999)
            self.set_price(self.shirt[0], "INR", 100)
            self.settle_timeline()
        with self.on(3):
            base.with_context(ecom_price_source="matrix").amount = 450
            own = self.set_price(self.shirt[0], "INR", 90, variant=True)
            self.set_price(self.shirt[0], "INR", 120, region_id=region.id)
        with self.on(4):
            self.set_price(self.kurta, "INR", 399, valid_from=day(6), valid_to=day(8))
            sale = self.make_campaign(percent=10, category_ids=women, target="chosen", starts_at=day(7), ends_at=day(20))  # fmt: skip
            self.settle_timeline()
        with self.on(9):
            self.kurta.ecom_category_ids = women
            self.settle_timeline()
        with self.on(11):
            sale.percent = 20
            own.unlink()
        with self.on(12):
            base.write({"amount": 480, "compare_at": 600})
            self.settle_timeline()
        with self.on(13):
            sale.action_stop()
            self.settle_timeline()
        with self.on(15):
            sale.action_undo_stop()
            base.currency_id = self.currency("EUR")
        with self.on(30):
            self.settle_timeline()
        return region

    def test_a_year(self):
        region = self.live()
        self.assertEqual(
            self.days(self.kurta),
            [
                (500, 0, 3),
                (450, 3, 6),
                (399, 6, 8),
                (450, 8, 9),
                (405, 9, 11),
                (360, 11, 12),
                (384, 12, 13),
                (480, 13, 15),
            ],
        )
        self.assertEqual(self.days(self.kurta, "EUR"), [(384, 15, 20), (480, 20, None)])
        self.assertEqual(
            self.days(self.kurta, "JPY"),
            [
                (999, 0, 9),
                (899, 9, 11),
                (799, 11, 13),
                (999, 13, 15),
                (799, 15, 20),
                (999, 20, None),
            ],
        )
        self.assertEqual(self.days(self.shirt[0]), [(100, 0, None)])
        self.assertEqual(
            self.days(self.shirt[0], variant=self.shirt[0].id),
            [(100, 0, 3), (90, 3, 11), (100, 11, None)],
        )
        self.assertEqual(self.days(self.shirt[0], region=region.id), [(100, 0, 3), (120, 3, None)])
        self.assertFalse(self.days(self.shirt[0], variant=self.shirt[1].id))

    def test_rebuilt_from_the_history_it_is_the_same(self):
        self.live()
        before = self.stored()
        self.assertGreater(len(before), 20)
        self.env.cr.execute("DELETE FROM ecom_price_interval WHERE store_id = %s", [self.store.id])
        with self.on(30):
            self.env["ecom.price.timeline"]._rebuild()
            self.settle_timeline()
        self.assertEqual(self.stored(), before)

    def test_it_says_what_the_reader_said(self):
        """The timeline is worked out from the history; the shop reads prices. Both must agree, at all times."""
        with self.on(0):
            self.set_price(self.kurta, "INR", 500)
            self.set_price(self.kurta, "INR", 399, valid_from=day(6), valid_to=day(8))
            self.make_campaign(self.kurta, percent=10, starts_at=day(2), ends_at=day(7))
            self.make_campaign(percent=5, exclusive=False, starts_at=day(1), priority=1)
        said = {}
        for number in range(10):
            with self.on(number):
                self.settle_timeline()
                said[number] = float(self.offer(self.kurta)[0])
        shown = {}
        for amount, start, end in self.days(self.kurta):
            shown |= dict.fromkeys(range(start, 10 if end is None else end), amount)
        self.assertEqual(shown, said)

    def test_nothing_is_noted_twice_or_left(self):
        notes = self.env["ecom.price.interval.dirty"]
        with self.on(0):
            self.set_price(self.kurta, "INR", 500)
            self.set_price(self.kurta, "INR", 399, valid_from=day(6), valid_to=day(8))
            self.settle_timeline()
        domain = [("product_tmpl_id", "=", self.kurta.product_tmpl_id.id)]
        self.assertEqual(notes.search(domain).mapped("due_at"), [day(6)])
        with self.on(7):
            self.settle_timeline()
            self.assertEqual(notes.search(domain).mapped("due_at"), [day(8)])
        with self.on(9):
            self.settle_timeline()
            self.assertFalse(notes.search(domain))
        stayed = self.env["ecom.price.interval"].search(domain).ids
        with self.on(10):
            self.env["ecom.price.timeline"]._rebuild()
            self.settle_timeline()
        self.assertEqual(self.env["ecom.price.interval"].search(domain).ids, stayed)

    def test_a_batch_costs_the_same_for_many_products(self):
        products = [self.make_product(f"Item {number}", 1.0) for number in range(20)]

        def cost(some):
            for product in some:
                self.set_price(product, "INR", 10)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["ecom.price.timeline"]._derive([one.product_tmpl_id.id for one in some])
            return self.env.cr.sql_log_count - before

        cost(products[:1])
        self.assertEqual(cost(products[1:3]), cost(products[3:]))

    def test_no_two_prices_at_once(self):
        with self.on(0):
            self.set_price(self.kurta, "INR", 500)
            self.settle_timeline()
        interval = self.env["ecom.price.interval"].search(
            [("product_tmpl_id", "=", self.kurta.product_tmpl_id.id)]
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            interval.copy({"start_at": day(3)})
            self.env.flush_all()

    def test_a_scheduled_price_is_one_change_however_often_it_begins_and_ends(self):
        action = self.env["ir.actions.actions"]._for_xml_id(
            "ecom_pricing.ecom_price_schedule_action"
        )
        prices = self.env["ecom.product.price"].with_context(**ast.literal_eval(action["context"]))
        with self.on(0):
            standing = self.set_price(self.kurta, "INR", 500)
            planned = prices.create(
                standing.copy_data({"amount": 399, "valid_from": day(2), "valid_to": day(4)})
            )
        for number in (1, 3, 5):
            with self.on(number):
                self.settle_timeline()
        self.assertEqual(self.days(self.kurta), [(500, 0, 2), (399, 2, 4), (500, 4, None)])
        changes = self.env["ecom.price.change"].search([("price_id", "=", planned.id)])
        self.assertEqual(changes.mapped("source"), ["schedule"])
        self.assertEqual(changes.user_id, self.env.user)

    def test_a_price_that_moves_is_one_less_and_one_more(self):
        price = self.set_price(self.kurta, "INR", 500)
        price.product_tmpl_id = self.shirt.product_tmpl_id
        changes = self.env["ecom.price.change"].search([("price_id", "=", price.id)], order="id")
        self.assertEqual(
            [(one.product_tmpl_id, one.kind, one.old_amount, one.new_amount) for one in changes],
            [
                (self.kurta.product_tmpl_id, "set", 0, 500),
                (self.kurta.product_tmpl_id, "cleared", 500, 0),
                (self.shirt.product_tmpl_id, "set", 0, 500),
            ],
        )
