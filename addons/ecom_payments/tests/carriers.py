"""Shiprocket and Delhivery for tests. Put one before ``PaymentsCase``."""

import json

from odoo import Command

from . import delhivery_server, shiprocket_server

WEBHOOK_TOKEN = "token_of_the_webhooks"


class CarrierTools:
    """Tests of what every carrier must bear are written against this."""

    delivery_type = None
    login = None
    secret = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.carrier = cls.set_up(cls.server.url)
        cls.product.weight = 0.4

    def setUp(self):
        super().setUp()
        self.server.reset()

    @classmethod
    def set_up(cls, url, name="Courier", **values):
        """Return a carrier of the store's company that calls a server of the tests."""
        product = cls.env["product.product"].create(
            {"name": f"{name} delivery", "type": "service", "taxes_id": [Command.clear()]}
        )
        return cls.env["delivery.carrier"].create(
            {
                "name": name,
                "delivery_type": cls.delivery_type,
                "company_id": cls.store.company_id.id,
                "product_id": product.id,
                "prod_environment": True,
                "ecom_api_login": cls.login,
                "ecom_api_secret": cls.secret,
                "ecom_api_url": url,
                "ecom_pickup_name": "Primary",
                "ecom_webhook_token": WEBHOOK_TOKEN,
                **values,
            }
        )

    def ready(self, payment_type="partial_cod", **fields):
        """Return the parcel of a new order, reserved and to be sent with the carrier."""
        order = self.paid(payment_type, **fields)
        parcel = self.record(order).picking_ids
        parcel.carrier_id = self.carrier
        parcel.action_assign()
        return parcel

    def booked(self, payment_type="partial_cod", **fields):
        """Return a parcel that the carrier has accepted."""
        parcel = self.ready(payment_type, **fields)
        parcel.action_ecom_book()
        return parcel

    def sent(self, payment_type="partial_cod", **fields):
        """Return a parcel that is on its way."""
        parcel = self.booked(payment_type, **fields)
        parcel.action_ecom_ship()
        return parcel

    def send_report(self, body, *, carrier=None, token=WEBHOOK_TOKEN):
        """Deliver a webhook over HTTP; return the response."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        path = f"/api/webhooks/carrier/{(carrier or self.carrier).ecom_uid}"
        headers = {"X-Api-Key": token} if token else {}
        return self.call("POST", path, raw, auth=None, headers=headers)

    def report(self, body, **options):
        """Deliver a webhook and have it processed; return its row in the inbox."""
        response = self.send_report(body, **options)
        self.assertEqual(response.status_code, 200, response.text)
        self.process()
        return self.env["ecom.webhook.event"].search([], order="id desc", limit=1)

    def run_jobs(self):
        self.env["ecom.shipment.job"].search([]).write({"next_try_at": False})
        self.run_lane("ecom.shipment.job")
        self.env.invalidate_all()

    def happen(self, parcel, what, date):
        """Have something happen to a parcel, in Indian time; return the webhook about it. Overridden."""
        raise NotImplementedError

    def parcels_made(self):
        """Return what the carrier knows of parcels that are not called off: list of (number, amount to collect)."""
        raise NotImplementedError


class ShiprocketTools(CarrierTools):
    delivery_type = "ecom_shiprocket"
    login, secret = shiprocket_server.LOGIN, shiprocket_server.PASSWORD
    create_path = "/orders/create/adhoc"
    codes = {
        "picked_up": (42, "Picked Up"),
        "in_transit": (18, "In Transit"),
        "out_for_delivery": (17, "Out for Delivery"),
        "ndr": (21, "Undelivered - Customer not available"),
        "refused": (21, "Undelivered - Customer refused the parcel"),
        "delivered": (7, "Delivered"),
        "rto_initiated": (9, "RTO Initiated"),
        "rto_in_transit": (46, "RTO In Transit"),
        "rto_received": (10, "RTO Delivered"),
        "lost": (12, "Lost"),
        "cancelled": (8, "Canceled"),
    }

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(shiprocket_server.ShiprocketServer().running())
        super().setUpClass()

    def happen(self, parcel, what, date):
        awb = parcel.carrier_tracking_ref
        self.server.scan(awb, *self.codes[what], date)
        return self.server.webhook(awb)

    def parcels_made(self):
        return [
            (
                order["shipments"][0]["awb"],
                order["body"]["sub_total"] if order["body"]["payment_method"] == "COD" else 0,
            )
            for order in self.server.orders.values()
            if order["status"] != "CANCELED"
        ]

    def ndr_requests(self, parcel):
        return self.server.ndr.get(parcel.carrier_tracking_ref, [])


class DelhiveryTools(CarrierTools):
    delivery_type = "ecom_delhivery"
    secret = delhivery_server.TOKEN
    create_path = "/api/cmu/create.json"
    codes = {
        "picked_up": ("UD", "In Transit", "Shipment picked up", "X-PPOM"),
        "in_transit": ("UD", "In Transit", "Added to bag", "X-DLB1F"),
        "out_for_delivery": ("UD", "Dispatched", "Out for delivery", "X-DDD3FD"),
        "ndr": ("UD", "Pending", "Customer not available", "EOD-11"),
        "refused": ("UD", "Pending", "Consignee refused to accept", "EOD-6"),
        "delivered": ("DL", "Delivered", "Delivered to consignee", "EOD-38"),
        "rto_initiated": ("RT", "In Transit", "Return initiated", "X-RTO"),
        "rto_in_transit": ("RT", "Pending", "At the return centre", "X-RTO"),
        "rto_received": ("DL", "RTO", "RETURN Accepted", "RD-AC"),
        "lost": ("LT", "Lost", "Shipment lost", "LT-100"),
        "cancelled": ("CN", "Canceled", "Cancelled", "CN"),
    }

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(delhivery_server.DelhiveryServer().running())
        super().setUpClass()

    def happen(self, parcel, what, date):
        awb = parcel.carrier_tracking_ref
        status_type, status, said, code = self.codes[what]
        self.server.scan(awb, status_type, status, said, date, code)
        return self.server.webhook(awb)

    def parcels_made(self):
        return [
            (awb, package["cod"])
            for awb, package in self.server.packages.items()
            if not package.get("cancelled")
        ]

    def ndr_requests(self, parcel):
        awb = parcel.carrier_tracking_ref
        return [request for request in self.server.ndr if request["waybill"] == awb]
