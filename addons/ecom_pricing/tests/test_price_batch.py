from datetime import datetime, timedelta
from decimal import Decimal

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.ecom_base.tests.common import EcomCase
from odoo.addons.ecom_base.tests.lanes import LaneTools

from ..domain.money import apply_ending, round_half_up
from ..models.price_errors import PreviewStale
from .common import PricingMixin

NOON = datetime(2030, 1, 1, 12)


@tagged("post_install", "-at_install", "ecom")
class TestPriceBatch(PricingMixin, LaneTools, EcomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kurta, cls.saree, cls.shawl = (
            cls.make_product(name, 499.0) for name in ("Kurta", "Saree", "Shawl")
        )
        cls.prices = cls.env["ecom.product.price"]
        for place, product in enumerate((cls.kurta, cls.saree), 1):
            for code, amount in (("INR", 499), ("USD", 7.99), ("JPY", 999), ("KWD", 1.255)):
                cls.prices |= cls.set_price(product, code, amount * place)

    def batch(self, operation, value=0, *codes, **values):
        currencies = self.env["res.currency"].union(*map(self.currency, codes))
        return self.env["ecom.price.batch"].create(
            {
                "store_id": self.store.id,
                "operation": operation,
                "value": value,
                "currency_ids": [Command.set(currencies.ids)],
                **values,
            }
        )

    def apply(self, batch):
        batch.action_apply()
        self.run_lane("ecom.price.batch")
        self.env.invalidate_all()
        self.assertEqual((batch.state, batch.progress), ("done", 100.0))
        return batch

    def amounts(self, code, *products):
        products = products or (self.kurta, self.saree)
        found = [self.standing(product, code).amount for product in products]
        return found[0] if len(found) == 1 else found

    def standing(self, product, code):
        return self.env["ecom.product.price"].search(
            [
                ("product_tmpl_id", "=", product.product_tmpl_id.id),
                ("currency_id", "=", self.currency(code).id),
                ("valid_from", "=", False),
            ]
        )

    def lines(self, batch):
        return self.env["ecom.price.batch.line"].search([("batch_id", "=", batch.id)])

    def changes(self, batch):
        return self.env["ecom.price.change"].search([("batch_id", "=", batch.id)], order="id")

    # === PREVIEW === #

    def test_preview_changes_nothing_and_shows_rounding(self):
        batch = self.batch("percent", -15)
        batch.action_preview()
        self.assertEqual(
            (batch.state, batch.ready_count, batch.excluded_count), ("previewed", 8, 0)
        )
        yen = self.lines(batch).filtered(
            lambda line: (
                line.currency_id == self.currency("JPY")
                and line.product_tmpl_id == self.kurta.product_tmpl_id
            )
        )
        self.assertEqual((yen.old_amount, yen.raw_amount, yen.new_amount), (999, 849.15, 849))
        dinar = self.lines(batch).filtered(
            lambda line: line.currency_id == self.currency("KWD") and line.old_amount == 1.255
        )
        self.assertEqual((dinar.raw_amount, dinar.new_amount), (1.06675, 1.067))
        of_yen = batch.summary_ids.filtered(lambda row: row.currency_id == self.currency("JPY"))
        self.assertEqual((of_yen.changed_count, of_yen.rounded_count), (2, 2))
        self.assertEqual((of_yen.min_change, of_yen.max_change), (-300, -150))
        self.assertEqual(len(batch.summary_ids), 4)
        self.assertEqual(self.amounts("JPY"), [999, 1998])
        self.assertFalse(self.changes(batch))

    def test_warnings(self):
        self.standing(self.kurta, "INR").write({"mrp": 510, "unit_cost": 300})
        self.standing(self.saree, "INR").compare_at = 1000
        batch = self.batch("percent", 5, "INR", warn_percent=4)
        batch.action_preview()
        self.assertEqual((batch.ready_count, batch.excluded_count), (0, 2))
        self.assertEqual(
            set(self.lines(batch).mapped("problem")), {"above_mrp", "compare_at_too_low"}
        )
        self.assertIn("1 left out: The price must not exceed the MRP.", batch.warnings)
        with self.assertRaisesRegex(UserError, "nothing to change"):
            batch.action_apply()
        batch.write({"value": -50})
        self.assertEqual((batch.state, batch.preview_hash), ("draft", False))
        batch.action_preview()
        self.assertIn("2 change by more than 4 %.", batch.warnings)
        self.assertIn("1 will be below the unit cost.", batch.warnings)
        self.assertEqual(self.lines(batch).filtered("is_below_cost").new_amount, 249.5)

    def test_endings_are_those_of_the_domain(self):
        """SQL works out what ``domain.money`` does, for amounts around every half."""
        row = self.store._ecom_currency_row(self.currency("KWD"))
        row.write({"ending_step": 1, "ending_tail": 0.99})
        amounts = [
            Decimal(n) / 1000 for n in (1, 4, 489, 490, 491, 999, 1000, 1489, 1490, 1491, 10490)
        ]
        products = [self.make_product(f"Ending {amount}", 1.0) for amount in amounts]
        for product, amount in zip(products, amounts, strict=True):
            self.set_price(product, "KWD", float(amount))
        for percent in (0, 7, -12.5):
            batch = self.batch("percent", percent, "KWD")
            batch.action_preview()
            found = {line.product_tmpl_id: line.new_amount for line in self.lines(batch)}
            for product, amount in zip(products, amounts, strict=True):
                raw = amount * (1 + Decimal(str(percent)) / 100)
                wanted = float(apply_ending(round_half_up(raw, 3), row._ecom_ending(), 3))
                self.assertEqual(
                    found.get(product.product_tmpl_id, float(amount)), wanted, (amount, percent)
                )

    def test_filters(self):
        tag = self.env["product.tag"].create({"name": "Silk"})
        self.saree.product_tmpl_id.product_tag_ids = tag
        germany = self.make_region("DE", "de")
        self.set_price(self.kurta, "USD", 9, region_id=germany.id)
        self.set_price(self.kurta, "USD", 6, valid_from=NOON)
        silk = [Command.set(tag.ids)]
        for values, count in (
            ({}, 3),
            ({"include_windows": True}, 4),
            ({"region_scope": "base"}, 2),
            ({"region_scope": "some", "region_ids": [Command.set(germany.ids)]}, 1),
            ({"price_from": 8}, 2),
            ({"price_from": 8, "price_to": 10}, 1),
            ({"tag_ids": silk}, 1),
            ({"product_domain": "[('name', '=', 'Kurta')]"}, 2),
            ({"product_tmpl_ids": [Command.set(self.saree.product_tmpl_id.ids)]}, 1),
            ({"price_ids": [Command.set(self.standing(self.saree, "USD").ids)]}, 1),
        ):
            with self.subTest(values):
                batch = self.batch("percent", 10, "USD", **values)
                batch.action_preview()
                self.assertEqual(batch.ready_count, count)

    def test_nonsense_is_refused(self):
        for values in (
            {"operation": "set", "value": 0},
            {"operation": "percent", "value": -100},
            {"operation": "copy", "factor": 1},
            {"operation": "schedule"},
            {"operation": "schedule", "valid_from": NOON, "valid_to": NOON},
        ):
            with self.subTest(values), self.assertRaises(ValidationError), self.cr.savepoint():
                self.batch(values.pop("operation"), values.pop("value", 0), **values)

    # === APPLY === #

    def test_every_operation(self):
        for operation, value, inr in (
            ("amount", 100, [599, 1098]),
            ("percent", 10, [658.9, 1207.8]),
            ("set", 700, [700, 700]),
        ):
            with self.subTest(operation):
                batch = self.batch(operation, value, "INR", reach="existing")
                batch.action_preview()
                self.apply(batch)
                self.assertEqual(self.amounts("INR"), inr)
        self.store._ecom_currency_row(self.currency("INR")).write(
            {"ending_step": 10, "ending_tail": 9}
        )
        batch = self.batch("ending", 0, "INR")
        batch.action_preview()
        self.apply(batch)
        self.assertEqual(self.amounts("INR"), [699, 699])
        self.assertEqual(set(self.standing(self.kurta, "INR").mapped("version")), {5})
        batch = self.batch("clear", 0, "INR")
        batch.action_preview()
        self.apply(batch)
        self.assertEqual(self.amounts("INR"), [0, 0])
        self.assertEqual(self.changes(batch).mapped("kind"), ["cleared"] * 2)

    def test_set_what_is_missing(self):
        only_new = self.batch("set", 12, "USD", reach="missing")
        only_new.action_preview()
        self.apply(only_new)
        self.assertEqual(self.amounts("USD", self.kurta, self.shawl), [7.99, 12])
        price = self.standing(self.shawl, "USD")
        self.assertEqual((price.version, price.tax_included), (1, True))
        self.assertEqual(price.company_id, self.store.company_id)
        self.assertEqual(self.changes(only_new).mapped("kind"), ["set"])

    def test_copy_by_a_typed_factor_only(self):
        self.poison(7919, 104729, 1299709, 15485863, 32452843)
        dollars = self.currency("USD").id
        batch = self.batch(
            "copy", 0, "EUR", "JPY", reach="missing", factor=0.9, source_currency_id=dollars
        )
        with self.no_conversion():
            batch.action_preview()
            self.apply(batch)
        self.assertEqual(self.amounts("EUR"), [7.19, 14.38])
        self.assertEqual(self.amounts("JPY"), [999, 1998])
        self.assertEqual(
            set(self.changes(batch).mapped("reason")), {"Copied from USD, times 0.9 as typed"}
        )

    def test_plan_a_sale(self):
        ends = NOON + timedelta(days=3)
        sale = self.batch(
            "schedule", -20, "INR", valid_from=NOON, valid_to=ends, compare_at_mode="old"
        )
        sale.action_preview()
        self.apply(sale)
        planned = self.env["ecom.product.price"].search([("valid_from", "=", NOON)])
        self.assertEqual(sorted(planned.mapped("amount")), [399.2, 798.4])
        self.assertEqual(sorted(planned.mapped("compare_at")), [499, 998])
        self.assertEqual(self.amounts("INR"), [499, 998])
        self.env.cr.execute(
            "SELECT count(*) FROM ecom_catalog_dirty WHERE due_at = %s AND product_tmpl_id = ANY(%s)",
            [NOON, planned.product_tmpl_id.ids],
        )
        self.assertEqual(self.env.cr.fetchone(), (2,))
        again = self.batch(
            "schedule", -30, "INR", valid_from=ends - timedelta(hours=1), valid_to=False
        )
        again.action_preview()
        self.assertEqual(self.lines(again).mapped("problem"), ["overlap"] * 2)

    def test_history_has_one_row_for_each_price(self):
        editor = new_test_user(
            self.env,
            "bulk_editor",
            "ecom_pricing.group_price_editor",
            company_id=self.store.company_id.id,
            company_ids=[Command.set(self.store.company_id.ids)],
        )
        batch = self.batch("percent", 10, "INR", "USD", reason="Cotton is dearer")
        batch = batch.with_user(editor)
        batch.action_preview()
        self.apply(batch)
        rows = self.changes(batch).sudo()
        self.assertEqual(len(rows), 4)
        self.assertEqual(len(set(rows.mapped("price_id"))), 4)
        self.assertEqual(set(rows.mapped("source")), {"bulk"})
        self.assertEqual(set(rows.mapped("reason")), {"Cotton is dearer"})
        self.assertEqual(rows.user_id, editor)
        for row in rows:
            price = self.env["ecom.product.price"].browse(row.price_id)
            self.assertEqual((price.amount, price.write_uid), (row.new_amount, editor))
        dirty = self.env["ecom.catalog.dirty"].search(
            [("product_tmpl_id", "in", (self.kurta | self.saree).product_tmpl_id.ids)]
        )
        self.assertEqual(len(set(dirty.mapped("product_tmpl_id"))), 2)

    def test_old_preview_is_refused(self):
        batch = self.batch("percent", 10, "INR")
        batch.action_preview()
        first = batch.preview_hash
        with self.assertRaises(PreviewStale):
            batch._apply("another")
        self.standing(self.kurta, "INR").amount = 500
        with self.assertRaises(PreviewStale):
            batch._apply(first)
        batch.action_preview()
        self.assertNotEqual(batch.preview_hash, first)
        batch._apply(batch.preview_hash)
        with self.assertRaisesRegex(UserError, "started already"):
            batch._apply(batch.preview_hash)
        new = self.batch("set", 9, "EUR", reach="missing")
        new.action_preview()
        self.set_price(self.kurta, "EUR", 8)
        with self.assertRaises(PreviewStale):
            new.action_apply()

    def test_what_others_change_meanwhile_is_left_alone(self):
        self.patch_chunk(1)
        batch = self.batch("percent", 10, "INR", "USD")
        batch.action_preview()
        batch.action_apply()
        self.env.flush_all()
        batch._work_off()
        by_hand = self.env["ecom.product.price"].browse(self.lines(batch)[-1].price_id)
        by_hand.amount = 5
        gone = self.env["ecom.product.price"].browse(self.lines(batch)[-2].price_id)
        gone.unlink()
        self.run_lane("ecom.price.batch")
        self.env.invalidate_all()
        self.assertEqual((batch.done_count, batch.conflict_count), (2, 2))
        self.assertEqual(by_hand.amount, 5)
        self.assertEqual(self.lines(batch).mapped("state"), ["ready"] * 2 + ["conflict"] * 2)
        self.assertEqual(len(self.changes(batch)), 2)

    def patch_chunk(self, size):
        self.patch(self.env.registry["ecom.price.batch"], "_chunk", size)

    def test_pause_and_go_on(self):
        self.patch_chunk(3)
        batch = self.batch("percent", 10)
        batch.action_preview()
        batch.action_apply()
        self.env.flush_all()
        batch._work_off()
        batch.action_pause()
        self.run_lane("ecom.price.batch")
        self.env.invalidate_all()
        self.assertEqual((batch.state, batch.done_count, batch.progress), ("paused", 3, 37.5))
        batch.action_resume()
        self.run_lane("ecom.price.batch")
        self.env.invalidate_all()
        self.assertEqual((batch.state, batch.done_count), ("done", 8))
        self.assertEqual(self.prices.mapped("version"), [2] * 8)

    # === UNDO === #

    def test_undo_and_undo_of_that(self):
        before = {price: price.amount for price in self.prices}
        batch = self.batch("percent", 7)
        batch.action_preview()
        self.apply(batch)
        after = {price: price.amount for price in self.prices}
        by_hand = self.standing(self.kurta, "USD")
        by_hand.amount = 8.88
        undo = self.env["ecom.price.batch"].browse(batch.action_undo()["res_id"])
        self.assertEqual((undo.ready_count, undo.excluded_count), (7, 1))
        conflict = self.lines(undo).filtered("problem")
        self.assertEqual((conflict.price_id, conflict.problem), (by_hand.id, "conflict"))
        self.apply(undo)
        self.assertEqual({price: price.amount for price in self.prices}, {**before, by_hand: 8.88})
        self.assertEqual(set(self.changes(undo).mapped("source")), {"undo"})
        again = undo._make_undo()
        self.apply(again)
        self.assertEqual({price: price.amount for price in self.prices}, {**after, by_hand: 8.88})
        self.assertEqual(set(self.prices.mapped("version")), {4, 3})

    def test_undo_of_new_and_of_deleted(self):
        new = self.batch("set", 12, "USD", reach="missing")
        new.action_preview()
        self.apply(new)
        gone = self.batch("clear", 0, "INR")
        gone.action_preview()
        self.apply(gone)
        self.set_price(self.saree, "INR", 1)
        undo = gone._make_undo()
        self.assertEqual((undo.ready_count, undo.excluded_count), (1, 1))
        self.apply(undo)
        self.assertEqual(self.amounts("INR"), [499, 1])
        self.apply(new._make_undo())
        self.assertFalse(self.standing(self.shawl, "USD"))

    # === RIGHTS === #

    def test_editors_only_and_no_borrowed_names(self):
        company = self.store.company_id
        analyst, editor = (
            new_test_user(
                self.env,
                f"batch_{group}",
                group,
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            )
            for group in ("ecom_base.group_ecom_analyst", "ecom_pricing.group_price_editor")
        )
        batch = self.batch("percent", 10)
        batch.action_preview()
        for act in (batch.with_user(analyst).action_preview, batch.with_user(analyst).action_apply):
            with self.assertRaises(AccessError):
                act()
        for values in ({"applied_by_id": 1}, {"state": "running"}, {"position": 0}):
            with self.assertRaises(AccessError):
                batch.with_user(editor).write(values)
        with self.assertRaises(AccessError):
            self.lines(batch)[0].with_user(editor).write({"new_amount": 1})
