from datetime import datetime, timedelta
from decimal import Decimal as D

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.ecom_base.tests.catalog_tools import CatalogMixin
from odoo.addons.ecom_base.tests.common import EcomCase

from .campaigns import CampaignMixin

HOUR = timedelta(hours=1)


@tagged("post_install", "-at_install", "ecom")
class TestCampaigns(CampaignMixin, CatalogMixin, EcomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kurta = cls.make_product("Kurta", 1.0)
        cls.saree = cls.make_product("Saree", 1.0)
        for product in (cls.kurta, cls.saree):
            for code, amount in (("INR", 499), ("JPY", 999), ("KWD", 1.255), ("EUR", 50)):
                cls.set_price(product, code, amount)
        cls.now = fields.Datetime.now()

    # === WHAT BUYERS PAY === #

    def test_percent_in_each_currency(self):
        self.make_campaign(self.kurta, percent=15)
        for code, expected, regular in (
            ("JPY", "849", "999"),
            ("KWD", "1.067", "1.255"),
            ("INR", "424.15", "499.00"),
        ):
            self.assertEqual(self.offer(self.kurta, code), (D(expected), D(regular)))
            self.assertEqual(self.offer(self.saree, code), (D(regular), None))

    def test_amounts_exist_only_in_their_own_currency(self):
        for kind, expected in (("amount", "44.50"), ("fixed", "5.50")):
            campaign = self.make_campaign(kind=kind, amounts={"EUR": 5.5})
            self.assertEqual(self.offer(self.kurta, "EUR")[0], D(expected))
            self.assertEqual(self.offer(self.kurta, "INR"), (499, None))
            campaign.action_stop()

    def test_percent_for_some_currencies_and_regions(self):
        germany = self.make_region("DE", "de")
        self.make_campaign(
            self.kurta, percent=10, currency_ids=self.currency("EUR"), region_ids=germany
        )
        self.assertEqual(self.offer(self.kurta, "EUR", region=germany)[0], D("45.00"))
        self.assertEqual(self.offer(self.kurta, "EUR")[0], 50)
        self.assertEqual(self.offer(self.kurta, "INR", region=germany)[0], 499)
        with self.assertRaisesRegex(UserError, "Campaigns are for this region"):
            germany.unlink()

    def test_prices_keep_their_endings(self):
        row = self.store._ecom_currency_row(self.currency("EUR"))
        row.write({"ending_step": 1, "ending_tail": 0.99})
        campaign = self.make_campaign(percent=15)
        self.assertEqual(self.offer(self.kurta, "EUR")[0], D("42.99"))
        campaign.use_ending = False
        self.assertEqual(self.offer(self.kurta, "EUR")[0], D("42.50"))

    def test_what_a_campaign_is_for(self):
        women = self.make_category("Women")
        below = self.make_category("Sarees", women)
        tag = self.env["product.tag"].create({"name": "Silk"})
        sized = self.make_sized("Shirt", "SM").product_variant_ids
        self.set_price(sized, "INR", 100) if len(sized) == 1 else self.set_price(
            sized[0], "INR", 100
        )
        campaign = self.make_campaign(switch_on=False, percent=10, target="chosen")
        with self.assertRaisesRegex(UserError, "Choose what"):
            campaign.action_switch_on()
        campaign.write({"category_ids": women, "tag_ids": tag, "product_ids": sized[1]})
        campaign.action_switch_on()
        self.assertEqual(self.offer(self.saree)[0], 499)
        self.saree.ecom_category_ids = below
        self.kurta.product_tag_ids = tag
        for product, expected in (
            (self.saree, "449.10"),
            (self.kurta, "449.10"),
            (sized[0], "100.00"),
            (sized[1], "90.00"),
        ):
            self.assertEqual(self.offer(product)[0], D(expected), product.display_name)

    def test_order_and_its_line_know_the_campaign(self):
        campaign = self.make_campaign(self.kurta, percent=15)
        order = self.quotation("JPY", self.kurta, self.saree, quantity=3)
        sale, plain = order.order_line
        self.assertEqual((sale.price_unit, sale.price_subtotal), (849, 2547))
        self.assertEqual((sale.ecom_price_source, sale.ecom_campaign_id), ("campaign", campaign))
        self.assertEqual((plain.price_unit, plain.ecom_campaign_id.id), (999, False))
        sale.write({"ecom_campaign_id": False})
        self.assertEqual(sale.ecom_campaign_id, campaign)
        campaign.action_stop()
        order.date_order = campaign.stopped_at
        order._recompute_prices()
        self.assertEqual((sale.price_unit, sale.ecom_price_source), (999, "seller_price"))
        self.assertFalse(sale.ecom_campaign_id)

    def test_no_campaign_costs_no_query_and_many_cost_one(self):
        reader = self.env["ecom.price.reader"]
        products, euro = self.kurta | self.saree, self.currency("EUR")

        def cost():
            self.assertTrue(all(reader._offers(self.store, products, euro).values()))
            before = self.env.cr.sql_log_count
            reader._offers(self.store, products, euro)
            return self.env.cr.sql_log_count - before

        self.assertEqual(cost(), 1)
        self.make_campaign(percent=5)
        self.assertEqual(cost(), 1, "for all products: nothing to look up")
        for number in range(5):
            self.make_campaign(self.kurta, percent=5 + number, exclusive=False)
        self.assertEqual(cost(), 2)

    # === TIME === #

    def test_store_clock_on_the_nights_clocks_change(self):
        self.store.tz = "Europe/Berlin"
        for day, start, end in (
            ("2026-03-29", datetime(2026, 3, 28, 23), datetime(2026, 3, 29, 22)),
            ("2026-10-25", datetime(2026, 10, 24, 22), datetime(2026, 10, 25, 23)),
        ):
            after = fields.Date.add(fields.Date.to_date(day), days=1)
            with Form(self.env["ecom.price.campaign"]) as form:
                form.name = "Night"
                form.store_id = self.store
                form.target = "all"
                form.start_day = day
                form.start_time = 0.0
                form.end_day = after
                form.end_time = 0.0
            campaign = form.record
            self.assertEqual((campaign.starts_at, campaign.ends_at), (start, end))
            self.assertEqual((campaign.start_time, campaign.end_time), (0.0, 0.0))
            campaign.action_switch_on()
            second = timedelta(seconds=1)
            prices = [
                self.offer(self.kurta, at=at)[0]
                for at in (start - second, start, end - second, end)
            ]
            self.assertEqual(prices, [D("499.00"), D("449.10"), D("449.10"), D("499.00")])

    def test_catalogue_follows_at_the_instant(self):
        """A sale from midnight in Berlin, in the night when clocks are put forward."""
        self.store.tz = "Europe/Berlin"
        start, end = datetime(2027, 3, 27, 23), datetime(2027, 3, 28, 22)
        with freeze_time(start - HOUR):
            self.make_campaign(self.kurta, percent=10, starts_at=start, ends_at=end)
            self.settle()
            self.assertEqual(self.shown(self.kurta)["price"]["amount"], 499)
        version = self.store.price_version
        for moment, expected in (
            (start - timedelta(seconds=1), 499),
            (start, 449.1),
            (end - timedelta(seconds=1), 449.1),
            (end, 499),
        ):
            with freeze_time(moment):
                self.settle_timeline()
                self.settle()
                price = self.shown(self.kurta)["price"]
                self.assertEqual(price["amount"], expected, moment)
                self.assertEqual(price.get("compareAt"), 499 if expected < 499 else None)
        self.assertEqual(self.store.price_version, version + 2, "answers cached before are stale")

    def test_prices_for_a_time_are_noted_for_their_instant(self):
        start, end = datetime(2030, 3, 30, 23), datetime(2030, 3, 31, 22)
        self.set_price(self.kurta, "INR", 399, valid_from=start, valid_to=end)
        dirty = self.env["ecom.catalog.dirty"].search(
            [("product_tmpl_id", "=", self.kurta.product_tmpl_id.id), ("due_at", ">", self.now)]
        )
        self.assertLessEqual({start, end}, set(dirty.mapped("due_at")))
        for moment, expected in ((start - HOUR, 499), (start, 399), (end, 499)):
            with freeze_time(moment):
                self.env["ecom.catalog"]._refresh(self.kurta.product_tmpl_id)
                self.assertEqual(self.shown(self.kurta)["price"]["amount"], expected)

    # === STATES === #

    def test_life_of_a_campaign(self):
        campaign = self.make_campaign(
            self.kurta,
            switch_on=False,
            starts_at=self.now + HOUR,
            ends_at=self.now + 3 * HOUR,
        )
        states = []

        def note(moment=0):
            with freeze_time(self.now + moment * HOUR):
                campaign.invalidate_recordset(["state"])
                found = self.env["ecom.price.campaign"].search([("state", "=", campaign.state)])
                self.assertIn(campaign, found)
                states.append(campaign.state)

        note()
        campaign.action_switch_on()
        for moment in (0, 1, 3):
            note(moment)
        campaign.action_stop()
        note()
        campaign.action_undo_stop()
        note()
        with freeze_time(self.now + 2 * HOUR):
            campaign.invalidate_recordset(["state"])
            campaign.action_stop()
        note(2)
        campaign.action_undo_stop()
        note(2)
        self.assertEqual(
            states,
            [
                "draft",
                "scheduled",
                "running",
                "ended",
                "cancelled",
                "scheduled",
                "ended",
                "running",
            ],
        )

    def test_stop_and_undo(self):
        campaign = self.make_campaign(self.kurta, starts_at=self.now - HOUR)
        self.assertEqual(self.offer(self.kurta)[0], D("449.10"))
        campaign.action_stop()
        self.assertEqual(self.offer(self.kurta)[0], 499)
        campaign.action_undo_stop()
        self.assertEqual(self.offer(self.kurta)[0], D("449.10"))
        with self.assertRaises(UserError):
            campaign.action_back_to_draft()
        with self.assertRaisesRegex(UserError, "history of prices"):
            campaign.unlink()
        twin = campaign.copy()
        self.assertEqual((twin.state, twin.name), ("draft", "Sale (copy)"))
        self.assertEqual(twin.product_tmpl_ids, self.kurta.product_tmpl_id)
        twin.unlink()

    def test_what_makes_no_sense_is_refused(self):
        other = self.make_store("othershop")
        for values in (
            {"percent": 0},
            {"percent": 100},
            {"starts_at": self.now, "ends_at": self.now},
            {"kind": "fixed"},
            {"kind": "amount", "amounts": {"JPY": 99.5}},
            {"kind": "amount", "amounts": {"EUR": -1}},
            {"region_ids": self.make_region(f"R{self.id().__hash__() % 97}", "fr").ids}
            | {"store_id": other.id},
            {"currency_ids": self.currency("GBP").ids},
        ):
            with self.subTest(values), self.assertRaises(Exception) as caught, self.cr.savepoint():
                self.make_campaign(**values)
                self.env.flush_all()
            self.assertIn(type(caught.exception).__name__, ("ValidationError", "CheckViolation"))

    def test_who_may_plan_sales(self):
        company = self.store.company_id
        analyst, editor = (
            new_test_user(
                self.env,
                login,
                group,
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            )
            for login, group in (
                ("campaign_analyst", "ecom_base.group_ecom_analyst"),
                ("campaign_editor", "ecom_pricing.group_price_editor"),
            )
        )
        campaign = self.make_campaign(self.kurta, switch_on=False)
        with self.assertRaises(AccessError):
            campaign.with_user(analyst).action_switch_on()
        campaign.with_user(editor).action_switch_on()
        self.assertEqual(campaign.with_user(analyst).state, "running")
        self.assertEqual(campaign.change_ids.user_id, editor)
        with self.assertRaises(AccessError):
            campaign.change_ids.with_user(editor).write({"terms": False})
        with self.assertRaises(ValidationError):
            campaign.with_user(editor).currency_ids = self.currency("GBP")
