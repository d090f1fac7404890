import base64
import csv
import io
import zipfile
from datetime import datetime
from unittest.mock import patch

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.ecom_base.tests.common import EcomCase
from odoo.addons.ecom_base.tests.lanes import LaneTools

from ..services import price_workbook
from .common import PricingMixin

NOON = datetime(2030, 1, 1, 12)
FIELDS = ("amount", "compare_at", "mrp", "unit_cost", "tax_included", "valid_from", "valid_to")
FIELDS += ("product_tmpl_id", "product_id", "currency_id", "region_id", "min_qty")


@tagged("post_install", "-at_install", "ecom")
class TestPriceFiles(PricingMixin, LaneTools, EcomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kurta, cls.saree = (cls.make_product(name, 499.0) for name in ("Kurta", "=Saree"))
        cls.kurta.default_code, cls.saree.default_code = "KURTA", "=SAREE"
        cls.region = cls.make_region("EU", "de", "fr")
        cls.price = cls.set_price(cls.kurta, "INR", 499, mrp=600)
        cls.set_price(cls.kurta, "USD", 7.99, compare_at=9.99, unit_cost=3.5)
        cls.set_price(cls.kurta, "EUR", 8.49, region_id=cls.region.id, tax_included=False)
        cls.set_price(cls.kurta, "KWD", 1.255, variant=True, min_qty=2.5)
        cls.set_price(cls.saree, "JPY", 1200, valid_from=NOON)

    def wizard(self, content, name="prices.csv", **values):
        raw = content if isinstance(content, bytes) else content.encode()
        return self.env["ecom.price.import"].create(
            {
                "store_id": self.store.id,
                "file": base64.b64encode(raw),
                "file_name": name,
                **values,
            }
        )

    def batch(self, content, **values):
        action = self.wizard(content, **values).action_read()
        self.assertEqual(action["res_model"], "ecom.price.batch")
        return self.env["ecom.price.batch"].browse(action["res_id"])

    def apply(self, batch):
        batch.action_apply()
        self.run_lane("ecom.price.batch")
        self.env.invalidate_all()
        self.assertEqual(batch.state, "done")

    def problems(self, content, **values):
        """Return (line, column, text) of a file's problems; check that nothing came of it."""
        wizard = self.wizard(content, **values)
        self.assertEqual(wizard.action_read()["res_id"], wizard.id)
        self.assertFalse(self.env["ecom.price.batch"].search([("source", "=", "import")]))
        return [(row.line, row.column, row.problem) for row in wizard.problem_ids]

    def exported(self, layout="long", file_format="csv"):
        wizard = self.env["ecom.price.export.wizard"].create(
            {"store_id": self.store.id, "layout": layout, "file_format": file_format}
        )
        with self.env["ecom.price.export"]._file(wizard._rows(), file_format) as file:
            return file.read()

    def state(self):
        prices = self.env["ecom.product.price"].search([("store_id", "=", self.store.id)])
        return sorted(str([price[name] for name in FIELDS]) for price in prices)

    def test_export_imports_as_it_was(self):
        before = self.state()
        for file_format in ("csv", "xlsx"):
            with self.subTest(file_format):
                content = self.exported(file_format=file_format)
                same = self.batch(content)
                self.assertEqual((same.ready_count, same.excluded_count), (0, 0))
                prices = self.env["ecom.product.price"].search([("store_id", "=", self.store.id)])
                prices.filtered("unit_cost").write({"unit_cost": 4, "compare_at": 0})
                self.price.write({"amount": 555, "compare_at": 566})
                prices.filtered("valid_from").unlink()
                back = self.batch(content)
                self.assertEqual((back.ready_count, back.excluded_count), (3, 0))
                self.apply(back)
                self.assertEqual(self.state(), before)

    def test_export_in_columns(self):
        text = self.exported("wide").decode("utf-8-sig")
        self.assertIn("'=Saree", self.exported().decode("utf-8-sig"))
        table = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual(list(table[0])[-5:], ["INR", "USD", "EUR", "JPY", "KWD"])
        standing = next(row for row in table if row["INR"])
        self.assertEqual((standing["sku"], standing["USD"]), ("KURTA", "7.99"))
        self.assertEqual((standing["EUR"], standing["JPY"]), ("", ""))
        same = self.batch(text)
        self.assertEqual((same.ready_count, same.excluded_count), (0, 0))

    def test_import_has_history_and_undo(self):
        batch = self.batch("sku,currency,amount\nKURTA,INR,450\nKURTA,JPY,900\nKURTA,USD,-\n")
        lines = self.env["ecom.price.batch.line"].search([("batch_id", "=", batch.id)])
        self.assertEqual(sorted(lines.mapped("file_line")), [2, 3, 4])
        self.apply(batch)
        changes = self.env["ecom.price.change"].search([("batch_id", "=", batch.id)], order="id")
        self.assertEqual(sorted(changes.mapped("kind")), ["changed", "cleared", "set"])
        self.assertEqual(set(changes.mapped("source")), {"import"})
        self.assertEqual(set(changes.mapped("reason")), {"prices.csv"})
        self.assertEqual(changes.user_id, self.env.user)
        before_undo = self.price.amount
        undo = batch._make_undo()
        self.apply(undo)
        self.assertEqual((before_undo, self.price.amount), (450, 499))
        codes = self.env["ecom.product.price"].search(
            [("product_tmpl_id", "=", self.kurta.product_tmpl_id.id), ("amount", "=", 7.99)]
        )
        self.assertEqual((codes.compare_at, codes.unit_cost), (9.99, 3.5))

    def test_one_wrong_line_and_nothing_is_imported(self):
        text = (
            "sku,currency,amount\nKURTA,INR,601\nKURTA,JPY,99.5\nNONE,INR,5\nKURTA,USD,10.50\n"
            "KURTA,EUR,1.234\nKURTA,VND,5\nKURTA,INR,480\n"
        )
        self.assertEqual(
            self.problems(text),
            [
                (3, "amount", "More decimals than the currency has."),
                (4, "sku", "No product has this SKU."),
                (6, "amount", "Is this a thousand or a fraction? Write 1234 or 1.23."),
                (7, "currency", "The store does not sell in this currency."),
                (8, "sku", "The same price as in line 2."),
            ],
        )
        # only against what is there can be told that these are too high, or nothing to change
        text = "sku,currency,amount,compare_at\nKURTA,INR,601,\nKURTA,USD,10.50,\nSAREE,INR,,9\n"
        self.saree.default_code = "SAREE"
        self.assertEqual(
            self.problems(text),
            [
                (2, "amount", "The price must not exceed the MRP."),
                (3, "amount", "The compare-at price must be higher than the price."),
                (4, "amount", "There is no price yet: give one."),
            ],
        )
        batch = self.batch(text + "KURTA,JPY,950,\n", good_only=True)
        self.assertEqual((batch.ready_count, batch.excluded_count), (1, 3))

    def test_overlapping_times_in_a_file(self):
        text = (
            "sku,currency,amount,valid_from,valid_to\n"
            "KURTA,INR,400,2030-01-01,2030-01-05\nKURTA,INR,390,2030-01-04,2030-01-08\n"
        )
        overlap = "Another price of this product applies at the same time."
        self.assertEqual(self.problems(text), [(3, "amount", overlap)])
        there = "sku,currency,amount,valid_from\n'=SAREE,JPY,1100,2030-02-01\n"
        self.assertEqual(self.problems(there), [(2, "amount", overlap)])
        moved = (
            "sku,currency,amount,valid_from\n'=SAREE,JPY,1100,2030-02-01\n"
            "'=SAREE,JPY,-,2030-01-01T12:00:00Z\n"
        )
        self.apply(self.batch(moved))
        planned = self.env["ecom.product.price"].search([("valid_from", "!=", False)])
        self.assertEqual(planned.mapped("amount"), [1100])

    def test_files_that_are_none(self):
        book = openpyxl.Workbook()
        book.active.append(["sku", "INR"])
        book.active.append(["KURTA", "=1+1"])
        book.active.append(["KURTA", 450.5])
        stream = io.BytesIO()
        book.save(stream)
        self.assertEqual(
            self.problems(stream.getvalue()),
            [(2, "INR", "Looks like a formula. Write plain text or a number.")],
        )
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * 2_000_000)
        entities = io.BytesIO()
        with zipfile.ZipFile(entities, "w") as archive:
            archive.writestr(
                "xl/workbook.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'
            )
        for content, words in (
            (bomb.getvalue(), "too large"),
            (entities.getvalue(), "damaged"),
            (b"PK\x03\x04 and no more", "damaged"),
            (b"sku;currency,amount\n", "several kinds of separators"),
            (b"", "empty"),
            ("sku,INR\nKürta,5".encode("latin-1"), "UTF-8"),
        ):
            with self.subTest(words), patch.object(price_workbook, "_MAX_UNPACKED", 1_000_000):
                wizard = self.wizard(content)
                wizard.action_read()
                self.assertIn(words, wizard.problem)

    def test_editors_only(self):
        analyst = new_test_user(
            self.env,
            "files_analyst",
            "ecom_base.group_ecom_analyst",
            company_id=self.store.company_id.id,
            company_ids=[Command.set(self.store.company_id.ids)],
        )
        with self.assertRaises(AccessError):
            self.env["ecom.price.import"].with_user(analyst).create({"store_id": self.store.id})
