from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.ecom_base.tests.common import EcomCase

from .common import PricingMixin

_MOST_QUERIES = 10


class MatrixMixin(PricingMixin):
    """A matrix of a few products, and a user who may edit it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kurta = cls.make_product("Kurta", 499.0)
        cls.editor = cls.make_user("matrix_editor", "ecom_pricing.group_price_editor")
        cls.matrix = cls.env["ecom.price.matrix"].with_user(cls.editor)

    @classmethod
    def make_user(cls, login, group):
        company = cls.store.company_id
        return new_test_user(
            cls.env, login, group, company_id=company.id, company_ids=[Command.set(company.ids)]
        )

    @classmethod
    def make_shirt(cls):
        """Return the variants S and M of a product."""
        size = cls.env["product.attribute"].create(
            {
                "name": "Size",
                "value_ids": [Command.create({"name": name}) for name in ("S", "M")],
            }
        )
        shirt = cls.env["product.template"].create(
            {
                "name": "Shirt",
                "company_id": cls.store.company_id.id,
                "attribute_line_ids": [
                    Command.create(
                        {"attribute_id": size.id, "value_ids": [Command.set(size.value_ids.ids)]}
                    )
                ],
            }
        )
        return shirt.product_variant_ids

    def load(self, *products, **options):
        ids = [product.product_tmpl_id.id for product in products or (self.kurta,)]
        return self.matrix.load([("id", "in", ids)], self.store.id, **options)

    def cell(self, code, product=None, **options):
        """Return what the matrix shows of a product in a currency."""
        product = product or self.kurta
        (row,) = self.load(product, **options)["rows"]
        return row["cells"].get(self.currency(code).id)

    def wanted(self, code, amount, version=0, product=None, **values):
        """Return a cell as the client sends it."""
        product = product or self.kurta
        return {
            "product_tmpl_id": product.product_tmpl_id.id,
            "product_id": False,
            "currency_id": self.currency(code).id,
            "region_id": False,
            "min_qty": 0,
            "amount": amount,
            "expected_version": version,
            **values,
        }

    def save(self, *cells):
        return self.matrix.save_cells(self.store.id, list(cells))


@tagged("post_install", "-at_install", "ecom")
class TestPriceMatrix(MatrixMixin, EcomCase):
    def test_columns_are_the_stores_currencies_in_its_order(self):
        self.set_price(self.kurta, "KWD", 1.234)
        row = self.store._ecom_currency_row
        row(self.currency("KWD")).enabled = False
        row(self.currency("EUR")).enabled = False
        row(self.currency("JPY")).sequence = -1
        columns = self.load()["currencies"]
        self.assertEqual([c["code"] for c in columns], ["INR", "JPY", "USD", "KWD"])
        self.assertEqual([c["enabled"] for c in columns], [True, True, True, False])
        self.assertEqual([c["decimals"] for c in columns], [2, 0, 2, 3])

    def test_what_a_cell_tells(self):
        self.assertIsNone(self.cell("INR"))
        price = self.set_price(self.kurta, "INR", 499, compare_at=599, mrp=649)
        price.with_context(ecom_price_source="api").amount = 449
        cell = self.cell("INR")
        self.assertEqual((cell["amount"], cell["version"]), ("449.00", 2))
        self.assertEqual((cell["compareAt"], cell["mrp"]), ("599.00", "649.00"))
        self.assertEqual((cell["source"], cell["user"]), ("API", self.env.user.name))
        last = self.env["ecom.price.change"].search([("price_id", "=", price.id)], limit=1)
        self.assertEqual(cell["at"], fields.Datetime.to_string(last.changed_at))

    def test_prices_for_a_time(self):
        now = fields.Datetime.now()
        hour = timedelta(hours=1)
        self.set_price(self.kurta, "INR", 499)
        self.set_price(self.kurta, "INR", 399, valid_from=now - hour, valid_to=now + hour)
        self.set_price(self.kurta, "INR", 299, valid_from=now + 3 * hour)
        self.set_price(self.kurta, "INR", 349, valid_from=now + hour, valid_to=now + 2 * hour)
        cell = self.cell("INR")
        self.assertEqual(cell["amount"], "499.00")
        self.assertEqual((cell["now"]["amount"], cell["next"]["amount"]), ("399.00", "349.00"))
        self.assertEqual(cell["others"], 1)

    def test_what_applies_where_nothing_is_set(self):
        region = self.make_region("DE", "de")
        self.set_price(self.kurta, "EUR", 7)
        self.assertEqual(
            self.cell("EUR", region_id=region.id)["inherited"],
            {"amount": "7.00", "why": "everywhere"},
        )
        step = self.cell("EUR", min_qty=10)
        self.assertEqual(step["inherited"]["why"], "quantity")
        self.set_price(self.kurta, "EUR", 6, region_id=region.id, min_qty=10)
        here = self.load(region_id=region.id, min_qty=10)
        self.assertEqual(here["rows"][0]["cells"][self.currency("EUR").id]["amount"], "6.00")
        self.assertEqual((here["regionId"], here["steps"]), (region.id, [0, 10]))

    def test_variants(self):
        small, medium = self.make_shirt()
        self.set_price(small, "INR", 499)
        self.set_price(medium, "INR", 549, variant=True)
        (row,) = self.load(small)["rows"]
        self.assertEqual(
            (row["variants"], row["cells"][self.currency("INR").id]["byVariant"]), (2, 1)
        )
        rows = self.matrix.variants([row["templateId"]], self.store.id)[row["templateId"]]
        self.assertEqual([r["name"] for r in rows], ["S", "M"])
        cells = [r["cells"][self.currency("INR").id] for r in rows]
        self.assertEqual(cells[0], {"inherited": {"amount": "499.00", "why": "product"}})
        self.assertEqual(cells[1]["amount"], "549.00")

    def test_warnings_are_at_their_cell(self):
        self.set_price(self.kurta, "INR", 100, unit_cost=120)
        self.env["ecom.price.warnings"]._check(self.store)
        (text,) = self.cell("INR")["warnings"]
        self.assertIn("below the cost", text)
        self.assertNotIn("warnings", self.cell("INR", min_qty=10))

    def test_no_store_and_no_currency(self):
        bare = self.env["ecom.store"].create(
            {
                "name": "Bare",
                "code": "bare",
                "company_id": self.store.company_id.id,
                "currency_id": self.currency("INR").id,
            }
        )
        answer = self.matrix.load([], bare.id)
        self.assertEqual((answer["store"]["id"], answer["currencies"]), (bare.id, []))
        # whoever asks for none gets one with currencies
        self.assertEqual(self.matrix.load([])["store"]["id"], self.store.id)

    def test_pages(self):
        products = [self.kurta, *(self.make_product(f"Sari {n}") for n in range(4))]
        page = self.load(*products, limit=2, offset=2)
        self.assertEqual((len(page["rows"]), page["total"]), (2, 5))
        last = self.load(*products, limit=2, offset=4, order="name desc")
        self.assertEqual(([r["name"] for r in last["rows"]], last["total"]), (["Kurta"], 5))

    def test_queries_do_not_grow(self):
        products = [self.make_product(f"Sari {n}") for n in range(80)]
        steps = [0, 5, 10]

        ids = [product.product_tmpl_id.id for product in products]

        def queries(count):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            page = self.matrix.load([("id", "in", ids[:count])], self.store.id)
            self.assertEqual(len(page["rows"]), count)
            return self.env.cr.sql_log_count - before

        self.set_price(products[0], "KWD", 1)
        queries(1)
        few = queries(5)
        for product in products:
            for code in ("INR", "USD", "EUR", "JPY"):
                for step in steps:
                    self.set_price(product, code, 100 - step, min_qty=step)
        self.env.flush_all()
        self.assertEqual([queries(5), queries(80)], [few, few])
        self.assertLessEqual(few, _MOST_QUERIES)

    def test_analyst_looks_and_others_do_not(self):
        analyst = self.make_user("matrix_analyst", "ecom_base.group_ecom_analyst")
        self.assertFalse(self.matrix.with_user(analyst).load([], self.store.id)["canEdit"])
        desk = self.make_user("matrix_desk", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.matrix.with_user(desk).load([], self.store.id)


@tagged("post_install", "-at_install", "ecom")
class TestPriceMatrixSave(MatrixMixin, EcomCase):
    def price(self, code, product=None):
        product = product or self.kurta
        return self.env["ecom.product.price"].search(
            [
                ("product_tmpl_id", "=", product.product_tmpl_id.id),
                ("currency_id", "=", self.currency(code).id),
            ]
        )

    def test_set_change_and_clear(self):
        saved = self.save(
            self.wanted("INR", "499.50"), self.wanted("KWD", "1.234"), self.wanted("JPY", "900")
        )
        self.assertEqual({a["status"] for a in saved}, {"saved"})
        self.assertEqual([a["cell"]["amount"] for a in saved], ["499.50", "1.234", "900"])
        self.assertEqual(saved[0]["cell"]["user"], self.editor.name)
        changed, cleared = self.save(self.wanted("INR", "449", 1), self.wanted("JPY", None, 1))
        self.assertEqual((changed["cell"]["amount"], changed["cell"]["version"]), ("449.00", 2))
        self.assertEqual(cleared["cell"], {})
        self.assertFalse(self.price("JPY"))
        history = self.env["ecom.price.change"].search(
            [("product_tmpl_id", "=", self.kurta.product_tmpl_id.id)], order="id"
        )
        self.assertEqual(history.mapped("kind"), ["set"] * 3 + ["changed", "cleared"])
        self.assertEqual(set(history.mapped("source")), {"matrix"})

    def test_one_that_is_refused_holds_up_no_other(self):
        self.set_price(self.kurta, "INR", 400, mrp=450)
        self.set_price(self.kurta, "USD", 5, compare_at=6)
        answers = self.save(
            self.wanted("JPY", "99.5"),
            self.wanted("INR", "450.01", 1),
            self.wanted("USD", "6", 1),
            self.wanted("KWD", "0"),
            self.wanted("EUR", "7"),
        )
        self.assertEqual([a["status"] for a in answers], ["error"] * 4 + ["saved"])
        for answer, words in zip(
            answers, ("0 decimals", "exceed the MRP", "compare-at", "more than zero"), strict=False
        ):
            self.assertIn(words, answer["message"])
        self.assertEqual(self.price("INR").amount, 400)

    def test_conflicts_show_what_is_there(self):
        price = self.set_price(self.kurta, "INR", 499)
        price.amount = 479
        self.set_price(self.kurta, "EUR", 7)
        changed, set_since, cleared = self.save(
            self.wanted("INR", "449", 1), self.wanted("EUR", "6"), self.wanted("JPY", "900", 4)
        )
        self.assertEqual([changed["status"], set_since["status"]], ["conflict"] * 2)
        self.assertEqual((changed["cell"]["amount"], changed["cell"]["version"]), ("479.00", 2))
        self.assertEqual(changed["cell"]["user"], self.env.user.name)
        self.assertEqual((cleared["status"], cleared["cell"]), ("conflict", {}))
        self.assertEqual((price.amount, self.price("EUR").amount), (479, 7))

    def test_each_place_has_its_cell(self):
        region = self.make_region("DE", "de")
        small, _medium = self.make_shirt()
        here = {"region_id": region.id, "min_qty": 10}
        self.set_price(self.kurta, "EUR", 7)
        self.set_price(self.kurta, "EUR", 5, valid_from=datetime(2030, 1, 1))
        self.save(
            self.wanted("EUR", "6", **here),
            self.wanted("EUR", "9", product=small, product_id=small.id),
        )
        self.assertEqual(sorted(self.price("EUR").mapped("amount")), [5, 6, 7])
        self.assertEqual(self.price("EUR", small).product_id, small)
        (cleared,) = self.save(self.wanted("EUR", None, 1, **here))
        self.assertEqual(cleared["cell"]["inherited"]["amount"], "7.00")
        self.assertEqual(sorted(self.price("EUR").mapped("amount")), [5, 7])

    def test_what_is_none_of_the_stores(self):
        other = self.make_store("othershop")
        foreign = self.make_product("Foreign", store=other)
        stranger = self.make_product("Stranger")
        self.store._ecom_currency_row(self.currency("KWD")).enabled = False
        region = self.env["ecom.region"].create({"name": "X", "code": "X", "store_id": other.id})
        answers = self.save(
            self.wanted("INR", "1", product=foreign),
            self.wanted("INR", "1", product_id=stranger.id),
            self.wanted("INR", "1", region_id=region.id),
            self.wanted("KWD", "1"),
            self.wanted("GBP", "1"),
        )
        self.assertEqual([a["status"] for a in answers], ["error"] * 5)
        self.assertFalse(self.price("INR"))
        with self.assertRaisesRegex(UserError, "none of yours"):
            self.matrix.save_cells(other.id, [])

    def test_hostile_input(self):
        self.set_price(self.kurta, "INR", 499)
        good = self.wanted("INR", "449", 1)
        amounts = (
            "NaN",
            "1e3",
            "-5",
            "1_000",
            "1,5",
            "٤٩",
            " 5",
            "",
            "9" * 10_000,
            5,
            True,
            [],
            {},
        )
        cells = [{**good, "amount": amount} for amount in amounts]
        for name in ("product_tmpl_id", "currency_id", "region_id", "expected_version"):
            cells += [{**good, name: value} for value in ("1", -1, 2**40, [1], 1.5)]
        cells += [{**good, "min_qty": value} for value in ("x", -1, float("nan"), 1e12, [])]
        cells += [None, 7, [], {}, "cell"]
        answers = self.save(*cells)
        self.assertEqual({a["status"] for a in answers}, {"error"})
        self.assertEqual(self.price("INR").amount, 499)
        for wrong in (None, "1", {}, [good] * 1001):
            with self.assertRaises(UserError):
                self.matrix.save_cells(self.store.id, wrong)
        with self.assertRaises(UserError):
            self.matrix.save_cells({"id": 1}, [good])

    def test_analysts_may_not(self):
        analyst = self.make_user("matrix_analyst", "ecom_base.group_ecom_analyst")
        with self.assertRaises(AccessError):
            self.matrix.with_user(analyst).save_cells(self.store.id, [self.wanted("INR", "1")])
        self.assertFalse(self.price("INR"))
