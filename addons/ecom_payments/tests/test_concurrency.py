import json
import time
import uuid
from collections import Counter

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.ecom_base.tests.crowd import CrowdCase
from odoo.addons.ecom_base.tests.selling import HOME

from ..providers.demo import signature_header


@tagged("post_install", "-at_install")
class TestMoneyAtOnce(CrowdCase):
    """Payments, refunds and collections that meet at the same moment, in transactions of their own."""

    def set_up_shop(self, env):
        super().set_up_shop(env)
        self.provider = self.shop.payment_provider_id
        self.secret = self.provider._ecom_account().webhook_secret
        # the inbox is worked off by the test, on its own
        self.lanes = env["ir.cron"].search([("code", "like", "_run_lane"), ("active", "=", True)])
        self.lanes.active = False

    def remove(self, env):
        env.cr.rollback()
        env.invalidate_all()
        self.lanes.active = True
        orders = env["sale.order"].with_context(active_test=False)
        ids = orders.search([("ecom_store_id", "=", self.shop.id)]).ids
        # what may never be deleted otherwise: SQL knows no such rule
        rows = SQL("SELECT id FROM payment_transaction WHERE ecom_order_id = ANY(%s)", ids)
        for statement in (
            SQL("DELETE FROM ecom_payment_event WHERE order_id = ANY(%s)", ids),
            SQL("DELETE FROM ecom_gateway_job WHERE transaction_id IN (%s)", rows),
            SQL("DELETE FROM payment_transaction WHERE source_transaction_id IN (%s)", rows),
            SQL("DELETE FROM payment_transaction WHERE ecom_order_id = ANY(%s)", ids),
            SQL("DELETE FROM ecom_webhook_event WHERE provider = %s", self.key()),
        ):
            env.cr.execute(statement)
        env["ecom.stock"].release(env["sale.order"].browse(ids).mapped("ecom_uid"))
        orders.browse(ids).write({"ecom_payment_type": False})
        env.cr.commit()
        super().remove(env)

    def key(self):
        return self.provider._webhook_provider()

    def place(self, payment_type):
        (answer,) = self.at_once(self.order(payment_type))
        self.assertEqual(answer.status_code, 201, answer.text)
        return answer.json()

    def order(self, payment_type, key=None):
        body = {
            "items": [self.item(self.goods[0], 1)],
            "customer": {"email": "asha@example.com"},
            "shippingAddress": HOME,
            "paymentType": payment_type,
        }
        return ("POST", "/api/orders/create", body, {"Idempotency-Key": key or uuid.uuid4().hex})

    def update(self, order, event, **fields):
        path = f"/api/orders/{order['id']}/update-payment"
        return ("PUT", path, {"event": event, **fields}, {"Idempotency-Key": uuid.uuid4().hex})

    def captured(self, order, event_id):
        reference = order["payment"]["clientParams"]["reference"]
        data = {"reference": reference, "paymentId": "pay_1", "currency": order["currency"]}
        event = {
            "id": event_id,
            "type": "payment.captured",
            "data": data | {"amount": order["totalAmount"]},
        }
        body = json.dumps(event).encode()
        signature = signature_header(self.secret, body, int(time.time()))
        path = f"/api/webhooks/demo/{self.provider.ecom_uid}"
        return ("POST", path, body, {"X-Demo-Signature": signature})

    def process(self):
        env = self.fresh()
        env["ecom.webhook.event"]._run_lane(0, 1)
        env.cr.commit()

    def record(self, order):
        return self.fresh()["sale.order"].search([("ecom_uid", "=", order["id"])])

    def test_one_event_delivered_many_times_at_once(self):
        order = self.place("prepaid")
        event = self.captured(order, f"evt_{uuid.uuid4().hex}")
        answers = self.at_once(*[event] * 8)
        self.assertEqual({answer.status_code for answer in answers}, {200})
        self.process()
        record = self.record(order)
        self.assertEqual((record.state, record.ecom_paid_amount), ("sale", order["totalAmount"]))
        kept = record.env["ecom.webhook.event"].search([("provider", "=", self.key())])
        self.assertEqual(len(kept), 1)
        confirmed = record.ecom_payment_event_ids.filtered(lambda row: row.kind == "confirmed")
        self.assertEqual(len(confirmed), 1)

    def test_refunds_at_once_never_exceed_what_was_paid(self):
        order = self.place("prepaid")
        self.at_once(self.captured(order, f"evt_{uuid.uuid4().hex}"))
        self.process()
        answers = self.at_once(
            *[self.update(order, "refund", amount=60) for _ in range(self.writers)]
        )
        codes = Counter(answer.status_code for answer in answers)
        self.assertEqual(codes, {200: 1, 409: self.writers - 1}, [a.text for a in answers])
        refunds = self.record(order).ecom_transaction_ids.filtered(
            lambda row: row.operation == "refund"
        )
        self.assertEqual(refunds.mapped("amount"), [-60.0])

    def test_collections_at_once_count_once(self):
        order = self.place("cod")
        answers = self.at_once(*[self.update(order, "collected") for _ in range(self.writers)])
        codes = Counter(answer.status_code for answer in answers)
        self.assertEqual(codes, {200: 1, 409: self.writers - 1}, [a.text for a in answers])
        record = self.record(order)
        self.assertEqual(record.ecom_paid_amount, order["totalAmount"])
        self.assertFalse(record.ecom_overpaid_amount)

    def test_one_key_places_one_order(self):
        key = uuid.uuid4().hex
        answers = self.at_once(*[self.order("cod", key) for _ in range(self.writers)])
        created = {answer.json()["id"] for answer in answers if answer.status_code == 201}
        self.assertEqual(len(created), 1, [answer.text for answer in answers])
        orders = self.fresh()["sale.order"].search([("ecom_store_id", "=", self.shop.id)])
        self.assertEqual(len(orders), 1)
