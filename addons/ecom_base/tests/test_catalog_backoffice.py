from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .catalog_tools import CatalogMixin
from .common import EcomCase


@tagged("post_install", "-at_install")
class TestCatalogBackoffice(CatalogMixin, EcomCase):
    """What merchants do with products, categories and badges."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.make_product("Indigo Kurta", 500.0, stock=9, taxes=cls.make_gst())
        cls.template = cls.product.product_tmpl_id

    def as_user(self, group):
        """Return the template as a user of one role sees it."""
        user = new_test_user(
            self.env,
            f"user_{group}",
            groups=f"ecom_base.group_ecom_{group}",
            company_id=self.store.company_id.id,
            company_ids=self.store.company_id.ids,
        )
        return self.template.with_user(user).with_context(
            allowed_company_ids=self.store.company_id.ids
        )

    # === COMPLETENESS === #

    def test_completeness_names_what_is_missing(self):
        self.assertEqual(self.template.ecom_completeness, 42)
        self.assertEqual(
            self.template.ecom_missing,
            "Picture, Shop description, Shop category, Weight of every variant",
        )
        self.assertEqual(self.template.ecom_checklist.count("<li"), 7)
        self.template.write(
            {
                "image_1920": self.make_picture(),
                "ecom_description": "<p>Cotton</p>",
                "ecom_category_ids": self.make_category("Kurtas").ids,
                "weight": 0.3,
            }
        )
        self.assertEqual((self.template.ecom_completeness, self.template.ecom_missing), (100, ""))

    def test_search_agrees_with_what_is_shown(self):
        complete = self.make_product(
            "Complete",
            taxes=self.product.taxes_id,
            image_1920=self.make_picture(),
            ecom_description="<p>Cotton</p>",
            ecom_category_ids=self.make_category("Kurtas").ids,
            weight=0.3,
        )
        service = self.make_product("Gift wrap", type="service", default_code=False)
        gallery = self.make_product("Gallery", taxes=self.product.taxes_id, weight=1)
        gallery.ecom_image_ids = [Command.create({"image_1920": self.make_picture()})]
        unpriced = self.make_product("Unpriced", 0.0, taxes=self.product.taxes_id)
        everything = self.template | (complete | service | gallery | unpriced).product_tmpl_id
        domain = [("id", "in", everything.ids)]
        products = self.env["product.template"]
        for value in (True, False):
            found = products.search([*domain, ("ecom_is_complete", "=", value)])
            self.assertEqual(found, everything.filtered(lambda p, v=value: p.ecom_is_complete == v))
        self.assertTrue(complete.ecom_is_complete)

    def test_state_in_the_shop(self):
        sold_out = self.make_product("Sold out", stock=0).product_tmpl_id
        backorder = self.make_product("Backorder", stock=0, ecom_allow_backorder=True)
        unpriced = self.make_product("Unpriced", 0.0).product_tmpl_id
        hidden = self.make_product("Hidden", ecom_store_ids=False).product_tmpl_id
        self.settle()
        expected = {
            self.template: "on_sale",
            sold_out: "out_of_stock",
            backorder.product_tmpl_id: "on_sale",
            unpriced: "unpriced",
            hidden: "hidden",
        }
        for product, state in expected.items():
            with self.subTest(product=product.name):
                self.assertEqual(product.ecom_shop_state, state)
                domain = [("id", "in", [p.id for p in expected]), ("ecom_shop_state", "=", state)]
                self.assertIn(product, self.env["product.template"].search(domain))
                others = [("id", "=", product.id), ("ecom_shop_state", "!=", state)]
                self.assertFalse(self.env["product.template"].search(others))

    # === PUBLISHING === #

    def test_publish_and_unpublish_selected(self):
        foreign = self.make_product("Foreign", company_id=self.make_company("Other").id)
        both = self.template | foreign.product_tmpl_id
        both.action_ecom_unpublish()
        self.assertFalse(both.ecom_store_ids)
        both.action_ecom_publish()
        self.assertEqual(self.template.ecom_store_ids, self.store)
        self.assertFalse(foreign.ecom_store_ids)
        published = self.env["product.template"].search([("ecom_is_published", "=", True)])
        self.assertIn(self.template, published)
        self.assertNotIn(foreign.product_tmpl_id, published)

    def test_first_publication_is_kept(self):
        self.assertTrue(self.template.ecom_published_at)
        before = self.template.ecom_published_at
        self.template.ecom_store_ids = False
        self.template.ecom_store_ids = self.store
        self.assertEqual(self.template.ecom_published_at, before)

    def test_copy_is_a_product_of_its_own(self):
        copy = self.template.copy()
        self.assertFalse(copy.ecom_store_ids)
        self.assertNotEqual(copy.ecom_uid, self.template.ecom_uid)
        self.assertNotEqual(copy.ecom_slug, self.template.ecom_slug)

    # === SLUGS === #

    def test_slug_is_made_once_and_stays(self):
        self.assertEqual(self.template.ecom_slug, "indigo-kurta")
        self.template.name = "Blue Kurta"
        self.assertEqual(self.template.ecom_slug, "indigo-kurta")
        self.template.ecom_slug = "Blaue  Kurta!"
        self.assertEqual(self.template.ecom_slug, "blaue-kurta")
        self.template.ecom_slug = False
        self.assertEqual(self.template.ecom_slug, "blue-kurta")

    def test_slugs_of_equal_names_differ(self):
        twins = self.env["product.template"].create([{"name": "Indigo Kurta"}] * 3)
        slugs = set(twins.mapped("ecom_slug"))
        self.assertEqual(len(slugs | {"indigo-kurta"}), 4)
        self.assertTrue(all(slug.startswith("indigo-kurta") for slug in slugs))

    @mute_logger("odoo.sql_db")
    def test_taken_slug_is_refused(self):
        other = self.make_product("Other").product_tmpl_id
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            other.ecom_slug = "indigo-kurta"
            self.env.flush_all()

    def test_slug_of_a_name_in_another_script(self):
        self.assertEqual(self.make_product("सूती कुर्ता").ecom_slug, "suti-kurta")
        self.assertTrue(self.make_product("😀").ecom_slug.startswith("product"))

    # === FORMS === #

    def test_forms(self):
        with Form(self.env["product.template"]) as form:
            form.name = "Made in the form"
        self.assertEqual(form.record.ecom_slug, "made-in-the-form")
        with Form(self.env["ecom.category"]) as form:
            form.name = "Kurtas"
        self.assertEqual(form.record.complete_name, "Kurtas")
        with Form(self.env["ecom.badge"]) as form:
            form.name = "New"

    def test_category_names_counts_and_cycles(self):
        women = self.make_category("Women")
        kurtas = self.make_category("Kurtas", women)
        self.template.ecom_category_ids = kurtas
        self.assertEqual(kurtas.display_name, "Women / Kurtas")
        self.assertEqual((women | kurtas).mapped("product_count"), [1, 1])
        self.assertEqual(
            self.env["product.template"].search(women.action_open_products()["domain"]),
            self.template,
        )
        with self.assertRaises(UserError):
            women.parent_id = kurtas

    def test_variant_of_another_product_is_refused(self):
        other = self.make_product("Other")
        with self.assertRaises(ValidationError):
            self.template.ecom_image_ids = [
                Command.create({"image_1920": self.make_picture(), "product_id": other.id})
            ]

    # === ROLES === #

    def test_analyst_reads_only(self):
        template = self.as_user("analyst")
        self.assertEqual(template.ecom_slug, "indigo-kurta")
        self.assertEqual(template.ecom_shop_state, "hidden")
        for values in ({"name": "x"}, {"ecom_brand": "x"}):
            with self.assertRaises(AccessError):
                template.write(values)
        with self.assertRaises(AccessError):
            template.env["ecom.category"].create({"name": "x"})

    def test_marketing_edits_what_the_shop_shows(self):
        template = self.as_user("marketing")
        category = template.env["ecom.category"].create({"name": "Sale"})
        template.write(
            {
                "name": "Better Kurta",
                "ecom_category_ids": category.ids,
                "ecom_description": "<p>Soft</p>",
                "ecom_image_ids": [Command.create({"image_1920": self.make_picture()})],
                "image_1920": self.make_picture("blue"),
            }
        )
        template.action_ecom_unpublish()
        for values in (
            {"list_price": 1.0},
            {"active": False},
            {"taxes_id": False},
            {"ecom_allow_backorder": True},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                template.write(values)
        for values in ({"default_code": "X"}, {"standard_price": 1.0}, {"lst_price": 1.0}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                template.product_variant_id.write(values)
        with self.assertRaises(AccessError):
            template.create({"name": "New"})

    def test_order_desk_changes_no_product(self):
        template = self.as_user("order_desk")
        for values in ({"list_price": 1.0}, {"ecom_brand": "x"}):
            with self.assertRaises(AccessError):
                template.write(values)

    def test_manager_changes_everything(self):
        template = self.as_user("manager")
        template.write({"list_price": 9.0, "ecom_brand": "x"})
        self.store.with_user(template.env.user).action_rebuild_catalog()
