import json
import threading
import time
import uuid
from contextlib import closing

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import get_db_name, tagged
from odoo.tools import SQL, mute_logger

from ..providers.demo import signature_header
from .money_crowd import MoneyCrowd


@tagged("post_install", "-at_install")
class TestOfferAtOnce(MoneyCrowd):
    """A COD order is paid online at the moment in which its parcel leaves, or its cash is collected."""

    def set_up_shop(self, env):
        super().set_up_shop(env)
        self.shop.write({"prepaid_offer": "percent", "prepaid_offer_percent": 5})

    def remove(self, env):
        # a parcel that has left may never be deleted otherwise: SQL knows no such rule
        env.cr.rollback()
        for table in ("stock_move_line", "stock_move"):
            env.cr.execute(
                SQL(
                    "UPDATE %s SET state = 'draft' WHERE product_id = ANY(%s)",
                    SQL.identifier(table),
                    self.goods.ids,
                )
            )
        env.cr.commit()
        super().remove(env)

    def paid_online(self, order):
        """Have the offer taken up and paid; its webhook is in the inbox then."""
        (asked,) = self.at_once(self.update(order, "convert_to_prepaid"))
        asked = asked.json()
        data = {
            "reference": asked["payment"]["clientParams"]["reference"],
            "paymentId": "pay_1",
            "currency": asked["currency"],
            "amount": 95.0,
        }
        event = {"id": f"evt_{uuid.uuid4().hex}", "type": "payment.captured", "data": data}
        body = json.dumps(event).encode()
        signature = signature_header(self.secret, body, int(time.time()))
        path = f"/api/webhooks/demo/{self.provider.ecom_uid}"
        self.at_once(("POST", path, body, {"X-Demo-Signature": signature}))

    def beside(self, *works):
        """Run functions of an environment at the same moment, each in a transaction of its own, again on conflicts."""
        start, failures = threading.Barrier(len(works)), []

        def run(work):
            try:
                with closing(Registry(get_db_name()).cursor()) as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    start.wait()
                    retrying(lambda: work(env), env)
            except Exception as error:  # noqa: BLE001 shown by the test
                failures.append(error)

        workers = [threading.Thread(target=run, args=(work,)) for work in works]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
        return failures

    def apply_webhooks(self, env):
        env["ecom.webhook.event"]._run_lane(0, 1)

    def of(self, env, order):
        return env["sale.order"].search([("ecom_uid", "=", order["id"])])

    def test_paid_while_it_is_shipped(self):
        order = self.place("cod")
        self.paid_online(order)
        parcel = self.record(order).picking_ids
        parcel.action_assign()
        self.env.cr.commit()  # pylint: disable=invalid-commit
        failures = self.beside(
            self.apply_webhooks, lambda env: self.of(env, order).picking_ids.action_ecom_ship()
        )
        self.assertEqual(failures, [])
        self.process()
        record = self.record(order)
        self.assertEqual(record.picking_ids.state, "done")
        self.assertEqual(
            (record.ecom_payment_type, record.amount_total, record.ecom_paid_amount),
            ("prepaid", 95.0, 95.0),
        )
        self.assertEqual((record.ecom_to_collect, record.ecom_overpaid_amount), (0.0, 0.0))
        self.assertEqual(len(record.order_line.filtered("ecom_is_offer")), 1)

    def test_paid_while_it_is_collected(self):
        """Whoever is first: either nothing is left to collect, or what was paid online is too much, and shown."""
        order = self.place("cod")
        self.paid_online(order)

        def collect(env):
            found = self.of(env, order)
            env["ecom.cash.on.delivery"].collect(found, found._ecom_money("ecom_to_collect"))

        failures = self.beside(self.apply_webhooks, collect)
        self.process()
        record = self.record(order)
        if record.ecom_payment_type == "prepaid":
            self.assertEqual([error.code for error in failures], ["nothing_to_collect"])
            self.assertEqual((record.amount_total, record.ecom_paid_amount), (95.0, 95.0))
        else:
            self.assertEqual(failures, [])
            self.assertEqual((record.amount_total, record.ecom_paid_amount), (100.0, 195.0))
            self.assertTrue(record.ecom_review_reason)
        self.assertEqual(record.ecom_to_collect, 0.0)
