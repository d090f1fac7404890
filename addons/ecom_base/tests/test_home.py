from datetime import timedelta

from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from .common import EcomCase


@tagged("post_install", "-at_install")
class TestHome(EcomCase):
    """The home screen shows what is true, to those who may see it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.template"].create(
            {
                "name": "Kurta",
                "list_price": 500.0,
                "taxes_id": [],
                "type": "service",
                "ecom_store_ids": [Command.link(cls.store.id)],
            }
        )
        cls.partner = cls.env["res.partner"].create({"name": "Asha Rao"})
        cls.usd = cls.env.ref("base.USD")
        cls.usd.active = True
        cls.pricelists = {
            currency: cls.env["product.pricelist"].create(
                {"name": currency.name, "currency_id": currency.id}
            )
            for currency in (cls.store.currency_id, cls.usd)
        }

    def order(self, *, days_ago=0.0, quantity=1, state="sale", store=None, currency=None):
        placed = fields.Datetime.now() - timedelta(days=days_ago, minutes=1)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "ecom_store_id": (store or self.store).id,
                "ecom_placed_at": placed,
                "pricelist_id": self.pricelists[currency or self.store.currency_id].id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.product.product_variant_id.id,
                            "product_uom_qty": quantity,
                            "price_unit": 500.0,
                        }
                    )
                ],
            }
        )
        order.state = state
        return order

    def load(self, period="30d", user=None):
        home = self.env["ecom.home"]
        return (home.with_user(user) if user else home).load(self.store.id, period)

    def cards(self, **kwargs):
        return {card["key"]: card for card in self.load(**kwargs)["cards"]}

    def test_orders_and_revenue(self):
        self.order(quantity=2)
        self.order(state="draft")
        self.order(state="cancel", quantity=9)
        for _ in range(5):
            self.order(days_ago=40, quantity=4)
        cards = self.cards()
        self.assertEqual(cards["orders"]["value"], 2)
        self.assertEqual(cards["revenue"]["value"], 1000.0)
        self.assertIn("1,000.00", cards["revenue"]["hint"])
        self.assertEqual(cards["orders"]["change"], -0.6)
        self.assertEqual(cards["revenue"]["change"], -0.9)

    def test_other_currencies_are_counted_and_not_added(self):
        self.order()
        self.order(quantity=100, currency=self.usd)
        cards = self.cards()
        self.assertEqual(cards["orders"]["value"], 2)
        self.assertEqual(cards["revenue"]["value"], 500.0)
        self.assertIn("500.00", cards["revenue"]["hint"])
        self.assertIn("1 orders in other currencies not counted", cards["revenue"]["hint"])

    def test_other_stores_do_not_count(self):
        other = self.make_store(code="other")
        self.order(store=other)
        self.assertEqual(self.cards()["orders"]["value"], 0)
        self.assertEqual(self.cards()["revenue"]["value"], 0.0)

    def test_chart_adds_up_to_the_cards(self):
        for days in (0, 3, 3, 29):
            self.order(days_ago=days)
        self.order(days_ago=1, state="draft")
        for period in ("today", "7d", "30d", "90d"):
            cards = self.cards(period=period)
            chart = self.load(period)["charts"][0]
            revenue, orders = (series["data"] for series in chart["series"])
            self.assertEqual(sum(revenue), cards["revenue"]["value"], period)
            self.assertEqual(sum(orders), cards["orders"]["value"], period)
            self.assertEqual(len(chart["labels"]), len(revenue))

    def test_tiles_open_what_they_count(self):
        self.order()
        self.order(state="draft")
        for key in ("orders", "revenue"):
            card = self.cards()[key]
            found = self.env["sale.order"].search(card["action"]["domain"])
            self.assertEqual(len(found), 2 if key == "orders" else 1)

    def test_best_sellers_and_latest_orders(self):
        order = self.order(quantity=3)
        lists = {entry["key"]: entry["rows"] for entry in self.load()["lists"]}
        self.assertEqual(lists["best_sellers"][0]["title"], "Kurta")
        self.assertEqual(lists["best_sellers"][0]["value"], 1500.0)
        self.assertEqual(lists["latest_orders"][0]["title"], order.name)
        self.assertEqual(lists["latest_orders"][0]["value"], 1500.0)

    def test_key_health(self):
        def light():
            return self.load()["health"][0]

        self.assertEqual(light()["level"], "bad")
        self.make_keys(self.store)
        self.assertEqual(light()["level"], "warning")
        keys = self.env["ecom.store.key"].search([("store_id", "=", self.store.id)])
        keys.last_used_at = fields.Datetime.now()
        self.assertEqual(light()["level"], "good")
        keys[0].last_used_at = fields.Datetime.now() - timedelta(days=100)
        self.assertEqual(light()["level"], "warning")
        keys.action_revoke()
        self.assertEqual(light()["level"], "bad")

    def test_first_steps_disappear(self):
        self.assertEqual([step["done"] for step in self.load()["setup"]], [False, True, False])
        self.make_keys(self.store)
        self.order()
        self.assertEqual(self.load()["setup"], [])

    def test_analyst_sees_figures_but_no_keys(self):
        self.order()
        analyst = new_test_user(self.env, "an_analyst", groups="ecom_base.group_ecom_analyst")
        data = self.load(user=analyst)
        self.assertEqual(data["cards"][0]["value"], 1)
        labels = {light["label"] for light in data["health"]}
        self.assertNotIn("API keys", labels)
        self.assertNotIn("Background jobs", labels)

    def test_stores_of_other_companies_are_not_shown(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        foreign = self.make_store(code="foreign", company_id=company.id, warehouse_id=warehouse.id)
        analyst = new_test_user(self.env, "an_analyst", groups="ecom_base.group_ecom_analyst")
        data = self.env["ecom.home"].with_user(analyst).load(foreign.id)
        self.assertNotIn(foreign.id, [store["id"] for store in data["stores"]])
        self.assertNotEqual(data["store"]["id"], foreign.id)

    def test_cost_does_not_grow_with_orders(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.load()
            return self.env.cr.sql_log_count - before

        for _ in range(6):
            self.order()
        self.load()
        few = queries()
        for _ in range(12):
            self.order()
        self.assertLessEqual(queries(), few)

    def test_failing_job_is_named(self):
        cron = self.env["ir.cron"].search([("model_id.model", "=", "ecom.webhook.event")], limit=1)
        cron.failure_count = 3
        light = next(
            entry for entry in self.load()["health"] if entry["label"] == "Background jobs"
        )
        self.assertEqual(light["level"], "bad")
        self.assertIn(cron.cron_name, light["text"])


@tagged("post_install", "-at_install")
class TestKeyWizard(EcomCase):
    """A key is shown once and kept nowhere."""

    def test_key_is_shown_once(self):
        wizard = self.env["ecom.store.key.wizard"].create(
            {"store_id": self.store.id, "kind": "secret", "name": "Server"}
        )
        action = wizard.action_create_key()
        value = action["context"]["default_value"]
        self.assertTrue(value.startswith("sk_"))
        key = self.store.key_ids
        self.assertEqual(key.prefix, value[:11])
        self.env.flush_all()
        for table in ("ecom_store_key", "ecom_store_key_wizard"):
            self.env.cr.execute(f"SELECT t::text FROM {table} t")  # noqa: S608 - constants
            self.assertFalse([row for (row,) in self.env.cr.fetchall() if value in row])
        shown = self.env[action["res_model"]].with_context(action["context"]).new()
        self.assertEqual(shown.value, value)

    def test_only_managers_make_keys(self):
        for group in ("order_desk", "marketing", "analyst"):
            user = new_test_user(self.env, f"user_{group}", groups=f"ecom_base.group_ecom_{group}")
            self.assertFalse(self.env["ecom.store.key.wizard"].with_user(user).has_access("create"))
            self.assertFalse(self.env["ecom.store.key"].with_user(user).has_access("read"))
