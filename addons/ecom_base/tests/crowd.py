"""A shop whose rows are really committed, and requests that really run at the same time."""

import threading
from contextlib import closing

import requests

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import BaseCase, HttpCase, get_db_name
from odoo.tools import SQL, mute_logger

from .common import UNLIMITED
from .selling import SellingMixin


class CrowdCase(SellingMixin, BaseCase):
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
        # other connections are to see the shop
        cr.commit()  # pylint: disable=invalid-commit
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
        notes = env["ecom.catalog.dirty"]
        notes.search([("product_tmpl_id", "in", self.goods.product_tmpl_id.ids)]).unlink()
        self.goods.product_tmpl_id.unlink()
        self.shop.unlink()
        partners.exists().unlink()
        env["ir.config_parameter"].set_param("ecom_base.rate.write", self.old["rate"])
        env.cr.commit()

    def at_once(self, *requests_):
        """Send requests at the same moment; return their answers in order.

        :param requests_: (method, path, body to send as JSON, or bytes) and, if need be, a dict of headers
        """
        start, answers = threading.Barrier(len(requests_)), [None] * len(requests_)

        def send(number, method, path, body, headers=None):
            data = {"data" if isinstance(body, bytes) else "json": body}
            with requests.Session() as session:
                session.headers.update({"Authorization": f"Bearer {self.sk}", **(headers or {})})
                start.wait()
                answers[number] = session.request(
                    method, HttpCase.base_url() + path, timeout=60, **data
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
