from datetime import datetime
from decimal import Decimal

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.ecom_base.tests.common import EcomCase

from ..domain.price_cell import Cell
from .common import PricingMixin

NOON = datetime(2030, 1, 1, 12)
EVENING = datetime(2030, 1, 1, 18)


@tagged("post_install", "-at_install", "ecom")
class TestPriceCells(PricingMixin, EcomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kurta = cls.make_product("Kurta", 499.0)

    def cell(self, code, amount=None, **more):
        values = None if amount is None else {"amount": Decimal(amount)}
        return Cell(
            self.kurta.product_tmpl_id.id, None, self.currency(code).id, None, values, **more
        )

    def save(self, *cells):
        return self.env["ecom.price.cells"]._save(self.store, cells, "matrix")

    def test_each_cell_by_itself(self):
        price = self.set_price(self.kurta, "INR", 499)
        self.set_price(self.kurta, "EUR", 7)
        outcomes = self.save(
            self.cell("INR", "449", expected_version=1),
            self.cell("EUR", "7.00"),
            self.cell("JPY", "99.5"),
            self.cell("KWD", "1.234", expected_version=0),
            self.cell("USD"),
        )
        self.assertEqual(
            [(outcome.status, outcome.code) for outcome in outcomes],
            [
                ("saved", None),
                ("unchanged", None),
                ("refused", "precision"),
                ("saved", None),
                ("unchanged", None),
            ],
        )
        self.assertEqual((price.amount, price.version), (449, 2))
        changes = self.env["ecom.price.change"].search([("source", "=", "matrix")])
        self.assertEqual(sorted(changes.currency_id.mapped("name")), ["INR", "KWD"])
        self.assertEqual((len(changes), changes.user_id), (2, self.env.user))

    def test_never_over_what_somebody_else_wrote(self):
        price = self.set_price(self.kurta, "INR", 499)
        price.amount = 479
        late, new = self.save(
            self.cell("INR", "449", expected_version=1), self.cell("EUR", "7", expected_version=3)
        )
        self.assertEqual((late.status, late.row.amount, late.version), ("conflict", 479, 2))
        self.assertEqual((new.status, new.row, new.version), ("conflict", None, 0))
        self.assertEqual(price.amount, 479)

    def test_times_do_not_overlap(self):
        inside = {"valid_from": NOON, "valid_to": EVENING}
        first, over, after, cleared = self.save(
            self.cell("INR", "399", **inside),
            self.cell("INR", "389", valid_from=NOON),
            self.cell("INR", "379", valid_from=EVENING),
            self.cell("INR", **inside),
        )
        self.assertEqual([first.status, after.status, cleared.status], ["saved"] * 2 + ["cleared"])
        self.assertEqual((over.status, over.code), ("refused", "overlap"))

    def test_same_cell_twice(self):
        first, second = self.save(self.cell("INR", "499"), self.cell("INR", "489"))
        self.assertEqual((first.price_id, second.version), (second.price_id, 2))

    def test_editors_only(self):
        analyst = new_test_user(self.env, "cells_analyst", "ecom_base.group_ecom_analyst")
        cells = self.env["ecom.price.cells"].with_user(analyst)
        with self.assertRaises(AccessError):
            cells._save(self.store, [self.cell("INR", "499")], "matrix")
