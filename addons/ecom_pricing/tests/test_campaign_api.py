from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .campaigns import CampaignMixin
from .storefront import PricedCase

#: Midnight in Berlin, when clocks are put forward two hours later.
START, END = datetime(2027, 3, 27, 23), datetime(2027, 3, 28, 22)


@tagged("post_install", "-at_install", "ecom")
class TestCampaignApi(CampaignMixin, PricedCase):
    """What the storefront is told of reductions."""

    def ask(self, moment, **headers):
        """Return (response, item) of the kurta in yen at a moment."""
        with freeze_time(moment):
            path = f"/api/prices?productIds={self.kurta.ecom_uid}&currency=JPY"
            response = self.call("GET", path, headers=headers)
        if response.status_code == 304:
            return response, None
        self.assertEqual(response.status_code, 200, response.text)
        return response, response.json()["items"][0]

    def test_a_sale_begins_and_ends_at_the_instant(self):
        with freeze_time(START - timedelta(days=40)):
            self.store.tz = "Europe/Berlin"
            self.make_campaign(
                self.kurta, name="Night Sale", percent=15, starts_at=START, ends_at=END
            )
        minute = timedelta(minutes=1)
        response, item = self.ask(START - minute)
        self.assertEqual((item["price"]["amount"], item["campaign"]), (1200, None))
        self.assertEqual(response.headers["Cache-Control"], "public, max-age=60")
        tag = response.headers["ETag"]
        same, _item = self.ask(START - timedelta(seconds=1), **{"If-None-Match": tag})
        self.assertEqual(same.status_code, 304)
        response, item = self.ask(START, **{"If-None-Match": tag})
        self.assertEqual(item["price"], {"amount": 1020, "currency": "JPY", "compareAt": 1200})
        self.assertEqual(item["campaign"], {"name": "Night Sale", "endsAt": "2027-03-28T22:00:00Z"})
        self.assertEqual(item["validUntil"], "2027-03-28T22:00:00Z")
        response, _item = self.ask(END - minute)
        self.assertEqual(response.headers["Cache-Control"], "public, max-age=60")
        _response, item = self.ask(END, **{"If-None-Match": response.headers["ETag"]})
        self.assertEqual((item["price"]["amount"], item["campaign"]), (1200, None))

    def test_a_product_that_joins_a_sale_has_another_answer(self):
        category = self.env["ecom.category"].create({"name": "Sale"})
        self.make_campaign(percent=15, target="chosen", category_ids=category)
        now = datetime.now()
        response, item = self.ask(now)
        self.assertIsNone(item["campaign"])
        category.product_tmpl_ids = self.kurta.product_tmpl_id
        _response, item = self.ask(now, **{"If-None-Match": response.headers["ETag"]})
        self.assertEqual(item["price"]["amount"], 1020)

    def test_reference_price_with_taxes(self):
        begun = datetime(2030, 1, 1)
        self.kurta.taxes_id = self.make_gst(10, included=False)
        with freeze_time(begun):
            price = self.env["ecom.product.price"].search(
                [
                    ("product_tmpl_id", "=", self.kurta.product_tmpl_id.id),
                    ("currency_id.name", "=", "JPY"),
                ]
            )
            price.write({"amount": 1000, "tax_included": False})
        with freeze_time(begun + timedelta(days=60)):
            self.make_campaign(self.kurta, percent=25)
            self.settle_timeline()
        item = self.ask(begun + timedelta(days=61))[1]
        self.assertEqual(item["price"]["amount"], 825)
        self.assertEqual(
            item["reference30d"],
            {
                "amount": 1100,
                "from": "2030-01-31T00:00:00Z",
                "to": "2030-03-02T00:00:00Z",
                "announceable": True,
                "percent": 25,
                "insufficientHistory": False,
            },
        )
        self.store.omnibus = False
        self.assertNotIn("reference30d", self.ask(begun + timedelta(days=61))[1])

    def test_too_little_history(self):
        self.make_campaign(self.kurta, percent=25)
        self.settle_timeline()
        self.kurta.product_tmpl_id.ecom_published_at = datetime(2020, 1, 1)
        item = self.ask(datetime.now())[1]
        self.assertEqual(item["reference30d"]["amount"], None)
        self.assertTrue(item["reference30d"]["insufficientHistory"])
