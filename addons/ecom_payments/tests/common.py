"""Tools for tests of payments: a store that sells, customers who pay, couriers who collect."""

import json
import time
import uuid

from odoo import SUPERUSER_ID, api

from odoo.addons.ecom_base.tests.common import ApiCase
from odoo.addons.ecom_base.tests.lanes import LaneTools
from odoo.addons.ecom_base.tests.selling import HOME, SellingMixin

from ..providers.demo import signature_header

BUYER = {"name": "Asha Rao", "email": "asha@example.com", "phone": "+919845012345"}


class PaymentsCase(LaneTools, SellingMixin, ApiCase):
    """A store with the demo gateway and a product of 1 000 rupees, tax included, ten in stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.make_product("Kurta", 1000.0, stock=10, taxes=cls.make_gst(5.0))
        cls.provider = cls.store.payment_provider_id.sudo()
        cls.provider.ecom_webhook_secret = "whsec_of_the_tests"

    def setUp(self):
        super().setUp()
        # holds live on a connection of their own, so the rollback of a test leaves them
        self.addCleanup(lambda: self.env["ecom.stock"].release(self.uids))
        self.uids = []

    # === OVER THE API === #

    def place(self, payment_type, quantity=1, *, key=None, expect=201, **fields):
        """Place an order over HTTP and return the answer's JSON."""
        body = {
            "items": [self.item(self.product, quantity)],
            "customer": BUYER,
            "shippingAddress": HOME,
            "paymentType": payment_type,
            **fields,
        }
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        response = self.call("POST", "/api/orders/create", body, auth="secret", headers=headers)
        self.assertEqual(response.status_code, expect, response.text)
        answer = response.json()
        if "id" in answer:
            self.uids.append(answer["id"])
        return answer

    def fetch(self, order_id):
        """Read an order back over HTTP."""
        response = self.call("GET", f"/api/orders/{order_id}", auth="secret")
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()

    def update(self, order_id, event, **fields):
        """Report a payment event over HTTP; return the response."""
        return self.call(
            "PUT",
            f"/api/orders/{order_id}/update-payment",
            {"event": event, **fields},
            auth="secret",
            headers={"Idempotency-Key": uuid.uuid4().hex},
        )

    # === THE GATEWAY === #

    def event(self, order, kind="payment.captured", **data):
        """Return an event of the demo gateway about the open payment of an order: dict."""
        reference = order["payment"]["clientParams"]["reference"]
        return {
            "id": f"evt_{uuid.uuid4().hex}",
            "type": kind,
            "data": {
                "reference": reference,
                "paymentId": f"pay_{reference[-8:]}",
                "amount": order["upfrontAmount"] or order["totalAmount"],
                "currency": "INR",
                **data,
            },
        }

    def send(self, event, *, secret="whsec_of_the_tests", signed_at=None, headers=None):
        """Deliver a webhook over HTTP, as the gateway would; return the response."""
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        signature = signature_header(secret, body, int(signed_at or time.time()))
        return self.call(
            "POST",
            f"/api/webhooks/demo/{self.provider.ecom_uid}",
            body,
            auth=None,
            headers={"X-Demo-Signature": signature} if headers is None else headers,
        )

    def deliver(self, event, **options):
        """Deliver a webhook and have it processed."""
        response = self.send(event, **options)
        self.assertEqual(response.status_code, 200, response.text)
        self.process()
        return response

    def process(self):
        """Work off what the inbox holds."""
        self.run_lane("ecom.webhook.event")
        self.env.invalidate_all()

    def paid(self, payment_type="partial_cod", **fields):
        """Place an order and pay its upfront part; return the answer of reading it back."""
        order = self.place(payment_type, **fields)
        if payment_type != "cod":
            self.deliver(self.event(order))
        return self.fetch(order["id"])

    def expire(self):
        """Give up orders that were not paid in time, as the cron would."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["ecom.order.payments"].expire()
        self.env.invalidate_all()

    # === THE WAREHOUSE === #

    def record(self, order):
        """Return the ``sale.order`` of an answer."""
        return self.env["sale.order"].search([("ecom_uid", "=", order["id"])])

    def ship(self, order):
        """Reserve and send off the parcel of an order; return the ``stock.picking``."""
        parcel = self.record(order).picking_ids
        parcel.action_assign()
        parcel.action_ecom_ship()
        return parcel

    def bring_back(self, parcel):
        """Take the one piece of a parcel into stock again."""
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=parcel.id, active_model="stock.picking")
            .create({"picking_id": parcel.id})
        )
        wizard.product_return_moves.quantity = 1
        back = wizard._create_return()
        back.move_ids.quantity = 1
        back.move_ids.picked = True
        back._action_done()
