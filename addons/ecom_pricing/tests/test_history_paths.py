from datetime import datetime

from odoo import Command
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.ecom_base.tests.common import EcomCase
from odoo.addons.ecom_base.tests.lanes import LaneTools

from .common import PricingMixin


@tagged("post_install", "-at_install", "ecom")
class TestHistoryPaths(PricingMixin, LaneTools, EcomCase):
    """However a price is written: one row of history for each price that changed, with who and by what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.editor = new_test_user(
            cls.env,
            "history_editor",
            "ecom_pricing.group_price_editor,product.group_product_manager",
            company_id=cls.store.company_id.id,
            company_ids=[Command.set(cls.store.company_id.ids)],
        )
        cls.kurta, cls.saree = (cls.make_product(name, 499.0) for name in ("Kurta", "Saree"))
        for product in (cls.kurta, cls.saree):
            cls.set_price(product, "INR", 499)
        cls.standing = cls.kurta.product_tmpl_id.ecom_price_ids

    def setUp(self):
        super().setUp()
        self.env = self.env(user=self.editor)
        self.standing = self.standing.with_env(self.env)
        self.last = self.env["ecom.price.change"].search([], limit=1).id

    def assert_recorded(self, source, *steps):
        """Check the rows of history that were added: (kind, from, to) of each."""
        rows = self.env["ecom.price.change"].search([("id", ">", self.last)], order="id")
        self.assertEqual([(row.kind, row.old_amount, row.new_amount) for row in rows], list(steps))
        self.assertEqual(set(rows.mapped("source")), {source})
        self.assertEqual(rows.user_id, self.editor)
        self.last = rows[-1].id
        return rows

    def values(self, product, code, amount):
        return {
            "store_id": self.store.id,
            "product_tmpl_id": product.product_tmpl_id.id,
            "currency_id": self.currency(code).id,
            "amount": amount,
        }

    def apply(self, batch):
        batch.action_apply()
        self.run_lane("ecom.price.batch")
        self.env.invalidate_all()
        self.assertEqual(batch.state, "done")

    def test_orm(self):
        prices = self.env["ecom.product.price"]
        price = prices.create(self.values(self.kurta, "USD", 7.99))
        self.assert_recorded("form", ("set", 0, 7.99))
        (price | self.standing).write({"amount": 400})
        self.assert_recorded("form", ("changed", 7.99, 400), ("changed", 499, 400))
        price.unlink()
        self.assert_recorded("form", ("cleared", 400, 0))

    def test_through_the_product(self):
        prices = self.kurta.with_env(self.env).product_tmpl_id
        prices.ecom_price_ids = [
            Command.update(self.standing.id, {"amount": 450}),
            Command.create(self.values(self.kurta, "EUR", 7.49)),
        ]
        self.assert_recorded("form", ("changed", 499, 450), ("set", 0, 7.49))

    def test_copy(self):
        self.kurta.with_env(self.env).product_tmpl_id.copy()
        rows = self.assert_recorded("form", ("set", 0, 499))
        self.assertIn("Kurta", rows.reason)

    def test_form(self):
        with Form(self.standing) as form:
            form.amount = 425
        self.assert_recorded("form", ("changed", 499, 425))

    def test_matrix(self):
        cells = [
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "product_id": False,
                "currency_id": self.currency(code).id,
                "region_id": False,
                "min_qty": 0,
                "amount": amount,
                "expected_version": version,
            }
            for product, code, amount, version in (
                (self.kurta, "INR", "450", 1),
                (self.kurta, "JPY", "900", 0),
                (self.saree, "INR", None, 1),
            )
        ]
        answers = self.env["ecom.price.matrix"].save_cells(self.store.id, cells)
        self.assertEqual([answer["status"] for answer in answers], ["saved"] * 3)
        steps = (("changed", 499, 450), ("set", 0, 900), ("cleared", 499, 0))
        self.assert_recorded("matrix", *steps)

    def test_import(self):
        raw = b"sku,currency,amount\nKURTA,INR,450\nKURTA,USD,7.99\nSAREE,INR,499\n"
        batch, problems = self.env["ecom.price.importer"]._import(self.store, raw, "prices.csv")
        self.assertFalse(problems)
        self.apply(batch)
        rows = self.assert_recorded("import", ("changed", 499, 450), ("set", 0, 7.99))
        self.assertEqual(set(rows.mapped("batch_id")), {batch.id})

    def test_bulk_change_and_undo(self):
        batch = self.env["ecom.price.batch"].create(
            {"store_id": self.store.id, "operation": "set", "value": 450, "use_ending": False}
        )
        batch.reach = "existing"
        batch.action_preview()
        self.assertFalse(self.env["ecom.price.change"].search([("id", ">", self.last)]))
        self.apply(batch)
        self.assert_recorded("bulk", ("changed", 499, 450), ("changed", 499, 450))
        undo = self.env["ecom.price.batch"].browse(batch.action_undo()["res_id"])
        self.apply(undo)
        self.assert_recorded("undo", ("changed", 450, 499), ("changed", 450, 499))

    def test_planned_prices_change_nothing_when_their_time_comes(self):
        """A plan is written once, when it is made. That buyers see it from then on stands in the timeline."""
        window = {"valid_from": datetime(2030, 1, 1), "valid_to": datetime(2030, 1, 2)}
        self.env["ecom.product.price"].create({**self.values(self.kurta, "INR", 399), **window})
        rows = self.assert_recorded("form", ("set", 0, 399))
        self.assertEqual((rows.valid_from, rows.valid_to), tuple(window.values()))
        reader = self.env["ecom.price.reader"]
        offers = reader._offers(
            self.store, self.kurta, self.currency("INR"), at=datetime(2030, 1, 1, 12)
        )
        self.assertEqual(float(offers[self.kurta.id].amount), 399)
        self.assertFalse(self.env["ecom.price.change"].search([("id", ">", self.last)]))
