from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.ecom_base.tests.common import EcomCase

from .common import PricingMixin


@tagged("post_install", "-at_install", "ecom")
class TestWarnings(PricingMixin, EcomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls.env["ecom.price.warnings"]
        cls.products = [cls.make_product(f"Kurta {number}", 10.0) for number in range(7)]
        cls.prices = {}
        for number, product in enumerate(cls.products, start=1):
            cls.set_price(product, "INR", 1000 * number)
            cls.prices[number] = cls.set_price(product, "USD", 12 * number)
        # only what a test is about
        cls.store.write(dict.fromkeys(("warn_missing", "warn_ending", "warn_compare_at"), False))

    def found(self, **domain):
        self.service._check(self.store)
        return self.env["ecom.price.warning"].search(
            [("store_id", "=", self.store.id), *((k, "=", v) for k, v in domain.items())]
        )

    def dots(self):
        """Return what the matrix shows of the products."""
        templates = self.env["product.template"].union(*(p.product_tmpl_id for p in self.products))
        currencies = self.store.store_currency_ids.currency_id
        return self.env["ecom.price.matrix"]._matrix_warnings(self.store, templates, currencies, {})

    def names(self):
        return sorted(
            (warning.code, warning.product_tmpl_id.name, warning.currency_id.name)
            for warning in self.found()
        )

    def test_ratio_beside_the_others(self):
        self.assertEqual(self.names(), [])
        self.prices[3].amount = 45.01
        self.prices[4].amount = 36
        self.assertEqual(self.names(), [("ratio", "Kurta 2", "USD")])
        warning = self.found()
        self.assertEqual(warning.severity, "1_high")
        self.assertIn("$ 45.01", warning.message.replace("\N{NO-BREAK SPACE}", " "))
        self.store.warn_ratio_percent = 26
        self.assertEqual(self.names(), [])
        self.store.write({"warn_ratio_percent": 20, "warn_ratio": False})
        self.assertEqual(self.names(), [])

    def test_few_products_tell_nothing(self):
        for number in (1, 2, 3):
            self.prices[number].unlink()
        self.prices[4].amount = 4000
        self.assertEqual([code for code, *_rest in self.names() if code == "ratio"], [])

    def test_missing_beside_home(self):
        self.store.warn_missing = True
        self.store.store_currency_ids.filtered(
            lambda row: row.currency_id.name in ("JPY", "KWD")
        ).enabled = False
        self.prices[1].unlink()
        hidden = self.make_product("Hidden", 1.0, ecom_store_ids=[])
        self.set_price(hidden, "INR", 5)
        missing = [row for row in self.names() if row[0] == "missing"]
        self.assertIn(("missing", "Kurta 0", "USD"), missing)
        self.assertEqual({currency for _code, _name, currency in missing}, {"USD", "EUR"})
        self.assertEqual(len(missing), 1 + 7)

    def test_below_cost(self):
        self.prices[2].unit_cost = 24.01
        self.assertEqual(self.names(), [("below_cost", "Kurta 1", "USD")])

    def test_large_change(self):
        self.store.warn_ratio = False
        self.prices[2].amount = 34
        self.assertEqual(self.names(), [("change", "Kurta 1", "USD")])
        self.assertIn("24.00", self.found().message)
        # a smaller change afterwards is no large one
        self.prices[2].amount = 33
        self.assertEqual(self.names(), [])

    def test_endings(self):
        self.store.warn_ending = True
        self.store._ecom_currency_row(self.currency("USD")).write(
            {"ending_step": 1, "ending_tail": 0.99}
        )
        for number, price in self.prices.items():
            price.amount = 12 * number + 0.99
        self.prices[5].amount = 60.98
        self.assertEqual(self.names(), [("ending", "Kurta 4", "USD")])
        self.assertIn("60.99", self.found().message)

    def test_compare_at(self):
        self.store.warn_compare_at = True
        self.prices[1].compare_at = 39.99
        self.prices[2].compare_at = 80.01
        self.prices[3].write({"mrp": 40, "compare_at": 41})
        self.assertEqual(
            self.names(), [("compare_at", "Kurta 1", "USD"), ("compare_at", "Kurta 2", "USD")]
        )

    def test_what_cards_cannot_pay(self):
        """Acceptance 20: 1.234 dinars is a price, but no card network takes it."""
        for number, amount in ((0, 1.234), (1, 1.23), (2, 990)):
            self.set_price(self.products[number], "KWD", amount)
        self.assertEqual(self.names(), [("card", "Kurta 0", "KWD")])
        self.assertIn("0.010", self.found().message)

    def test_dismissed_until_the_price_changes(self):
        self.prices[2].unit_cost = 30
        warning = self.found()
        wizard = self.env["ecom.price.warning.dismiss"].create(
            {"warning_ids": warning.ids, "reason": "Loss leader"}
        )
        wizard.action_dismiss()
        self.assertEqual(self.found(dismissed_at=False), warning.browse())
        self.assertEqual(
            (warning.dismiss_reason, warning.dismissed_by), ("Loss leader", self.env.user)
        )
        self.assertFalse(self.dots())
        self.prices[2].amount = 25
        self.assertEqual(self.found(dismissed_at=False), warning)
        self.assertFalse(warning.dismiss_reason)
        template, dollars = self.products[1].product_tmpl_id, self.currency("USD")
        self.assertEqual(self.dots(), {(template.id, False, dollars.id): [warning.message]})
        self.prices[2].unit_cost = 0
        self.assertFalse(self.found())

    def test_only_editors_dismiss(self):
        self.prices[2].unit_cost = 30
        warning = self.found()
        company = self.store.company_id
        users = {
            group: new_test_user(
                self.env,
                f"warned_{group[-6:]}",
                group,
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            )
            for group in ("ecom_base.group_ecom_analyst", "ecom_pricing.group_price_editor")
        }
        analyst, editor = users.values()
        with self.assertRaises(AccessError):
            warning.with_user(analyst)._dismiss("No")
        with self.assertRaises(AccessError):
            warning.with_user(editor).write({"data": {}})
        warning.with_user(editor)._dismiss("Yes")
        self.assertEqual(warning.dismissed_by, editor)
        warning.with_user(editor).action_reopen()
        self.assertFalse(warning.dismissed_at)

    def test_other_companies_do_not_see_them(self):
        self.prices[2].unit_cost = 30
        warning = self.found()
        elsewhere = self.make_company("Elsewhere")
        outsider = new_test_user(
            self.env,
            "warned_outsider",
            "ecom_pricing.group_price_editor",
            company_id=elsewhere.id,
            company_ids=[(6, 0, elsewhere.ids)],
        )
        self.assertFalse(warning.with_user(outsider).search([("id", "=", warning.id)]))
        with self.assertRaises(AccessError):
            warning.with_user(outsider)._dismiss("Mine")

    def test_only_what_changed_is_looked_at(self):
        self.service._run_store(self.store)
        self.assertTrue(self.store.warned_at)
        untouched, changed = self.prices[2], self.prices[3]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ecom_product_price SET unit_cost = 9999 WHERE id = ANY(%s)",
            [(untouched | changed).ids],
        )
        self.env.invalidate_all()
        changed.amount = 36.5
        self.service._run_store(self.store)
        warnings = self.env["ecom.price.warning"].search([("store_id", "=", self.store.id)])
        self.assertEqual(warnings.product_tmpl_id, changed.product_tmpl_id)
        # other settings: everything anew
        self.store.warn_ratio_percent = 30
        self.service._run_store(self.store)
        self.assertEqual(len(warnings.search([("store_id", "=", self.store.id)])), 2)

    def test_no_more_queries_for_more_products(self):
        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.service._check(self.store)
            return self.env.cr.sql_log_count - before

        cost()
        few = cost()
        for number in range(8, 20):
            product = self.make_product(f"Kurta {number}", 10.0)
            self.set_price(product, "INR", 1000)
            self.set_price(product, "USD", 1)
        self.assertEqual(cost(), few)
        self.assertGreater(len(self.found(code="ratio")), 3)
