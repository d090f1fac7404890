from datetime import datetime, timedelta
from decimal import Decimal
from unittest.mock import patch
from zoneinfo import ZoneInfo

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.ecom_pricing.models.ecom_store_currency import EcomStoreCurrency

from .storefront import HOSTILE, PRICES, PricedCase

AVAILABLE = "/api/currencies/available"
SETTINGS = "/api/admin/currencies/settings"


@tagged("post_install", "-at_install", "ecom")
class TestCurrenciesAvailable(PricedCase):
    """What a storefront's currency switcher shows."""

    def available(self, query="", *, auth="store", headers=None):
        response = self.call("GET", AVAILABLE + query, auth=auth, headers=headers)
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()

    def test_what_is_told(self):
        self.row("EUR").write({"allow_checkout": False, "prominent": False})
        self.row("KWD").enabled = False
        answer = self.available("?store=testshop")
        self.assertEqual((answer["primary"], answer["suggested"]), ("INR", "INR"))
        self.assertEqual(answer["version"], self.store.price_version)
        inr, usd, eur, jpy = answer["currencies"]
        self.assertEqual(
            jpy,
            {
                "code": "JPY",
                "name": "Japanese yen",
                "symbol": "¥",
                "symbolPosition": "before",
                "decimals": 0,
                "flag": "🇯🇵",
                "order": 4,
                "prominent": True,
                "primary": False,
                "checkout": True,
                "regions": [],
                "countries": [],
            },
        )
        self.assertEqual((inr["primary"], inr["flag"], usd["decimals"]), (True, "🇮🇳", 2))
        self.assertEqual((eur["checkout"], eur["prominent"], eur["flag"]), (False, False, "🇪🇺"))
        rpc = self.rpc("currencies.available", {"store": "testshop"})
        self.assertEqual(rpc["result"], answer)

    def test_by_country(self):
        self.make_region("JP", "jp", currency_id=self.currency("JPY").id)
        self.row("EUR").region_ids = self.make_region("EU", "de", "fr")
        self.row("INR").country_ids = self.env.ref("base.in")

        def offered(country):
            answer = self.available(f"?country={country}")
            return answer["suggested"], [row["code"] for row in answer["currencies"]]

        self.assertEqual(offered("IN"), ("INR", ["INR", "USD", "JPY", "KWD"]))
        self.assertEqual(offered("JP"), ("JPY", ["USD", "JPY", "KWD"]))
        self.assertEqual(offered("DE"), ("USD", ["USD", "EUR", "JPY", "KWD"]))
        everywhere = self.available()["currencies"]
        self.assertEqual([row["code"] for row in everywhere], list(PRICES))
        eur = next(row for row in everywhere if row["code"] == "EUR")
        self.assertEqual((eur["regions"], eur["countries"]), (["EU"], []))
        self.row("JPY").enabled = False
        self.assertEqual(offered("JP")[0], "USD")

    def test_caching(self):
        first = self.call("GET", AVAILABLE)
        tag = first.headers["ETag"]
        self.assertEqual(
            first.headers["Cache-Control"], "public, max-age=300, stale-while-revalidate=60"
        )
        again = self.call("GET", AVAILABLE, headers={"If-None-Match": tag})
        self.assertEqual((again.status_code, again.content), (304, b""))
        self.currency("JPY").symbol = "円"
        self.assertNotEqual(self.call("GET", AVAILABLE).headers["ETag"], tag)
        service, store = self.services()["ecom.currencies"], self.info()
        service.available(store, "IN")
        self.env.invalidate_all()
        with self.assertQueryCount(2):
            service.available(store, "IN")

    def test_the_customers_own_choice(self):
        token = self.customer_token("asha", currency="EUR")
        response = self.call("GET", AVAILABLE, auth=token)
        self.assertEqual(response.json()["suggested"], "EUR")
        self.assertIn("private", response.headers["Cache-Control"])
        self.assertIn("Authorization", response.headers["Vary"])
        self.assertEqual(self.available()["suggested"], "INR")
        self.row("EUR").country_ids = self.env.ref("base.de")
        self.assertEqual(self.available("?country=IN", auth=token)["suggested"], "INR")
        self.assertEqual(self.available("?country=DE", auth=token)["suggested"], "EUR")
        self.row("EUR").enabled = False
        self.assertEqual(self.available("?country=DE", auth=token)["suggested"], "INR")

    def test_store_without_prices_of_its_own(self):
        plain = self.make_store("plainshop")
        plain.store_currency_ids.unlink()
        _key, secret = self.make_keys(plain)
        answer = self.available(auth=None, headers={"Authorization": f"Bearer {secret}"})
        self.assertEqual(answer["suggested"], "INR")
        (inr,) = answer["currencies"]
        self.assertEqual((inr["code"], inr["primary"], inr["flag"]), ("INR", True, "🇮🇳"))

    def test_bad_input(self):
        self.assert_error(self.call("GET", AVAILABLE, auth=None), 401, "unauthenticated")
        self.assert_error(self.call("GET", f"{AVAILABLE}?country=ZZ"), 422, "unknown_country")
        self.assert_error(self.call("GET", f"{AVAILABLE}?store=other"), 404, "store_not_found")
        for query in ("country=in", "country=IN&country=JP", f"store={'x' * 10_000}", "lang=en"):
            response = self.call("GET", f"{AVAILABLE}?{query}")
            self.assert_error(response, 422, "validation_failed")
        for value in (value for value in HOSTILE if value != "US"):
            error = self.rpc("currencies.available", {"country": value})["error"]["data"]
            self.assertEqual(
                (error["status"], list(error["details"]["fields"])), (422, ["country"])
            )


@tagged("post_install", "-at_install", "ecom")
class TestReferenceRates(PricedCase):
    """Reference rates tell people something, and no price anything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store.reference_rates_enabled = True
        # of the store, where another day may have begun
        cls.today = datetime.now(ZoneInfo(cls.store.tz)).date()

    def rate(self, source, target, rate, days=0, **values):
        return self.env["ecom.reference.rate"].create(
            {
                "store_id": self.store.id,
                "from_id": self.currency(source).id,
                "to_id": self.currency(target).id,
                "rate": rate,
                "valid_from": self.today + timedelta(days=days),
                **values,
            }
        )

    def convert(self, **body):
        return self.call("POST", "/api/currencies/convert", body)

    def test_switched_off(self):
        self.store.reference_rates_enabled = False
        self.rate("USD", "INR", 84)
        for response in (
            self.call("GET", "/api/currencies/rates"),
            self.convert(amount=1, to="INR", **{"from": "USD"}),
            self.convert(productId=self.kurta.ecom_uid, to="JPY"),
        ):
            self.assert_error(response, 404, "feature_disabled")

    def test_rates(self):
        self.assertEqual(
            self.call("GET", "/api/currencies/rates").json(), {"items": [], "nextCursor": None}
        )
        self.rate("USD", "INR", 83, -30)
        self.rate("USD", "INR", 84.25, -1, note="Bank of the month")
        self.rate("USD", "INR", 90, 1)
        self.rate("INR", "KWD", 0.00365123)
        self.rate("EUR", "JPY", 160)
        self.row("EUR").enabled = False
        response = self.call("GET", "/api/currencies/rates")
        self.assertIn("max-age", response.headers["Cache-Control"])
        self.assertNotIn("Bank", response.text)
        self.assertEqual(
            self.decode(response)["items"],
            [
                {
                    "from": source,
                    "to": target,
                    "rate": Decimal(rate),
                    "kind": "seller_reference",
                    "validFrom": (self.today + timedelta(days=days)).isoformat(),
                    "usedForPricing": False,
                }
                for source, target, rate, days in (
                    ("INR", "KWD", "0.00365123", 0),
                    ("USD", "INR", "84.25", -1),
                )
            ],
        )

    def test_amounts(self):
        self.rate("USD", "INR", 84.25)
        self.rate("INR", "JPY", 1.9)
        answer = self.decode(self.convert(amount=Decimal("7.99"), to="inr", **{"from": "usd"}))
        self.assertEqual(
            answer,
            {
                "basis": "seller_reference_rate",
                "amount": Decimal("673.16"),
                "currency": "INR",
                "indicative": True,
                "from": "USD",
                "fromAmount": Decimal("7.99"),
                "rate": Decimal("84.25"),
                "validFrom": self.today.isoformat(),
            },
        )
        for source, target in (("INR", "USD"), ("USD", "JPY"), ("EUR", "INR"), ("INR", "INR")):
            response = self.convert(amount=1, to=target, **{"from": source})
            details = self.assert_error(response, 409, "rate_not_set")
            self.assertEqual(details, {"from": source, "to": target})
        response = self.convert(amount=Decimal("1.999"), to="INR", **{"from": "USD"})
        self.assert_error(response, 422, "amount_precision")

    def test_products_have_the_sellers_price(self):
        self.rate("INR", "JPY", 1000)
        self.set_price(self.kurta, "JPY", 1100, min_qty=10)
        answer = self.convert(productId=self.kurta.ecom_uid, to="JPY").json()
        self.assertEqual(
            answer,
            {
                "basis": "seller_price",
                "amount": 1200,
                "currency": "JPY",
                "indicative": False,
                "productId": self.kurta.ecom_uid,
                "quantity": 1,
            },
        )
        answer = self.convert(
            productId=self.kurta.product_tmpl_id.ecom_uid, to="JPY", qty=10, country="JP"
        ).json()
        self.assertEqual(answer["amount"], 1100)
        response = self.convert(productId=self.lamp.ecom_uid, to="JPY")
        details = self.assert_error(response, 409, "price_not_set")
        self.assertEqual(details["items"][0]["sku"], "LAMP")
        response = self.convert(productId="var_0", to="JPY")
        self.assert_error(response, 404, "product_not_found")

    def test_bad_input(self):
        usd = {"from": "USD"}
        for body, code in (
            ({"amount": 1, "to": "VND", **usd}, "unknown_currency"),
            ({"amount": 1, "to": "USD", "from": "xxx"}, "unknown_currency"),
            ({"productId": self.kurta.ecom_uid, "to": "JPY", "country": "ZZ"}, "unknown_country"),
        ):
            self.assert_error(self.convert(**body), 422, code)
        bodies = [
            {},
            {"to": "INR"},
            {"amount": 1, "to": "INR"},
            {"amount": 1, "productId": "var_x", "to": "INR"},
            {"productId": "var_x", "to": "INR", **usd},
            {"amount": 1, "to": "INR", "qty": 2, **usd},
            {"amount": 1, "to": "INR", "basis": "price_ratio", **usd},
            *({"amount": 1, "to": value, **usd} for value in HOSTILE),
            *({"amount": 1, "to": "INR", "from": value} for value in HOSTILE),
            *(
                {"amount": value, "to": "INR", **usd}
                for value in (-1, 10**13, "1", [], {}, None, True)
            ),
            *({"productId": value, "to": "INR"} for value in ([], {}, 7, "x" * 10_000, "")),
            *({"productId": "var_x", "to": "INR", "qty": value} for value in (0, "1", [], {})),
        ]
        for body in bodies:
            with self.subTest(body=str(body)[:60]):
                self.assert_error(self.convert(**body), 422, "validation_failed")
        self.row("JPY").enabled = False
        response = self.convert(productId=self.kurta.ecom_uid, to="JPY")
        self.assert_error(response, 409, "currency_disabled")

    def test_rates_are_rates(self):
        for source, target, rate in (("USD", "INR", 0), ("USD", "INR", -1), ("USD", "USD", 1)):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.rate(source, target, rate)
        rate = self.rate("USD", "INR", 84)
        self.assertEqual((rate.display_name, rate.user_id), ("1 USD = 84 INR", self.env.user))

    def test_ratio_of_prices(self):
        headers = self.admin_headers("ecom_base.group_ecom_analyst")
        path = "/api/admin/currencies/ratio?store=testshop&from=usd&to="
        answer = self.decode(self.call("GET", path + "INR", auth=None, headers=headers))
        self.assertEqual((answer["basis"], answer["products"]), ("price_ratio", 2))
        self.assertEqual(answer["median"], Decimal("63.7178"))
        self.assertLess(answer["p10"], answer["median"])
        none = self.decode(self.call("GET", path + "USD", auth=None, headers=headers))
        self.assertEqual((none["products"], none["median"]), (2, 1))
        self.assert_error(
            self.call("GET", path + "VND", auth=None, headers=headers), 422, "unknown_currency"
        )
        self.assert_error(self.call("GET", path + "INR"), 403, "credential_not_permitted")


@tagged("post_install", "-at_install", "ecom")
class TestCurrencySettings(PricedCase):
    """An administrator's program changes the currencies of a store."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.admin_headers()

    def read(self):  # pylint: disable=method-required-super
        response = self.call("GET", f"{SETTINGS}?store=testshop", auth=None, headers=self.manager)
        self.assertEqual(response.status_code, 200, response.text)
        return self.decode(response), response.headers["ETag"]

    def put(self, body, tag=None):
        headers = self.manager | {"If-Match": tag or self.read()[1]}
        return self.call("PUT", SETTINGS, {"store": "testshop", **body}, auth=None, headers=headers)

    def test_change_everything(self):
        self.make_region("EU", "de", "fr")
        before, tag = self.read()
        self.assertEqual([row["code"] for row in before["currencies"]], list(PRICES))
        self.assertEqual([row["productCount"] for row in before["currencies"]], [2, 2, 1, 1, 1])
        changes = [
            {"code": "usd", "order": 1, "prominent": False},
            {"code": "INR", "enabled": False, "order": 9},
            {"code": "EUR", "regions": ["EU"], "countries": ["CH", "AT"], "checkout": False},
            {"code": "KWD", "ending": {"step": 1, "tail": Decimal("0.99")}},
            {"code": "GBP", "order": 2},
        ]
        response = self.put({"primary": "USD", "currencies": changes}, tag)
        self.assertEqual(response.status_code, 200, response.text)
        answer = self.decode(response)
        self.assertEqual((answer, response.headers["ETag"]), self.read())
        self.assertNotEqual(response.headers["ETag"], tag)
        rows = {row["code"]: row for row in answer["currencies"]}
        self.assertEqual(list(rows), ["USD", "EUR", "GBP", "JPY", "KWD", "INR"])
        self.assertEqual((answer["primary"], self.store.currency_id.name), ("USD", "USD"))
        self.assertEqual((rows["USD"]["primary"], rows["USD"]["prominent"]), (True, False))
        self.assertFalse(rows["INR"]["enabled"])
        self.assertEqual(sorted(rows["EUR"]["countries"]), ["AT", "CH"])
        self.assertEqual((rows["EUR"]["regions"], rows["EUR"]["checkout"]), (["EU"], False))
        self.assertEqual(rows["KWD"]["ending"], {"step": 1, "tail": Decimal("0.99")})
        self.assertTrue(self.row("GBP").pricelist_id.ecom_strict)
        self.assertEqual(self.row("INR").currency_id.name, "INR")
        self.assertEqual(self.store.pricelist_id, self.pricelist("USD"))
        response = self.put({"currencies": [{"code": "KWD", "ending": None}]})
        self.assertIsNone(response.json()["currencies"][-2]["ending"])

    def test_stale_or_blind_changes(self):
        body = {"currencies": [{"code": "JPY", "enabled": False}]}
        response = self.call(
            "PUT", SETTINGS, {"store": "testshop", **body}, auth=None, headers=self.manager
        )
        self.assert_error(response, 428, "if_match_required")
        _before, tag = self.read()
        self.assertEqual(
            self.put({"currencies": [{"code": "USD", "order": 7}]}, tag).status_code, 200
        )
        details = self.assert_error(self.put(body, tag), 412, "version_conflict")
        self.assertEqual(details, {"version": self.store.price_version})
        self.assertTrue(self.row("JPY").enabled)
        weak = f"W/{self.read()[1]}"
        self.assertEqual(self.put(body, weak).status_code, 200)
        self.assertFalse(self.row("JPY").enabled)
        rpc = self.rpc(
            "admin.currencies.settings", {"store": "testshop"}, auth=None, headers=self.manager
        )
        self.assertEqual(rpc["error"]["data"]["status"], 428)

    def test_all_or_nothing(self):
        before = self.read()
        first = {"code": "JPY", "enabled": False}
        for second, code, field in (
            ({"code": "ZZZ"}, "unknown_currency", "currencies.1.code"),
            ({"code": "USD", "regions": ["EU"]}, "unknown_region", "currencies.1.regions.0"),
            ({"code": "USD", "countries": ["ZZ"]}, "unknown_country", "currencies.1.countries.0"),
            ({"code": "INR", "enabled": False}, "primary_not_enabled", "primary"),
            (
                {"code": "USD", "ending": {"step": 1, "tail": 0.999}},
                "amount_precision",
                "currencies.1.ending.tail",
            ),
            (
                {"code": "USD", "ending": {"step": 1, "tail": 1}},
                "validation_failed",
                "currencies.1.ending.tail",
            ),
        ):
            details = self.assert_error(self.put({"currencies": [first, second]}), 422, code)
            self.assertEqual(list(details["fields"]), [field])
            self.assertEqual(self.read(), before)
        self.assert_error(self.put({"primary": "VND"}), 422, "primary_not_enabled")
        with patch.object(EcomStoreCurrency, "_ecom_ensure_pricelist", side_effect=UserError("no")):
            usd = {"code": "USD", "order": 3}
            self.assert_error(self.put({"currencies": [first, usd]}), 409, "rejected")
        self.assertEqual(self.read(), before)

    def test_bad_input(self):
        before = self.read()
        usd = {"code": "USD"}
        bodies = [
            {"currencies": [usd, {"code": "usd"}]},
            {"currencies": usd},
            {"currencies": [7]},
            {"currencies": [{}]},
            {"currencies": [{"code": f"A{n:02}"} for n in range(201)]},
            {"currency": "USD"},
            *({"primary": value} for value in HOSTILE),
            *({"currencies": [{"code": value}]} for value in HOSTILE),
            *({"currencies": [usd | {"enabled": value}]} for value in ("yes", 1, [], {})),
            *({"currencies": [usd | {"order": value}]} for value in (0, -1, 1.5, "1", [], 10**9)),
            *({"currencies": [usd | {"regions": value}]} for value in ("EU", ["eu"], [["EU"]], {})),
            *({"currencies": [usd | {"countries": value}]} for value in ("DE", ["de"], [1], {})),
            *(
                {"currencies": [usd | {"ending": value}]}
                for value in (1, [], {}, {"step": 0, "tail": 0}, {"step": "1", "tail": 0})
            ),
        ]
        for body in bodies:
            with self.subTest(body=str(body)[:60]):
                self.assert_error(self.put(body), 422, "validation_failed")
        for store in ("nowhere", "x" * 40):
            self.assert_error(self.put({"store": store}), 404, "store_not_found")
        self.assertEqual(self.read(), before)

    def test_who_may(self):
        path = f"{SETTINGS}?store=testshop"
        self.assert_error(self.call("GET", path, auth=None), 401, "unauthenticated")
        self.assert_error(self.call("GET", path), 403, "credential_not_permitted")
        editor = self.admin_headers("ecom_pricing.group_price_editor", "price_editor")
        self.assertEqual(self.call("GET", path, auth=None, headers=editor).status_code, 200)
        headers = editor | {"If-Match": self.read()[1]}
        body = {"store": "testshop"}
        response = self.call("PUT", SETTINGS, body, auth=None, headers=headers)
        self.assert_error(response, 403, "group_missing")
        other = self.make_store("othershop")
        self.assertNotIn(other.company_id, self.store.company_id)
        path = f"{SETTINGS}?store=othershop"
        response = self.call("GET", path, auth=None, headers=self.manager)
        self.assert_error(response, 404, "store_not_found")
