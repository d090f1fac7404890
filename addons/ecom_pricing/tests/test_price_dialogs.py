import json

from odoo.tests import new_test_user, tagged

from odoo.addons.ecom_base.tests.common import ApiCase

from .extras import ExtrasMixin


@tagged("post_install", "-at_install", "ecom")
class TestShownExtras(ExtrasMixin, ApiCase):
    """The dialogs in which the back office chooses show what the choices really cost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.poison(7919, 104729, 1299709, 15485863, 32452843)
        cls.make_shirt()
        cls.set_price(cls.medium, "JPY", 120000)
        cls.set_extra(cls.name, "JPY", 4000)
        cap = cls.make_product("Cap")
        cls.outfit = cls.make_combo([cap, cls.medium])
        cls.set_price(cls.outfit, "JPY", 9000)
        cls.set_extra(cls.choices.combo_item_ids[1], "JPY", 700)
        new_test_user(
            cls.env,
            "clerk",
            "sales_team.group_sale_manager,ecom_base.group_ecom_order_desk",
            password="clerk-of-the-shop",
            company_id=cls.store.company_id.id,
            company_ids=[(6, 0, cls.store.company_id.ids)],
        )

    def ask(self, url, **params):
        self.authenticate("clerk", "clerk-of-the-shop")
        params |= {
            "currency_id": self.currency("JPY").id,
            "company_id": self.store.company_id.id,
            "pricelist_id": self.pricelist("JPY").id,
            "quantity": 1,
        }
        answer = self.url_open(
            url,
            data=json.dumps({"params": params}),
            headers={"Content-Type": "application/json"},
        ).json()
        return answer["result"]

    def test_product_dialog(self):
        result = self.ask(
            "/sale/product_configurator/get_values",
            product_template_id=self.template.id,
            so_date="2030-01-01T00:00:00",
            ptav_ids=(self.size_l | self.name).ids,
        )
        shirt = result["products"][0]
        badges = {
            value["name"]: value["price_extra"]
            for line in shirt["attribute_lines"]
            for value in line["attribute_values"]
        }
        self.assertEqual(badges, {"M": 0, "L": 0, "None": 0, "Name": 4000, "Logo": 0})
        self.assertEqual(shirt["price"], 124000)

    def test_combo_dialog(self):
        result = self.ask(
            "/sale/combo_configurator/get_data",
            product_tmpl_id=self.outfit.product_tmpl_id.id,
            date="2030-01-01T00:00:00",
        )
        self.assertEqual(result["price"], 9000)
        extras = [item["extra_price"] for item in result["combos"][0]["combo_items"]]
        self.assertEqual(extras, [0, 700])
