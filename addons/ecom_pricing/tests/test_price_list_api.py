from datetime import datetime, timedelta
from decimal import Decimal

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.ecom_base.tests.catalog_tools import CatalogMixin

from ..schemas.price_list import PriceListRequest
from .storefront import PRICES, PricedCase

#: The night summer time ends in Germany: a sale of that day starts at 22:00 UTC of the day before, the next at 23:00.
DST_NIGHT = datetime(2026, 10, 24, 22)
BAD_LISTS = ("", "x" * 65, ",".join(["var_x"] * 201), "%00")


@tagged("post_install", "-at_install", "ecom")
class TestPriceList(CatalogMixin, PricedCase):
    """The seller's prices over HTTP, in any currency, for any country, and how long they may be kept."""

    def prices(self, query="", *, ids=None, headers=None):
        ids = ids or self.kurta.ecom_uid
        return self.call("GET", f"/api/prices?productIds={ids}{query}", headers=headers)

    def item_of(self, query="", **options):
        response = self.prices(query, **options)
        self.assertEqual(response.status_code, 200, response.text)
        (item,) = self.decode(response)["items"]
        return item

    def test_price_in_each_currency(self):
        with self.no_conversion():
            for code, amount in PRICES.items():
                item = self.item_of(f"&currency={code.lower()}&store=testshop")
                self.assertEqual(item["price"], {"amount": Decimal(str(amount)), "currency": code})
                self.assertEqual((item["available"], item["taxIncluded"]), (True, True))
        self.assertRegex(item["priceId"], r"^prc_[0-9a-f]{24}$")
        self.assertEqual((item["version"], item["tiers"]), (1, []))
        self.assertEqual(self.item_of()["price"]["currency"], "INR")
        rpc = self.rpc("prices.list", {"productIds": [self.kurta.ecom_uid], "currency": "JPY"})
        self.assertEqual(rpc["result"]["items"][0]["price"]["amount"], 1200)

    def test_all_there_is_to_say_of_a_price(self):
        tomorrow = datetime.now().replace(microsecond=0) + timedelta(days=1)
        japan = self.make_region("JP", "jp")
        self.set_price(self.lamp, "JPY", 5000, compare_at=6000, unit_cost=100, region_id=japan.id)
        self.set_price(self.lamp, "JPY", 4800, region_id=japan.id, valid_to=tomorrow)
        self.set_price(self.lamp, "JPY", 4500, region_id=japan.id, min_qty=10, valid_to=tomorrow)
        self.set_price(self.lamp, "JPY", 4000, region_id=japan.id, min_qty=100)
        self.set_price(self.lamp, "JPY", 1, min_qty=5, valid_from=tomorrow)
        response = self.prices("&currency=JPY&country=JP", ids=self.lamp.ecom_uid)
        answer = self.decode(response)
        self.assertEqual((answer["region"], answer["country"]), ("JP", "JP"))
        (item,) = answer["items"]
        self.assertEqual(item["price"], {"amount": 4800, "currency": "JPY"})
        self.assertEqual(
            item["tiers"],
            [{"minQuantity": 10, "amount": 4500}, {"minQuantity": 100, "amount": 4500}][:1],
        )
        self.assertEqual(item["validUntil"], tomorrow.isoformat() + "Z")
        self.assertEqual((item["region"], item["sku"]), ("JP", "LAMP"))
        self.assertIsNone(item["campaign"])
        self.assertNotIn("100", response.text.replace("minQuantity", "").split('"sku"')[0])
        self.assertEqual(
            set(item),
            {
                "productId",
                "variantId",
                "sku",
                "available",
                "price",
                "taxIncluded",
                "tiers",
                "campaign",
                "priceId",
                "version",
                "region",
                "validUntil",
            },
        )
        ten = self.item_of("&currency=JPY&country=JP&qty=10", ids=self.lamp.ecom_uid)
        self.assertEqual(ten["price"]["amount"], 4500)
        elsewhere = self.item_of("&currency=JPY", ids=self.lamp.ecom_uid)
        self.assertEqual((elsewhere["available"], elsewhere["reason"]), (False, "price_not_set"))
        self.assertNotIn("price", elsewhere)

    def test_many_at_once(self):
        shirts = self.make_sized("Shirt")
        small = shirts.product_variant_ids[0]
        self.set_price(small, "USD", 9)
        self.set_price(small, "USD", 8.5, variant=True)
        hidden = self.make_product("Hidden", 5, ecom_store_ids=False)
        self.set_price(hidden, "USD", 5)
        asked = [shirts.ecom_uid, self.lamp.ecom_uid, hidden.ecom_uid, "var_0", small.ecom_uid]
        answer = self.decode(self.prices("&currency=USD", ids=",".join(asked)))
        self.assertEqual(
            [item.get("price", {}).get("amount") for item in answer["items"]],
            [Decimal("8.5"), 9, 9, Decimal("19.99"), None, None, Decimal("8.5")],
        )
        self.assertEqual(
            [item.get("reason") for item in answer["items"][4:6]], ["product_not_found"] * 2
        )

    def test_queries_do_not_grow(self):
        def cost(count):
            request = PriceListRequest(
                product_ids=[p.ecom_uid for p in products[:count]], currency="JPY"
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            service.list_prices(store, request)
            return self.env.cr.sql_log_count - before

        products = [self.make_product(f"Item {n}", 10.0, taxes=self.gst) for n in range(12)]
        for product in products:
            self.set_price(product, "JPY", 10)
            self.set_price(product, "JPY", 9, min_qty=5)
        store, service = self.info(), self.services()["ecom.storefront.prices"]
        cost(12)
        self.assertGreaterEqual(cost(2), cost(12))
        # variants and products, their rows, the currency, what the region asks of reductions
        self.assertLessEqual(cost(12), 6)
        request = PriceListRequest(product_ids=[products[0].ecom_uid], currency="JPY")
        service.freshness(store, request)
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            service.freshness(store, request)

    # === CACHING === #

    def test_unchanged_answer_is_not_sent_again(self):
        first = self.prices("&currency=JPY")
        tag = first.headers["ETag"]
        self.assertEqual(first.headers["Cache-Control"], "public, max-age=300")
        again = self.prices("&currency=JPY", headers={"If-None-Match": tag})
        self.assertEqual((again.status_code, again.content), (304, b""))
        self.assertEqual(again.headers["ETag"], tag)
        for query in ("&currency=USD", "&currency=JPY&qty=2", "&currency=JPY&country=DE"):
            self.assertNotEqual(self.prices(query).headers["ETag"], tag, query)

        def change_price():
            self.env["ecom.product.price"].search(
                [("product_tmpl_id", "=", self.kurta.product_tmpl_id.id), ("amount", "=", 1200)]
            ).amount = 1300

        changes = (
            change_price,
            lambda: self.set_price(self.kurta, "JPY", 900, min_qty=3),
            lambda: self.kurta.product_tmpl_id.write({"taxes_id": False}),
            lambda: self.make_region("EU", "de"),
            lambda: self.kurta.product_tmpl_id.write({"ecom_store_ids": False}),
        )
        for number, change in enumerate(changes):
            change()
            # the clock of this transaction stands still, and so does write_date
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE product_template SET write_date = write_date + %s * interval '1s'"
                " WHERE id = %s",
                (number, self.kurta.product_tmpl_id.id),
            )
            before, tag = tag, self.prices("&currency=JPY").headers["ETag"]
            self.assertNotEqual(tag, before, number)
        rpc = self.rpc(
            "prices.list",
            {"productIds": [self.kurta.ecom_uid]},
            headers={"If-None-Match": self.prices().headers["ETag"]},
        )
        self.assertTrue(rpc["result"]["items"])

    def test_nothing_is_kept_over_a_boundary(self):
        """Acceptance case 12: two sales that meet at midnight in Berlin, in the night when the clocks go back."""
        end = DST_NIGHT + timedelta(hours=25)
        self.set_price(self.kurta, "EUR", 5, valid_from=DST_NIGHT, valid_to=end)
        seen = []
        for moment in (
            DST_NIGHT - timedelta(hours=1),
            DST_NIGHT - timedelta(seconds=90),
            DST_NIGHT - timedelta(seconds=1, milliseconds=500),
            DST_NIGHT - timedelta(milliseconds=1),
            DST_NIGHT,
            end - timedelta(seconds=1),
            end,
        ):
            with freeze_time(moment):
                response = self.prices("&currency=EUR&country=DE")
            (item,) = self.decode(response)["items"]
            age = response.headers["Cache-Control"].removeprefix("public, max-age=")
            seen.append((item["price"]["amount"], int(age), response.headers["ETag"]))
        self.assertEqual(
            [(amount, age) for amount, age, _tag in seen],
            [
                (Decimal("7.49"), 300),
                (Decimal("7.49"), 90),
                (Decimal("7.49"), 1),
                (Decimal("7.49"), 0),
                (5, 300),
                (5, 1),
                (Decimal("7.49"), 300),
            ],
        )
        tags = [tag for _amount, _age, tag in seen]
        self.assertEqual(len(set(tags)), 3)
        self.assertEqual((tags[0], tags[4]), (tags[3], tags[5]))
        with freeze_time(end):
            old = self.prices("&currency=EUR&country=DE", headers={"If-None-Match": tags[4]})
        self.assertEqual(old.status_code, 200)

    # === THE CATALOGUE === #

    def test_catalogue_in_other_currencies(self):
        """Acceptance case 3: what has no price in a currency is shown, and is not for sale."""
        self.settle()
        for code, amount in PRICES.items():
            shown = self.decode(self.call("GET", f"/api/products?currency={code}&sort=name"))
            prices = {item["name"]: item["price"] for item in shown["items"]}
            self.assertEqual(prices["Kurta"], {"amount": Decimal(str(amount)), "currency": code})
            self.assertEqual(prices["Lamp"] is None, code not in ("INR", "USD"))

    def test_catalogue_elsewhere(self):
        japan = self.make_region("JP", "jp")
        self.make_region("IN", "in")
        self.set_price(self.kurta, "JPY", 1500, compare_at=2000, region_id=japan.id)
        shirts = self.make_sized("Shirt")
        self.set_price(shirts.product_variant_ids[0], "JPY", 900)
        last = shirts.product_variant_ids[2]
        self.set_price(last, "JPY", 700, variant=True, region_id=japan.id)
        self.settle()
        path = f"/api/products/{self.kurta.product_tmpl_id.ecom_uid}?currency=jpy"
        home, abroad = (
            self.decode(self.call("GET", path + query)) for query in ("&country=IN", "&country=JP")
        )
        self.assertEqual(home["price"]["amount"], 1200)
        self.assertEqual(abroad["price"], {"amount": 1500, "currency": "JPY", "compareAt": 2000})
        (variant,) = abroad["variants"]
        self.assertEqual((variant["price"], variant["compareAt"]), (1500, 2000))
        self.assertEqual(
            {**abroad, "price": 0, "priceRange": 0, "variants": 0},
            {**home, "price": 0, "priceRange": 0, "variants": 0},
        )
        page = self.decode(self.call("GET", "/api/products?currency=JPY&country=JP&sort=name"))
        by_name = {item["name"]: item for item in page["items"]}
        self.assertEqual(
            by_name["Shirt"]["priceRange"], {"min": 700, "max": 900, "currency": "JPY"}
        )
        self.assertIsNone(by_name["Lamp"]["price"])
        other = self.decode(self.call("GET", path + "&country=US"))
        self.assertEqual(other["price"]["amount"], 1200)
        self.assert_error(self.call("GET", path + "&country=ZZ"), 422, "unknown_country")

    # === BAD INPUT === #

    def test_bad_input(self):
        for query, code in (
            ("&currency=VND", "unknown_currency"),
            ("&currency=xxx", "unknown_currency"),
            ("&country=ZZ", "unknown_country"),
        ):
            self.assert_error(self.prices(query), 422, code)
        for query, field in (
            ("&currency=INR&currency=USD", "currency"),
            ("&currency[]=INR", "currency[]"),
            (f"&currency={'x' * 10_000}", "currency"),
            ("&currency=%E2%82%B9%E2%82%B9%E2%82%B9", "currency"),
            ("&country=in", "country"),
            ("&country=%F0%9F%87%AE%F0%9F%87%B3", "country"),
            ("&qty=0", "qty"),
            ("&qty=-1", "qty"),
            ("&qty=NaN", "qty"),
            ("&qty=1e9", "qty"),
            ("&qty=many", "qty"),
            ("&at=2030-01-01", "at"),
        ):
            with self.subTest(query=query[:30]):
                details = self.assert_error(self.prices(query), 422, "validation_failed")
                self.assertEqual(list(details["fields"]), [field])
        for ids in BAD_LISTS:
            response = self.call("GET", f"/api/prices?productIds={ids}")
            self.assert_error(response, 422, "validation_failed")
        for params in (
            {"productIds": "var_x"},
            {"productIds": [["var_x"]]},
            {"productIds": None},
            {"productIds": ["var_x"], "currency": ["JPY"]},
            {"productIds": ["var_x"], "currency": {"code": "JPY"}},
            {"productIds": ["var_x"], "qty": "2"},
            {"productIds": ["var_x"], "qty": [1]},
            {"productIds": ["var_x"], "country": 91},
        ):
            error = self.rpc("prices.list", params)["error"]["data"]
            self.assertEqual((error["status"], error["code"]), (422, "validation_failed"))
        self.row("JPY").enabled = False
        for response in (
            self.prices("&currency=JPY"),
            self.call("GET", "/api/products?currency=JPY"),
            self.call("GET", "/api/products/kurta?currency=jpy"),
        ):
            self.assert_error(response, 409, "currency_disabled")

    def test_store_without_prices_of_its_own(self):
        self.settle()
        self.env["ecom.product.price"].search([("store_id", "=", self.store.id)]).unlink()
        self.store.store_currency_ids.unlink()
        response = self.prices()
        (item,) = self.decode(response)["items"]
        self.assertEqual(item["price"], {"amount": 499, "currency": "INR"})
        self.assertIn("max-age=30", response.headers["Cache-Control"])
        self.assert_error(self.prices("&currency=USD"), 422, "unknown_currency")
