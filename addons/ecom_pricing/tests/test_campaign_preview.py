from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from odoo.addons.ecom_base.api.errors import Conflict
from odoo.addons.ecom_base.schemas.address import Address, Buyer
from odoo.addons.ecom_base.tests.common import EcomCase
from odoo.addons.ecom_base.tests.selling import HOME

from .campaigns import CampaignMixin

DAY0 = datetime(2030, 1, 1)


@tagged("post_install", "-at_install", "ecom")
class TestCampaignPreview(CampaignMixin, EcomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kurta = cls.make_product("Kurta", 1.0)
        cls.saree = cls.make_product("Saree", 1.0)
        with freeze_time(DAY0):
            cls.set_price(cls.kurta, "EUR", 50, unit_cost=42)
            cls.set_price(cls.kurta, "JPY", 999)
            cls.base = cls.set_price(cls.saree, "EUR", 4)

    def preview(self, campaign):
        """Return the lines of a preview as (product, currency, before, after, status)."""
        action = campaign.action_preview()
        self.wizard = self.env[action["res_model"]].browse(action["res_id"])
        return {
            (line.product_tmpl_id.name, line.currency_id.name): (
                line.before,
                line.after,
                line.status,
                line.note or "",
            )
            for line in self.wizard.line_ids
        }

    def test_before_and_after_in_every_currency(self):
        campaign = self.make_campaign(percent=10, switch_on=False)
        found = self.preview(campaign)
        self.assertEqual(found["Kurta", "EUR"], (50, 45, "ok", ""))
        self.assertEqual(found["Kurta", "JPY"], (999, 899, "ok", ""))
        self.assertEqual(found["Saree", "EUR"], (4, 3.6, "ok", ""))
        self.assertEqual(len(found), 3)
        self.assertEqual((self.wizard.lowered_count, self.wizard.product_count), (3, 2))
        self.assertEqual(campaign.state, "draft")
        self.assertEqual(self.offer(self.kurta, "EUR"), (50, None))

    def test_what_speaks_against_it(self):
        campaign = self.make_campaign(kind="amount", amounts={"EUR": 10}, switch_on=False)
        found = self.preview(campaign)
        self.assertEqual(found["Kurta", "EUR"], (50, 40, "warning", "Sold below its cost."))
        self.assertEqual(found["Saree", "EUR"], (4, 4, "excluded", "Nothing would be left to pay."))
        self.assertEqual((self.wizard.warning_count, self.wizard.excluded_count), (1, 1))
        campaign = self.make_campaign(
            kind="fixed", amounts={"EUR": 45}, switch_on=False, min_margin=20
        )
        found = self.preview(campaign)
        self.assertEqual(found["Kurta", "EUR"][2:], ("warning", "Earns only 6.7 %."))
        self.assertEqual(found["Saree", "EUR"][3], "The campaign would not lower this price.")

    def test_another_campaign_that_decides(self):
        self.make_campaign(self.kurta, name="Clearance", percent=50, priority=99)
        found = self.preview(self.make_campaign(percent=10, switch_on=False))
        self.assertEqual(found["Kurta", "JPY"][1:3], (500, "warning"))
        self.assertIn("Clearance", found["Kurta", "JPY"][3])
        self.assertEqual(found["Saree", "EUR"][2], "ok")

    def test_a_reduction_that_may_not_be_announced(self):
        with freeze_time(DAY0 + timedelta(days=50)):
            self.base.amount = 5
            self.settle_timeline()
        with freeze_time(DAY0 + timedelta(days=60)):
            found = self.preview(self.make_campaign(self.saree, percent=10, switch_on=False))
            self.assertEqual(found["Saree", "EUR"][1:3], (4.5, "warning"))
            self.assertIn("no reduction may be announced", found["Saree", "EUR"][3])
            self.assertEqual(self.wizard.line_ids.reference, 4)

    def test_chart_shows_one_currency_and_its_proof(self):
        with freeze_time(DAY0 + timedelta(days=50)):
            campaign = self.make_campaign(self.kurta, percent=10)
        with freeze_time(DAY0 + timedelta(days=60)):
            self.settle_timeline()
            chart = self.env["ecom.price.chart"].load(self.kurta.product_tmpl_id.id)
            euro = self.currency("EUR").id
            other = self.env["ecom.price.chart"].load(
                self.kurta.product_tmpl_id.id, {"currencyId": euro, "productId": 0}
            )
        self.assertEqual([one["name"] for one in chart["currencies"]], ["EUR", "JPY"])
        self.assertEqual(other["options"]["currencyId"], euro)
        self.assertEqual([one["amount"] for one in other["intervals"]], [50, 45])
        self.assertEqual(other["intervals"][1]["campaignId"], campaign.id)
        self.assertEqual(other["reference"]["amount"], 50)
        self.assertEqual(other["reference"]["percent"], 10)
        self.assertEqual(other["reference"]["end"], "2030-02-20 00:00:00")
        empty = self.env["ecom.price.chart"].load(self.make_product("New").product_tmpl_id.id)
        self.assertEqual((empty["intervals"], empty["reference"]), ([], None))

    def test_cart_keeps_its_price_until_it_is_placed(self):
        """A sale ends while somebody shops: the cart keeps its price, the checkout says so."""
        now = fields.Datetime.now()
        self.set_price(self.kurta, "INR", 500)
        self.make_campaign(
            self.kurta,
            percent=10,
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=1),
        )
        order = self.build(self.wanted(self.kurta))
        self.assertEqual(order.amount_total, 450)
        env, info = self.services(), self.info()
        with freeze_time(now + timedelta(hours=1)):
            self.assertEqual(order.amount_total, 450)
            buyer = env["ecom.customers"].resolve(
                info,
                Buyer(name="Asha Rao", email="asha@example.com"),
                shipping=Address(**HOME).to_domain(),
            )
            with self.assertRaises(Conflict) as caught:
                env["ecom.order.builder"].finalize_cart(info, order.with_env(env), buyer=buyer)
        self.assertEqual(caught.exception.code, "price_changed")
        (item,) = caught.exception.details["items"]
        self.assertEqual((item["shownPrice"], item["currentPrice"]), (450, 500))
