import json
import time
import uuid
from collections import Counter

from odoo.tests import tagged

from ..providers.demo import signature_header
from .money_crowd import MoneyCrowd


@tagged("post_install", "-at_install")
class TestMoneyAtOnce(MoneyCrowd):
    """Payments, refunds and collections that meet at the same moment, in transactions of their own."""

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

    def test_event_comes_again_while_it_is_being_applied(self):
        event = self.captured(self.place("prepaid"), f"evt_{uuid.uuid4().hex}")
        self.at_once(event)
        env = self.fresh()
        # a lane holds its rows until the batch is done
        env["ecom.webhook.event"].search([("provider", "=", self.key())]).state = "done"
        env.flush_all()
        (answer,) = self.at_once(event)
        self.assertEqual(answer.status_code, 200, answer.text)
        env.cr.rollback()

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
