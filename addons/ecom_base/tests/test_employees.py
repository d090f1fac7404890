from odoo import Command
from odoo.tests import Form, tagged

from .catalog_tools import CatalogMixin
from .common import EcomCase


@tagged("post_install", "-at_install", "ecom")
class TestEmployees(CatalogMixin, EcomCase):
    """Who works in Odoo's own apps, without a role in the shop, works on as before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        category = cls.env["ecom.category"].create({"name": "Kurtas", "store_ids": cls.store.ids})
        cls.product = cls.make_product("Kurta", 499.0, stock=5).product_tmpl_id
        cls.product.write(
            {
                "ecom_category_ids": category.ids,
                "ecom_badge_ids": [Command.create({"name": "New"})],
                "ecom_image_ids": [
                    Command.create({"name": "Front", "image_1920": cls.make_picture()})
                ],
            }
        )
        cls.order = cls.build(cls.wanted(cls.product.product_variant_id)).with_env(cls.env)
        cls.order._ecom_place()

    def test_salesperson_sees_products_and_orders(self):
        salesperson = self.make_employee("sales_team.group_sale_salesman_all_leads")
        for record in (self.product, self.product.product_variant_id, self.order):
            mine = record.with_user(salesperson)
            self.assertTrue(mine.read())
            self.assertEqual(Form(mine).id, record.id)

    def test_salesperson_confirms_an_order(self):
        order = self.order.with_user(self.make_employee("sales_team.group_sale_salesman_all_leads"))
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_product_manager_edits_and_copies(self):
        manager = self.make_employee("product.group_product_manager,stock.group_stock_user")
        mine = self.product.with_user(manager)
        mine.name = "Long kurta"
        duplicate = mine.copy().sudo()
        self.assertEqual(duplicate.ecom_category_ids, self.product.ecom_category_ids)
        self.assertEqual(duplicate.ecom_image_ids.mapped("name"), ["Front"])
        self.assertFalse(duplicate.ecom_store_ids)
