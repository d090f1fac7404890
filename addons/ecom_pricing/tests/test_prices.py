from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.ecom_base.tests.common import EcomCase

from .common import PricingMixin

NOON = datetime(2030, 1, 1, 12)


@tagged("post_install", "-at_install", "ecom")
class TestPrices(PricingMixin, EcomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kurta = cls.make_product("Kurta", 499.0)

    def changes(self, product=None):
        product = product or self.kurta
        return self.env["ecom.price.change"].search(
            [("product_tmpl_id", "=", product.product_tmpl_id.id)], order="id"
        )

    def test_no_price_finer_than_its_currency(self):
        for code, amount in (("JPY", 99.5), ("KWD", 1.2345), ("EUR", 9.999)):
            with self.subTest(code), self.assertRaisesRegex(ValidationError, f"in {code} have"):
                self.set_price(self.kurta, code, amount)
        price = self.set_price(self.kurta, "KWD", 1.234)
        with self.assertRaisesRegex(ValidationError, "3 decimals"):
            price.amount = 1.2345
        self.assertEqual(price.amount, 1.234)

    def test_no_price_that_is_none(self):
        for values in (
            {"amount": 0},
            {"amount": -5},
            {"amount": float("nan")},
            {"amount": float("inf")},
            {"amount": 1e15},
            {"amount": 100, "compare_at": 100},
            {"amount": 100, "mrp": 99.99},
            {"amount": 100, "valid_from": NOON, "valid_to": NOON},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.set_price(self.kurta, "INR", values.pop("amount"), **values)
        self.assertFalse(self.changes())

    def test_one_standing_price_for_each_key(self):
        self.set_price(self.kurta, "INR", 499)
        self.set_price(self.kurta, "INR", 449, min_qty=10)
        self.set_price(self.kurta, "INR", 459, variant=True)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.set_price(self.kurta, "INR", 479)

    def test_times_do_not_overlap(self):
        later = NOON + timedelta(days=1)
        self.set_price(self.kurta, "INR", 499)
        self.set_price(self.kurta, "INR", 399, valid_from=NOON, valid_to=later)
        self.set_price(self.kurta, "INR", 379, valid_from=later)
        for window in ({"valid_to": later}, {"valid_from": NOON - timedelta(hours=1)}):
            with (
                mute_logger("odoo.sql_db"),
                self.subTest(window),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self.set_price(self.kurta, "INR", 300, **window)

    def test_every_change_is_recorded_once(self):
        price = self.set_price(self.kurta, "INR", 499)
        price.write({"amount": 449, "compare_at": 499})
        price.write({"amount": 449})
        price.mrp = 599
        price.with_context(ecom_price_source="api", ecom_price_reason="End of line").unlink()
        rows = self.changes()
        self.assertEqual(rows.mapped("kind"), ["set", "changed", "changed", "cleared"])
        self.assertEqual(rows.mapped("old_amount"), [0, 499, 449, 449])
        self.assertEqual(rows.mapped("new_amount"), [499, 449, 449, 0])
        self.assertEqual(rows[2].details, {"mrp": [0.0, 599.0]})
        self.assertEqual(rows.mapped("source"), ["form", "form", "form", "api"])
        self.assertEqual(rows[3].reason, "End of line")
        self.assertEqual(rows.user_id, self.env.user)

    def test_version_counts_changes(self):
        price = self.set_price(self.kurta, "INR", 499)
        price.amount = 449
        price.amount = 449
        self.assertEqual(price.version, 2)

    def test_history_resists_its_administrator(self):
        self.set_price(self.kurta, "INR", 499)
        row = self.changes().with_user(self.env.ref("base.user_admin"))
        for act in (lambda: row.write({"new_amount": 1}), row.unlink, row.sudo().unlink):
            with self.assertRaises(AccessError):
                act()

    def test_copy_of_a_product_has_its_standing_prices(self):
        self.set_price(self.kurta, "INR", 499)
        self.set_price(self.kurta, "JPY", 900, valid_from=NOON)
        twin = self.kurta.product_tmpl_id.copy()
        self.assertEqual(twin.ecom_price_ids.mapped("amount"), [499])
        self.assertEqual(
            self.changes(twin.product_variant_id).reason,
            f"Copied from {self.kurta.product_tmpl_id.display_name}",
        )

    def test_primary_currency_stays_on(self):
        row = self.store._ecom_currency_row(self.currency("INR"))
        with self.assertRaises(ValidationError):
            row.enabled = False
        self.store.currency_id = self.currency("EUR")
        self.assertEqual(self.store.pricelist_id, self.pricelist("EUR"))

    def test_disabling_keeps_prices(self):
        price = self.set_price(self.kurta, "JPY", 900)
        row = self.store._ecom_currency_row(self.currency("JPY"))
        row.enabled = False
        self.assertTrue(price.exists())
        with self.assertRaisesRegex(UserError, "Switch the currency off"):
            row.unlink()
        self.assertNotIn(row, self.store._ecom_enabled_currencies())

    def test_analyst_reads_and_editor_writes(self):
        price = self.set_price(self.kurta, "INR", 499)
        groups = {
            "analyst": "ecom_base.group_ecom_analyst",
            "editor": "ecom_pricing.group_price_editor",
        }
        users = {
            name: new_test_user(
                self.env,
                f"price_{name}",
                group,
                company_id=self.store.company_id.id,
                company_ids=[(6, 0, self.store.company_id.ids)],
            )
            for name, group in groups.items()
        }
        self.assertEqual(price.with_user(users["analyst"]).amount, 499)
        with self.assertRaises(AccessError):
            price.with_user(users["analyst"]).amount = 1
        price.with_user(users["editor"]).amount = 450
        self.assertEqual(self.changes()[-1].user_id, users["editor"])

    def test_prices_of_another_store_are_refused(self):
        region = self.make_region("DE", "de")
        other = self.make_store("othershop")
        with self.assertRaisesRegex(ValidationError, "region must be one of the same store"):
            self.set_price(self.kurta, "INR", 499, store_id=other.id, region_id=region.id)
        with self.assertRaisesRegex(ValidationError, "does not sell in GBP"):
            self.set_price(self.kurta, "GBP", 9)
