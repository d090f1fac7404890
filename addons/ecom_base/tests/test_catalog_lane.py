from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..models import ecom_catalog_dirty
from ..services import ecom_catalog
from .catalog_tools import CatalogMixin
from .common import EcomCase

LOGGER = "odoo.addons.ecom_base.services.ecom_catalog"


class Killed(BaseException):
    """What a process that is killed does not survive."""


@tagged("post_install", "-at_install")
class TestCatalogLane(CatalogMixin, EcomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = cls.env["product.product"].concat(
            *(cls.make_product(f"Bowl {number}", 100.0, stock=9) for number in range(5))
        )
        cls.templates = cls.products.product_tmpl_id

    def setUp(self):
        super().setUp()
        self.settle()

    def waiting(self):
        """Return the notes that are due, as (kind, template id)."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        rows = self.env["ecom.catalog.dirty"]._claim(1000)
        return [(kind, template_id) for _id, kind, template_id, _store in rows]

    def prices(self):
        return [item["price"]["amount"] for item in self.listed(sort="name")["items"]]

    # === WHAT IS NOTED === #

    def test_many_changes_of_a_product_are_one_note(self):
        for price in range(10, 60):
            self.templates[0].list_price = price
        self.products[0].weight = 3
        self.assertEqual(self.waiting(), [("product", self.templates[0].id)])

    def test_stock_that_shows_no_difference_builds_nothing(self):
        location = self.store.warehouse_id.lot_stock_id
        quants = self.env["stock.quant"]
        builder = self.registry["ecom.catalog.builder"]
        quants._update_available_quantity(self.products[0], location, -1)
        self.assertEqual(self.waiting(), [("stock", self.templates[0].id)])
        with patch.object(builder, "_build", autospec=True, side_effect=builder._build) as build:
            self.settle()
            build.assert_not_called()
            self.assertEqual(self.waiting(), [])
            quants._update_available_quantity(self.products[0], location, -8)
            quants._update_available_quantity(self.products[1], location, -1)
            self.settle()
            shown = {template for call in build.call_args_list for template in call.args[2]}
        self.assertEqual(shown, set(self.templates[0]))
        self.assertEqual(self.shown(self.products[0])["availability"], "out_of_stock")
        self.assertEqual(self.waiting(), [])

    def test_stock_and_another_change_are_one_note(self):
        location = self.store.warehouse_id.lot_stock_id
        self.env["stock.quant"]._update_available_quantity(self.products[0], location, -1)
        self.templates[0].list_price = 55
        self.assertEqual(self.waiting(), [("product", self.templates[0].id)])
        self.settle()
        self.assertEqual(self.shown(self.products[0])["price"]["amount"], 55)

    def test_what_no_shop_shows_is_not_noted(self):
        hidden = self.make_product("Never published", ecom_store_ids=False)
        hidden.list_price = 5
        self.templates[0].color = 4
        self.assertEqual(self.waiting(), [])

    def test_rolled_back_changes_leave_no_note(self):
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.templates[0].list_price = 1
            self.env.flush_all()
            _ = 1 / 0
        self.assertEqual(self.waiting(), [])

    def test_price_rule_marks_its_product_now_and_when_it_starts_and_ends(self):
        start = fields.Datetime.now() + timedelta(days=1)
        self.store.pricelist_id = self.env["product.pricelist"].create(
            {
                "name": "Sale",
                "currency_id": self.store.currency_id.id,
                "company_id": self.store.company_id.id,
            }
        )
        self.settle()
        self.store.pricelist_id.item_ids = [
            Command.create(
                {
                    "applied_on": "1_product",
                    "product_tmpl_id": self.templates[0].id,
                    "compute_price": "fixed",
                    "fixed_price": 50.0,
                    "date_start": start,
                    "date_end": start + timedelta(days=1),
                }
            )
        ]
        self.assertEqual(self.waiting(), [("product", self.templates[0].id)])
        later = self.env["ecom.catalog.dirty"].search([("due_at", ">", fields.Datetime.now())])
        self.assertEqual(set(later.mapped("due_at")), {start, start + timedelta(days=1)})
        self.assertEqual(set(later.mapped("kind")), {"all"})

    def test_hold_takes_stock_until_it_ends_or_is_released(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Asha"}).id,
                "company_id": self.store.company_id.id,
                "warehouse_id": self.store.warehouse_id.id,
                "order_line": [
                    Command.create({"product_id": self.products[0].id, "product_uom_qty": 9})
                ],
            }
        )
        self.settle()
        stock = self.env["ecom.stock"]
        with self.enter_registry_test_mode():
            stock.hold(order, minutes=30)
        self.settle()
        self.assertEqual(self.shown(self.products[0])["availability"], "out_of_stock")
        note = self.env["ecom.catalog.dirty"].search([])
        self.assertEqual(note.product_tmpl_id, self.templates[0].id)
        self.assertGreater(note.due_at, fields.Datetime.now() + timedelta(minutes=29))

        with self.enter_registry_test_mode():
            stock.release([order.ecom_uid])
        self.settle()
        self.assertEqual(self.shown(self.products[0])["availability"], "in_stock")

    # === WORKING OFF === #

    def test_rebuild_restores_what_was_lost(self):
        self.env.cr.execute(
            "DELETE FROM ecom_catalog_document WHERE store_id = %s", [self.store.id]
        )
        self.env.cr.execute("DELETE FROM ecom_catalog_tree WHERE store_id = %s", [self.store.id])
        self.assertEqual(self.names(), [])
        self.store.action_rebuild_catalog()
        self.settle()
        self.assertEqual(len(self.names()), 5)
        self.assertEqual(self.waiting(), [])

    def test_rebuild_in_batches_that_is_killed_loses_nothing(self):
        self.env.cr.execute("UPDATE ecom_catalog_document SET summary = '{}'::text, digest = ''")
        self.env["ecom.catalog"]._rebuild(self.store)
        built = []
        original = type(self.env["ecom.catalog"])._project

        def dying(catalog, template_ids):
            if len(built) == 2:
                raise Killed
            built.append(template_ids)
            return original(catalog, template_ids)

        self.env.flush_all()
        self.env.cr.precommit.run()
        catalog = type(self.env["ecom.catalog"])
        with (
            patch.object(ecom_catalog, "BATCH", 2),
            patch.object(catalog, "_project", dying),
            self.assertRaises(Killed),
        ):
            self.run_lane("ecom.catalog")
        self.run_lane("ecom.catalog")
        self.assertEqual(self.prices(), [100.0] * 5)
        self.assertEqual(self.waiting(), [])

    def test_changes_go_before_rebuilds(self):
        dirty = self.env["ecom.catalog.dirty"]
        dirty._expand(self.store.id)
        self.templates[3].list_price = 7
        self.assertEqual(self.waiting()[0], ("product", self.templates[3].id))

    @mute_logger(LOGGER)
    def test_single_changes_go_before_mass_changes(self):
        with patch.object(ecom_catalog_dirty, "_MANY", 3):
            self.templates[1:].list_price = 7.0
            self.waiting()
            self.templates[0].list_price = 8.0
            self.assertEqual(self.waiting()[0], ("product", self.templates[0].id))

    def test_a_product_that_cannot_be_built_holds_up_nobody(self):
        bad = self.templates[1]
        shape = type(self.env["ecom.catalog.builder"])
        original = shape._detail

        def failing(builder, template, scope):
            if template.id == bad.id:
                raise ValueError("no such thing")
            return original(builder, template, scope)

        self.templates.list_price = 200
        with patch.object(shape, "_detail", failing):
            self.settle()
        self.assertEqual(self.prices(), [200.0, 100.0, 200.0, 200.0, 200.0])
        note = self.env["ecom.catalog.dirty"].search([("error", "!=", False)])
        self.assertEqual((note.product_tmpl_id, note.error), (bad.id, "no such thing"))
        self.assertGreater(note.due_at, fields.Datetime.now())
        self.assertEqual(self.store.catalog_failed_count, 1)

        note_time = SQL("UPDATE ecom_catalog_dirty SET due_at = now() AT TIME ZONE 'UTC'")
        self.env.cr.execute(note_time)
        self.settle()
        self.assertEqual(self.prices(), [200.0] * 5)
        self.assertEqual(self.store.catalog_failed_count, 0)

    def test_collision_is_left_to_the_retry_of_the_cron(self):
        def colliding(catalog, template_ids):
            raise SerializationFailure

        self.templates.list_price = 200
        self.env.flush_all()
        self.env.cr.precommit.run()
        with (
            patch.object(type(self.env["ecom.catalog"]), "_project", colliding),
            self.assertRaises(SerializationFailure),
        ):
            self.run_lane("ecom.catalog")
        self.assertEqual(len(self.waiting()), 5)

    def test_category_counts_follow(self):
        category = self.make_category("Bowls")
        self.templates[:3].ecom_category_ids = category
        self.settle()
        self.assertEqual(self.tree(category)[0]["productCount"], 3)
        self.templates[0].active = False
        self.settle()
        self.assertEqual(self.tree(category)[0]["productCount"], 2)

    def test_popularity_counts_sales_of_ninety_days(self):
        partner = self.env["res.partner"].create({"name": "Asha"})
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.store.company_id.id,
                    "order_line": [
                        Command.create(
                            {"product_id": self.products[2].id, "product_uom_qty": quantity}
                        )
                    ],
                }
                for quantity in (3, 4, 50)
            ]
        )
        (orders[0] | orders[2]).action_confirm()
        orders[2].date_order = fields.Datetime.now() - timedelta(days=91)
        self.env.flush_all()
        self.env["ecom.catalog"]._cron_popularity()
        self.settle()
        self.assertEqual(self.templates[2].ecom_popularity, 3)
        self.assertEqual(self.names(sort="popularity")[0], "Bowl 2")
