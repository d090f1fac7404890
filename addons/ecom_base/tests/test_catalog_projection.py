from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from ..api.errors import NotFound
from .catalog_tools import CatalogMixin
from .common import EcomCase


@tagged("post_install", "-at_install")
class TestCatalogProjection(CatalogMixin, EcomCase):
    """Whatever changes in the back office shows in the shop once the lane has run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gst = cls.make_gst(18.0, included=False)
        cls.product = cls.make_product("Indigo Kurta", 1000.0, stock=10, taxes=cls.gst)
        cls.template = cls.product.product_tmpl_id

    def setUp(self):
        super().setUp()
        self.settle()

    def assert_gone(self):
        self.settle()
        self.assertEqual(self.names(), [])
        with self.assertRaises(NotFound):
            self.shown(self.product)

    # === PRICE AND TAX === #

    def test_price_includes_taxes(self):
        self.assertEqual(self.shown(self.product)["price"], {"amount": 1180.0, "currency": "INR"})

    def test_price_change(self):
        self.template.list_price = 499.99
        self.settle()
        self.assertEqual(self.shown(self.product)["price"]["amount"], 589.99)

    def test_included_tax_leaves_the_price(self):
        self.product.taxes_id = self.make_gst(18.0, included=True)
        self.settle()
        self.assertEqual(self.shown(self.product)["price"]["amount"], 1000.0)

    def test_tax_rate_change(self):
        self.gst.amount = 5.0
        self.settle()
        self.assertEqual(self.shown(self.product)["price"]["amount"], 1050.0)

    def test_no_price_is_not_zero(self):
        self.template.list_price = 0.0
        self.settle()
        shown = self.shown(self.product)
        self.assertIsNone(shown["price"])
        self.assertIsNone(shown["priceRange"])
        self.assertIsNone(shown["variants"][0]["price"])

    def test_price_range_over_variants(self):
        template = self.make_sized("Saree", "SM")
        value = template.attribute_line_ids.product_template_value_ids[1]
        value.price_extra = 100.0
        self.settle()
        shown = self.shown(template)
        self.assertEqual(shown["priceRange"], {"min": 499.0, "max": 599.0, "currency": "INR"})
        self.assertEqual([variant["price"] for variant in shown["variants"]], [499.0, 599.0])

    def test_pricelist_discount_shows_what_it_is_reduced_from(self):
        self.store.pricelist_id = self.env["product.pricelist"].create(
            {
                "name": "Diwali",
                "currency_id": self.store.currency_id.id,
                "company_id": self.store.company_id.id,
                "item_ids": [
                    Command.create({"compute_price": "percentage", "percent_price": 10.0})
                ],
            }
        )
        self.settle()
        price = self.shown(self.product)["price"]
        self.assertEqual(price, {"amount": 1062.0, "currency": "INR", "compareAt": 1180.0})

        self.store.pricelist_id.item_ids.percent_price = 50.0
        self.settle()
        self.assertEqual(self.shown(self.product)["price"]["amount"], 590.0)

    def test_nothing_is_converted_to_form_a_price(self):
        usd = self.env.ref("base.USD")
        usd.active = True
        self.store.pricelist_id = self.env["product.pricelist"].create(
            {
                "name": "Dollars",
                "currency_id": usd.id,
                "company_id": self.store.company_id.id,
                "item_ids": [Command.create({"compute_price": "percentage", "percent_price": 0.0})],
            }
        )
        self.store.currency_id = usd
        self.settle()
        self.assertIsNone(self.shown(self.product)["price"])

    def test_price_is_what_an_order_line_totals(self):
        self.product.taxes_id = self.make_gst(12.5, included=False)
        self.template.list_price = 333.33
        self.settle()
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Asha"}).id,
                "company_id": self.store.company_id.id,
                "order_line": [Command.create({"product_id": self.product.id})],
            }
        )
        self.assertEqual(self.shown(self.product)["price"]["amount"], order.amount_total)

    # === STOCK === #

    def test_stock_levels(self):
        for change, state in ((-10, "out_of_stock"), (3, "low_stock"), (7, "in_stock")):
            self.put_stock(self.product, change)
            self.settle()
            self.assertEqual(self.shown(self.product)["availability"], state)
            self.assertEqual(bool(self.names(inStock=True)), state != "out_of_stock")

    def test_backorder_can_be_bought_but_is_not_in_stock(self):
        self.put_stock(self.product, -10)
        self.template.ecom_allow_backorder = True
        self.settle()
        self.assertEqual(self.shown(self.product)["availability"], "backorder")
        self.assertEqual(self.names(inStock=True), [])

    def test_stock_of_another_warehouse_does_not_count(self):
        self.put_stock(self.product, -10)
        other = self.env["stock.warehouse"].create(
            {"name": "Far away", "code": "FAR", "company_id": self.store.company_id.id}
        )
        self.env["stock.quant"]._update_available_quantity(self.product, other.lot_stock_id, 50)
        self.settle()
        self.assertEqual(self.shown(self.product)["availability"], "out_of_stock")

    def test_open_delivery_takes_stock_before_it_is_reserved(self):
        move = self.env["stock.move"].create(
            {
                "product_id": self.product.id,
                "product_uom_qty": 10,
                "product_uom": self.product.uom_id.id,
                "location_id": self.store.warehouse_id.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "company_id": self.store.company_id.id,
            }
        )
        move.with_context(ecom_defer_reservation=True)._action_confirm()
        self.settle()
        self.assertEqual(self.shown(self.product)["availability"], "out_of_stock")

        move._action_cancel()
        self.settle()
        self.assertEqual(self.shown(self.product)["availability"], "in_stock")

    def test_untracked_goods_are_always_there(self):
        self.template.is_storable = False
        self.put_stock(self.product, -10)
        self.settle()
        self.assertEqual(self.shown(self.product)["availability"], "in_stock")

    def test_default_variant_can_be_bought(self):
        template = self.make_sized("Saree", "SM", is_storable=True)
        self.put_stock(template.product_variant_ids[1], 5)
        self.settle()
        shown = self.shown(template)
        self.assertEqual(shown["defaultVariantId"], template.product_variant_ids[1].ecom_uid)
        self.assertEqual(shown["availability"], "low_stock")

    # === SHOWN OR NOT === #

    def test_unpublished(self):
        self.template.ecom_store_ids = False
        self.assert_gone()

    def test_archived(self):
        self.template.active = False
        self.assert_gone()
        self.template.active = True
        self.settle()
        self.assertEqual(self.names(), ["Indigo Kurta"])

    def test_not_for_sale(self):
        self.template.sale_ok = False
        self.assert_gone()

    def test_deleted(self):
        template = self.make_product("Short-lived").product_tmpl_id
        self.settle()
        template.unlink()
        self.settle()
        self.assertEqual(self.names(), ["Indigo Kurta"])

    def test_product_of_another_company_is_not_shown(self):
        other = self.make_company("Somebody else")
        self.make_product("Foreign", company_id=other.id)
        self.settle()
        self.assertEqual(self.names(), ["Indigo Kurta"])

    def test_archived_store_shows_nothing(self):
        self.store.active = False
        self.settle()
        documents = self.env["ecom.catalog.document"].search([("store_id", "=", self.store.id)])
        self.assertFalse(documents)

    def test_second_store_shows_its_own(self):
        second = self.make_store("second", company_id=self.store.company_id.id)
        self.template.ecom_store_ids |= second
        self.make_product("Only here")
        self.settle()
        self.assertEqual(self.names(), ["Indigo Kurta", "Only here"])
        names = [item["name"] for item in self.listed(store=second)["items"]]
        self.assertEqual(names, ["Indigo Kurta"])

    # === VARIANTS === #

    def test_new_and_archived_variants(self):
        template = self.make_sized("Saree", "SM")
        self.settle()
        self.assertEqual([v["name"] for v in self.shown(template)["variants"]], ["S", "M"])

        line = template.attribute_line_ids
        line.value_ids = [
            Command.create({"name": "XXL", "attribute_id": line.attribute_id.id}),
            Command.unlink(line.value_ids[0].id),
        ]
        self.settle()
        shown = self.shown(template)
        self.assertEqual([v["name"] for v in shown["variants"]], ["M", "XXL"])
        self.assertEqual(shown["attributes"], [{"name": "Size", "values": ["M", "XXL"]}])
        self.assertEqual(shown["variantCount"], 2)

    def test_variant_code_and_renamed_attribute(self):
        template = self.make_sized("Saree", "SM")
        template.product_variant_ids[0].default_code = "SAR-S"
        template.attribute_line_ids.value_ids[0].name = "Small"
        template.attribute_line_ids.attribute_id.name = "Fit"
        self.settle()
        variant = self.shown(template)["variants"][0]
        self.assertEqual((variant["sku"], variant["attributes"]), ("SAR-S", {"Fit": "Small"}))

    # === TEXTS AND PICTURES === #

    def test_translation(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.store.lang_ids |= self.env["res.lang"]._lang_get("fr_FR")
        self.template.update_field_translations("name", {"fr_FR": "Tunique indigo"})
        self.settle()
        self.assertEqual(self.shown(self.product, lang="fr_FR")["name"], "Tunique indigo")
        self.assertEqual(self.shown(self.product)["name"], "Indigo Kurta")
        self.assertEqual(self.names(lang="fr-FR", q="tunique"), ["Tunique indigo"])
        # also by the name it has in the store's main language
        self.assertEqual(self.names(lang="fr_FR", q="kurta"), ["Tunique indigo"])

    def test_removed_language_loses_its_documents(self):
        french = self.env["res.lang"]._activate_lang("fr_FR")
        self.store.lang_ids |= french
        self.settle()
        self.store.lang_ids -= french
        self.settle()
        langs = self.env["ecom.catalog.document"].search([("store_id", "=", self.store.id)])
        self.assertEqual(set(langs.mapped("lang")), {self.store.default_lang_id.code})

    def test_description(self):
        self.template.ecom_description = (
            "<p>Hand <b>woven</b>.</p><script>alert(1)</script><p onclick='x()'>Soft.</p>"
        )
        self.settle()
        shown = self.shown(self.product)
        self.assertIn("<b>woven</b>", shown["descriptionHtml"])
        self.assertNotIn("script", shown["descriptionHtml"])
        self.assertNotIn("onclick", shown["descriptionHtml"])
        self.assertIn("Soft.", shown["description"])

    def test_picture_changes_its_address(self):
        self.template.image_1920 = self.make_picture("red")
        self.settle()
        before = self.shown(self.product)["images"][0]["url"]
        self.assertTrue(before.startswith(f"/api/media/{self.template.ecom_uid}/"))

        self.template.image_1920 = self.make_picture("blue")
        self.settle()
        self.assertNotEqual(self.shown(self.product)["images"][0]["url"], before)

        self.template.image_1920 = False
        self.settle()
        self.assertEqual(self.shown(self.product)["images"], [])

    def test_further_pictures(self):
        pictures = self.env["ecom.product.image"].create(
            [
                {
                    "product_tmpl_id": self.template.id,
                    "sequence": number,
                    "name": name,
                    "image_1920": self.make_picture(size=(2000, 1000)),
                }
                for number, name in ((2, "Back"), (1, False))
            ]
        )
        self.settle()
        images = self.shown(self.product)["images"]
        self.assertEqual([image["alt"] for image in images], ["Indigo Kurta", "Back"])
        self.assertEqual((images[0]["width"], images[0]["height"]), (1024, 512))

        pictures[1].product_id = self.product
        pictures[0].unlink()
        self.settle()
        images = self.shown(self.product)["images"]
        self.assertEqual([image["variantId"] for image in images], [self.product.ecom_uid])

    # === CATEGORIES AND BADGES === #

    def test_category_rename_move_and_unpublish(self):
        women, men = self.make_category("Women"), self.make_category("Men")
        kurtas = self.make_category("Kurtas", women)
        self.template.ecom_category_ids = kurtas
        self.settle()
        self.assertEqual(self.names(category="women"), ["Indigo Kurta"])
        self.assertEqual(self.names(category=kurtas.ecom_uid), ["Indigo Kurta"])
        self.assertEqual(self.names(category="men"), [])

        kurtas.write({"name": "Kurtis", "parent_id": men.id})
        self.settle()
        self.assertEqual(self.shown(self.product)["categories"][0]["name"], "Kurtis")
        self.assertEqual(self.names(category="women"), [])
        self.assertEqual(self.names(category="men"), ["Indigo Kurta"])

        men.is_published = False
        self.settle()
        self.assertEqual(self.shown(self.product)["categories"], [])
        self.assertEqual(self.names(category="men"), [])
        self.assertEqual([entry["name"] for entry in self.tree(women | men | kurtas)], ["Women"])

    def test_category_tree(self):
        men = self.make_category("Men", sequence=2)
        women = self.make_category("Women", sequence=1)
        kurtas = self.make_category("Kurtas", women, description="<p>Light</p>")
        self.template.ecom_category_ids = kurtas
        self.settle()
        tree = self.tree(men | women | kurtas)
        self.assertEqual(
            [(entry["name"], entry["level"], entry["productCount"]) for entry in tree],
            [("Women", 0, 1), ("Kurtas", 1, 1), ("Men", 0, 0)],
        )
        self.assertEqual(tree[1]["parentId"], women.ecom_uid)
        self.assertEqual(tree[1]["descriptionHtml"], "<p>Light</p>")

        men.sequence = 0
        self.template.ecom_category_ids = men
        self.settle()
        self.assertEqual(
            [(entry["name"], entry["productCount"]) for entry in self.tree(men | women | kurtas)],
            [("Men", 1), ("Women", 0), ("Kurtas", 0)],
        )

    def test_category_of_one_store(self):
        second = self.make_store("second", company_id=self.store.company_id.id)
        sale = self.make_category("Sale", store_ids=second.ids)
        self.template.ecom_category_ids = sale
        self.settle()
        self.assertEqual(self.tree(sale), [])
        self.assertEqual(self.shown(self.product)["categories"], [])

    def test_badge(self):
        badge = self.env["ecom.badge"].create({"name": "New", "colour": "#112233"})
        self.template.ecom_badge_ids = badge
        self.settle()
        expected = [{"slug": "new", "name": "New", "colour": "#112233"}]
        self.assertEqual(self.shown(self.product)["badges"], expected)
        self.assertEqual(self.names(badge="new"), ["Indigo Kurta"])

        badge.name = "Fresh"
        self.settle()
        self.assertEqual(self.shown(self.product)["badges"][0]["name"], "Fresh")
        badge.unlink()
        self.settle()
        self.assertEqual(self.shown(self.product)["badges"], [])

    # === WHAT A DOCUMENT COSTS === #

    def test_unchanged_documents_are_not_written(self):
        document = self.env["ecom.catalog.document"].search([("store_id", "=", self.store.id)])
        stamp = fields.Datetime.now() - timedelta(days=1)
        self.env.cr.execute("UPDATE ecom_catalog_document SET updated = %s", [stamp])
        self.template.write({"color": 3, "description": "Internal note"})
        self.store._catalog_mark()
        self.settle()
        self.assertEqual(document.updated, stamp)

    def test_queries_do_not_grow_with_products(self):
        few = self.env["product.template"].concat(
            *(self.make_sized(f"Few {n}", is_storable=True) for n in range(3))
        )
        many = self.env["product.template"].concat(
            *(self.make_sized(f"Many {n}", is_storable=True) for n in range(12))
        )
        self.env.flush_all()
        counts = []
        for templates in (few, many, few, many):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["ecom.catalog"]._project(templates.ids)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[3])
        self.assertLessEqual(counts[3], 60)
