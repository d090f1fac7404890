"""Money in a shop whose rows are really committed."""

import uuid

from odoo.tools import SQL

from odoo.addons.ecom_base.tests.crowd import CrowdCase
from odoo.addons.ecom_base.tests.selling import HOME


class MoneyCrowd(CrowdCase):
    """Orders and their payments, in transactions of their own, and removed afterwards."""

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

    def process(self):
        env = self.fresh()
        env["ecom.webhook.event"]._run_lane(0, 1)
        env.cr.commit()

    def record(self, order):
        return self.fresh()["sale.order"].search([("ecom_uid", "=", order["id"])])
