from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.ecom_base.tests.common import EcomCase

from .common import PricingMixin


@tagged("post_install", "-at_install", "ecom")
class TestOverview(PricingMixin, EcomCase):
    """Figures by currency, which are never added up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.currency.rate"].search([]).unlink()
        cls.rate("USD", 0.0125)
        cls.gst = cls.make_gst(18)
        cls.kurta = cls.make_product("Kurta", 1180.0, taxes=cls.gst)
        cls.kurta.with_company(cls.store.company_id).standard_price = 400.0
        for code, amount in (("INR", 1180), ("USD", 23.6), ("KWD", 5.9), ("EUR", 11.8)):
            cls.set_price(cls.kurta, code, amount)
        cls.set_price(cls.kurta, "JPY", 2360, unit_cost=900)
        cls.overview = cls.env["ecom.price.overview"]

    @classmethod
    def rate(cls, code, value, day="2020-01-01"):
        return cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.currency(code).id,
                "name": day,
                "rate": value,
                "company_id": cls.store.company_id.id,
            }
        )

    def sell(self, code, quantity=1, **values):
        order = self.build(self.wanted(self.kurta, quantity), currency=code, **values)
        order._ecom_place()
        order.action_confirm()
        return order

    def give_back(self, order, amount):
        """Record a refund as payment gateways do."""
        provider = self.env["payment.provider"].search(
            [("company_id", "=", self.store.company_id.id)], limit=1
        ) or self.env["payment.provider"].create(
            {"name": "Any", "company_id": self.store.company_id.id}
        )
        values = {
            "provider_id": provider.id,
            "payment_method_id": self.env.ref("payment.payment_method_unknown").id,
            "currency_id": order.currency_id.id,
            "partner_id": order.partner_id.id,
        }
        transactions = self.env["payment.transaction"].sudo()
        paid = transactions.create(
            {
                **values,
                "reference": f"{order.name}-paid",
                "amount": order.amount_total,
                "sale_order_ids": [(6, 0, order.ids)],
                "state": "done",
            }
        )
        return transactions.create(
            {
                **values,
                "reference": f"{order.name}-back",
                "amount": -amount,
                "operation": "refund",
                "source_transaction_id": paid.id,
                "state": "done",
            }
        )

    def load(self, **options):
        self.env.flush_all()
        return self.overview.load(self.store.id, **options)

    def sales(self):
        return {row["name"]: row for row in self.load()["sales"]}

    def test_each_currency_stands_for_itself(self):
        self.sell("INR", 2)
        self.sell("INR")
        self.give_back(self.sell("USD", 2), 23.6)
        found = self.sales()
        self.assertEqual(list(found), ["INR", "USD"])
        inr, usd = found["INR"], found["USD"]
        self.assertEqual((inr["orders"], inr["units"]), (2, 3))
        self.assertEqual((inr["net"], inr["tax"], inr["total"]), (3000.0, 540.0, 3540.0))
        self.assertEqual((inr["average"], inr["refunded"]), (1770.0, 0.0))
        self.assertEqual((usd["orders"], usd["total"], usd["refunded"]), (1, 47.2, -23.6))

    def test_margins_and_where_their_cost_comes_from(self):
        for code in ("INR", "USD", "JPY", "KWD", "EUR"):
            self.sell(code)
        found = self.sales()
        # the product's cost; that at the order's accounting rate; the cost beside the price
        self.assertEqual((found["INR"]["margin"], found["INR"]["costs"]), (600.0, {"own": 1.0}))
        self.assertEqual(
            (found["USD"]["margin"], found["USD"]["costs"]), (15.0, {"accounting": 1.0})
        )
        self.assertEqual((found["JPY"]["margin"], found["JPY"]["costs"]), (1100.0, {"price": 1.0}))
        for code in ("KWD", "EUR"):
            self.assertIsNone(found[code]["margin"])
            self.assertIsNone(found[code]["marginShare"])
            self.assertEqual(found[code]["costs"], {"no_rate": 1.0})

    def test_currency_without_a_rate_is_left_out_not_counted_one_to_one(self):
        """Acceptance case 2: dinars are sold without any rate on file."""
        self.sell("INR")
        self.sell("USD")
        dinars = self.sell("KWD")
        self.assertEqual((dinars.amount_total, dinars.currency_rate), (5.9, 1.0))
        self.env.flush_all()
        figure = self.overview.consolidated(self.store.id, 12)
        self.assertEqual((figure["total"], figure["orders"]), (1180 + 23.6 / 0.0125, 2))
        self.assertEqual(figure["leftOut"], [{"name": "KWD", "orders": 1}])
        self.assertEqual(
            figure["rates"],
            [
                {
                    "name": "USD",
                    "low": 0.0125,
                    "high": 0.0125,
                    "from": "2020-01-01",
                    "to": "2020-01-01",
                }
            ],
        )
        rows = self.env["ecom.price.sale"].search([("order_id", "=", dinars.id)])
        self.assertEqual((rows.has_rate, rows.rate, rows.cost_basis), (False, 0.0, "no_rate"))
        self.assertFalse(rows.margin)
        # a rate entered afterwards does not make the 1:1 of the order true
        self.rate("KWD", 0.0035)
        self.assertEqual(self.overview.consolidated(self.store.id, 12)["leftOut"][0]["name"], "KWD")

    def test_sums_over_currencies_are_empty(self):
        for code in ("INR", "USD"):
            self.sell(code)
        self.env.flush_all()
        sales = self.env["ecom.price.sale"]
        domain = [("store_id", "=", self.store.id)]
        for function in ("sum", "sum_currency", "avg"):
            both = sales._read_group(domain, [], [f"total:{function}"])[0][0]
            self.assertFalse(both, function)
        apart = dict(sales._read_group(domain, ["currency_id"], ["total:sum"]))
        self.assertEqual(
            {currency.name: amount for currency, amount in apart.items()},
            {"INR": 1180, "USD": 23.6},
        )
        shown = sales.formatted_read_group(domain, ["country_id"], ["total:sum", "units:sum"])
        self.assertEqual([(row["total:sum"], row["units:sum"]) for row in shown], [(False, 2.0)])

    def test_places_are_where_it_was_shipped_to(self):
        self.make_region("EU", "de", "fr")
        self.sell("INR")
        berlin = {
            "name": "Lena Vogel",
            "line1": "Kastanienallee 27",
            "city": "Berlin",
            "postalCode": "10435",
            "country": "DE",
        }
        self.sell("EUR", address=berlin)
        self.sell("INR", address=berlin)
        data = self.load()
        ids = {row["name"]: str(row["id"]) for row in data["currencies"]}
        countries = {row["label"]: row for row in data["countries"]}
        self.assertEqual(countries["Germany"]["orders"], 2)
        self.assertEqual(set(countries["Germany"]["cells"]), {ids["EUR"], ids["INR"]})
        self.assertEqual(countries["India"]["cells"][ids["INR"]]["total"], 1180.0)
        regions = {row["label"]: row["orders"] for row in data["regions"]}
        self.assertEqual(regions, {"EU": 2, "Not given": 1})

    def test_weeks_are_those_of_the_store(self):
        order = self.sell("INR")
        first = fields.Date.to_date(self.load(weeks=4)["preference"][-1]["day"])
        # Monday, half past midnight in India: still Sunday in UTC
        order.ecom_placed_at = fields.Datetime.to_datetime(first) - timedelta(hours=5)
        weeks = self.load(weeks=4)["preference"]
        self.assertEqual(len(weeks), 4)
        self.assertEqual([sum(week["orders"].values()) for week in weeks], [0, 0, 0, 1])
        order.ecom_placed_at -= timedelta(hours=1)
        weeks = self.load(weeks=4)["preference"]
        self.assertEqual([sum(week["orders"].values()) for week in weeks], [0, 0, 1, 0])

    def test_cancelled_and_open_orders_do_not_count(self):
        self.sell("INR")._action_cancel()
        self.build(self.wanted(self.kurta), currency="USD")
        self.assertEqual(self.load()["sales"], [])

    def test_nothing_at_all(self):
        data = self.load()
        self.assertEqual((data["sales"], data["countries"], data["regions"]), ([], [], []))
        self.assertTrue(data["store"]["isPriced"])
        figure = self.overview.consolidated(self.store.id, 4)
        self.assertEqual((figure["total"], figure["rates"], figure["leftOut"]), (0, [], []))
        plain = super(PricingMixin, self).make_store("plain")  # pylint: disable=super-method-mismatch
        self.assertFalse(self.overview.load(plain.id)["store"]["isPriced"])

    def test_coverage_and_warnings(self):
        self.make_product("Saree", 5.0)
        self.set_price(self.make_product("Shawl", 5.0), "INR", 5)
        self.env["ecom.price.warnings"]._check(self.store)
        data = self.load()
        coverage = {
            row["name"]: (row["priced"], row["published"], row["hasRate"])
            for row in data["coverage"]
        }
        self.assertEqual(coverage["INR"], (2, 3, True))
        self.assertEqual(coverage["KWD"], (1, 3, False))
        missing = next(row for row in data["warnings"] if row["code"] == "missing")
        self.assertEqual(missing["count"], 4)

    def test_home_shows_prices(self):
        self.make_product("Saree", 5.0)
        home = self.env["ecom.home"].load(self.store.id)
        cards = {card["key"]: card for card in home["cards"]}
        self.assertEqual(cards["price_coverage"]["value"], 0.5)
        self.assertIn("5 prices missing: INR 1", cards["price_coverage"]["hint"])
        self.assertEqual(cards["price_campaigns"]["value"], 0)
        lights = [light["text"] for light in home["health"] if "accounting rate" in light["text"]]
        self.assertEqual(len(lights), 1)
        self.assertIn("EUR, JPY, KWD", lights[0])

    def test_other_companies_see_nothing(self):
        self.sell("INR")
        self.env.flush_all()
        elsewhere = self.make_company("Elsewhere")
        outsider = new_test_user(
            self.env,
            "overview_outsider",
            "ecom_base.group_ecom_analyst",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )
        overview = self.overview.with_user(outsider)
        self.assertIsNone(overview.load(self.store.id)["store"])
        with self.assertRaises(AccessError):
            overview.consolidated(self.store.id, 12)
        self.assertFalse(self.env["ecom.price.sale"].with_user(outsider).search([]))

    def test_analysts_may_look(self):
        self.sell("USD")
        self.env.flush_all()
        company = self.store.company_id
        analyst = new_test_user(
            self.env,
            "overview_analyst",
            "ecom_base.group_ecom_analyst",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        data = self.overview.with_user(analyst).load(self.store.id)
        self.assertEqual([row["name"] for row in data["sales"]], ["USD"])
        self.assertFalse(data["store"]["canSet"])
        self.assertEqual(
            self.overview.with_user(analyst).consolidated(self.store.id, 12)["orders"], 1
        )

    def test_no_more_queries_for_more_orders(self):
        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.overview.load(self.store.id)
            return self.env.cr.sql_log_count - before

        for code in ("INR", "USD"):
            self.sell(code)
        cost()
        few = cost()
        for code in ("INR", "USD", "INR", "USD"):
            self.sell(code)
        self.assertEqual(cost(), few)
