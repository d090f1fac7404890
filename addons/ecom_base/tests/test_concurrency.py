import threading
from collections import Counter
from contextlib import closing

import requests

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import BaseCase, HttpCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger

from . import order_probe  # noqa: F401  registers the operation under test
from .common import UNLIMITED
from .selling import HOME, SellingMixin


@tagged("post_install", "-at_install", "ecom")
class TestManyAtOnce(SellingMixin, BaseCase):
    """Requests that really run at the same time: everything is committed, and removed afterwards."""

    #: Odoo tries five times, so that of four writers of one row the last one succeeds for certain
    writers = 4

    def setUp(self):
        super().setUp()
        self.patch(Registry, "_lock", DummyRLock())  # held by the thread that runs the tests
        registry = Registry(get_db_name())
        registry.clear_cache("routing")
        self.addCleanup(registry.clear_cache, "routing")
        cr = self.enterContext(closing(registry.cursor()))
        self.env = env = api.Environment(cr, SUPERUSER_ID, {})
        self.set_up_shop(env)
        cr.commit()
        self.addCleanup(self.remove, env)

    def set_up_shop(self, env):
        # The company of the database: companies cannot be removed again
        company = env.ref("base.main_company")
        self.old = {"rate": env["ir.config_parameter"].get_param("ecom_base.rate.write")}
        env["ir.config_parameter"].set_param("ecom_base.rate.write", UNLIMITED)
        self.shop = env["ecom.store"].create(
            {
                "name": "Crowd",
                "code": "crowd",
                "company_id": company.id,
                "currency_id": company.currency_id.id,
                "country_id": env.ref("base.in").id,
            }
        )
        keys = env["ecom.store.key"]
        self.pk = keys._generate(self.shop, "publishable", "test")[1]
        self.sk = keys._generate(self.shop, "secret", "test")[1]
        self.goods = env["product.product"].create(
            [
                {
                    "name": f"Rush {n}",
                    "list_price": 100.0,
                    "type": "consu",
                    "is_storable": True,
                    "taxes_id": False,
                    "company_id": company.id,
                    "ecom_store_ids": [(6, 0, self.shop.ids)],
                }
                for n in range(3)
            ]
        )
        location = self.shop.warehouse_id.lot_stock_id
        for product in self.goods:
            env["stock.quant"]._update_available_quantity(product, location, 10)

    def remove(self, env):
        """Take everything out again that setUp and the requests have committed."""
        env.cr.rollback()
        env.invalidate_all()
        orders = env["sale.order"].with_context(active_test=False)
        orders = orders.search([("ecom_store_id", "=", self.shop.id)])
        orders.filtered(lambda order: order.state == "sale")._action_cancel()
        pickings, customers = orders.picking_ids, env["ecom.customer"]
        customers = customers.search([("store_id", "=", self.shop.id)])
        partners = customers.partner_id | customers.partner_id.child_ids
        partners |= self.shop.guest_partner_id
        (pickings.move_ids | pickings.move_line_ids.move_id).unlink()
        pickings.unlink()
        orders.unlink()
        customers.unlink()
        for table in ("ecom_event", "ecom_store_key", "ecom_catalog_document"):
            env.cr.execute(
                SQL("DELETE FROM %s WHERE store_id = %s", SQL.identifier(table), self.shop.id)
            )
        env["stock.quant"].search([("product_id", "in", self.goods.ids)]).sudo().unlink()
        self.goods.product_tmpl_id.unlink()
        self.shop.unlink()
        partners.exists().unlink()
        env["ir.config_parameter"].set_param("ecom_base.rate.write", self.old["rate"])
        env.cr.commit()

    def at_once(self, *requests_):
        """Send requests (method, path, body) at the same moment; return their answers in order."""
        start, answers = threading.Barrier(len(requests_)), [None] * len(requests_)

        def send(number, method, path, body):
            with requests.Session() as session:
                session.headers["Authorization"] = f"Bearer {self.sk}"
                start.wait()
                answers[number] = session.request(
                    method, HttpCase.base_url() + path, json=body, timeout=60
                )

        workers = [
            threading.Thread(target=send, args=(number, *request))
            for number, request in enumerate(requests_)
        ]
        # Odoo logs every conflict before it tries again
        with mute_logger("odoo.sql_db"):
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
        return answers

    def fresh(self):
        """Return an environment that sees what is committed now."""
        self.env.cr.rollback()
        self.env.invalidate_all()
        return self.env

    def buy(self, buyer, *quantities):
        items = [self.item(p, q) for p, q in zip(self.goods, quantities, strict=False) if q]
        return (
            "POST",
            "/api/probe/orders",
            {
                "items": items,
                "customer": {"email": f"buyer{buyer}@example.com"},
                "shippingAddress": HOME,
            },
        )

    def test_exactly_the_stock_is_sold(self):
        """16 buyers want one of each of three products, there are 10: in whatever order they come."""
        orders = [self.buy(buyer, 1, 1, 1) for buyer in range(16)]
        for order in orders[::2]:
            order[2]["items"].reverse()
        answers = self.at_once(*orders)
        codes = Counter(answer.status_code for answer in answers)
        self.assertEqual(codes, {201: 10, 409: 6}, [a.text for a in answers if a.status_code > 409])
        self.assertEqual(
            {a.json()["error"]["code"] for a in answers if a.status_code == 409}, {"out_of_stock"}
        )
        env = self.fresh()
        orders = env["sale.order"].search([("ecom_store_id", "=", self.shop.id)])
        self.assertEqual((len(orders), set(orders.mapped("state"))), (10, {"sale"}))
        lines = orders.order_line
        self.assertEqual(sum(lines.mapped("product_uom_qty")), 30)
        free = env["ecom.stock"].free_quantities(self.shop.warehouse_id.id, self.goods.ids)
        self.assertEqual(set(free.values()), {0.0})
        env["ecom.stock.reservation"]._reserve(orders.picking_ids)
        self.assertEqual(set(orders.picking_ids.mapped("state")), {"assigned"})
        env.cr.rollback()

    def test_one_customer_however_often_they_arrive(self):
        body = {"email": "asha@example.com", "addresses": [HOME]}
        answers = self.at_once(*[("PUT", "/api/customers/user-1", body)] * self.writers)
        self.assertEqual(
            Counter(answer.status_code for answer in answers), {201: 1, 200: self.writers - 1}
        )
        self.assertEqual(len({answer.json()["id"] for answer in answers}), 1)
        customer = self.fresh()["ecom.customer"].search([("store_id", "=", self.shop.id)])
        self.assertEqual(len(customer), 1)
        self.assertEqual(len(customer.partner_id.child_ids), 1, "one address")

    def test_updates_of_one_cart_follow_each_other(self):
        (answer,) = self.at_once(("POST", "/api/carts", {}))
        path = f"/api/carts/{answer.json()['cartToken']}"
        updates = [
            ("PUT", path, {"items": [self.item(self.goods[n % 3], n + 1)]})
            for n in range(self.writers)
        ]
        answers = self.at_once(*updates)
        self.assertEqual({answer.status_code for answer in answers}, {200})
        versions = sorted(answer.json()["version"] for answer in answers)
        self.assertEqual(versions, list(range(2, self.writers + 2)))
        last = max(answers, key=lambda answer: answer.json()["version"]).json()
        (now,) = self.at_once(("GET", path, None))
        self.assertEqual(now.json()["items"], last["items"])

    def test_of_updates_that_name_the_version_one_wins(self):
        (answer,) = self.at_once(("POST", "/api/carts", {}))
        path = f"/api/carts/{answer.json()['cartToken']}"
        updates = [
            ("PUT", path, {"version": 1, "items": [self.item(self.goods[0], n + 1)]})
            for n in range(self.writers)
        ]
        codes = Counter(answer.status_code for answer in self.at_once(*updates))
        self.assertEqual(codes, {200: 1, 409: self.writers - 1})
