"""Bookings and reports of one parcel that meet at the same moment, in transactions of their own."""

import json
import threading
from contextlib import closing

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import get_db_name, tagged
from odoo.tools import SQL, mute_logger

from . import delhivery_server
from .carriers import WEBHOOK_TOKEN
from .money_crowd import MoneyCrowd


@tagged("post_install", "-at_install")
class TestCarriersAtOnce(MoneyCrowd):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.enterClassContext(delhivery_server.DelhiveryServer().running())

    def set_up_shop(self, env):
        super().set_up_shop(env)
        self.server.reset()
        product = env["product.product"].create({"name": "Rush delivery", "type": "service"})
        self.carrier = env["delivery.carrier"].create(
            {
                "name": "Rush",
                "delivery_type": "ecom_delhivery",
                "product_id": product.id,
                "ecom_api_secret": delhivery_server.TOKEN,
                "ecom_api_url": self.server.url,
                "ecom_pickup_name": "Primary",
                "ecom_webhook_token": WEBHOOK_TOKEN,
            }
        )

    def remove(self, env):
        env.cr.rollback()
        carrier = env["delivery.carrier"].browse(self.carrier.id)
        env.cr.execute(
            SQL("DELETE FROM ecom_webhook_event WHERE provider = %s", carrier._webhook_provider())
        )
        parcels = env["stock.picking"].search([("carrier_id", "=", carrier.id)])
        parcels.write({"carrier_id": False, "carrier_tracking_ref": False, "ecom_booked_at": False})
        product = carrier.product_id
        carrier.unlink()
        product.product_tmpl_id.unlink()
        env.cr.commit()
        super().remove(env)

    def parcel(self):
        """Return the id of the parcel of a new order, in rupees: the database may have another currency."""
        order = self.place("cod")
        env = self.fresh()
        record = env["sale.order"].search([("ecom_uid", "=", order["id"])])
        rupee = env.ref("base.INR").id
        env.cr.execute(
            SQL("UPDATE sale_order SET currency_id = %s WHERE id = %s", rupee, record.id)
        )
        env.invalidate_all()
        record.partner_shipping_id.phone = "+919845012345"
        record.picking_ids.carrier_id = self.carrier.id
        record.picking_ids.action_assign()
        parcel_id = record.picking_ids.id
        env.cr.commit()
        return parcel_id

    def book_at_once(self, parcel_id, count):
        """Press the button in so many transactions at the same time; return what each came to."""
        results, barrier = [], threading.Barrier(count)

        def press():
            with closing(Registry(get_db_name()).cursor()) as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                barrier.wait()
                try:
                    retrying(lambda: self.press(env, parcel_id), env)
                    results.append("booked")
                except UserError as error:
                    results.append(str(error))

        threads = [threading.Thread(target=press) for _number in range(count)]
        # Odoo logs every conflict before it tries again
        with mute_logger("odoo.sql_db"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        return results

    def press(self, env, parcel_id):
        env["ecom.shipments"].book(env["stock.picking"].browse(parcel_id))
        env["stock.picking"].browse(parcel_id).carrier_tracking_ref = next(
            iter(self.server.packages)
        )

    def test_pressed_by_several_at_once_it_is_one_parcel(self):
        parcel_id = self.parcel()
        self.server.answer_slowly(0.2)
        results = self.book_at_once(parcel_id, self.writers)
        self.assertEqual(results.count("booked"), 1, results)
        # not even asked for twice: others wait for the lock, and then see the number
        self.assertEqual(self.server.paths().count("/api/cmu/create.json"), 1)
        self.assertEqual(len(self.server.packages), 1)

    def test_one_report_many_times_at_once(self):
        parcel_id = self.parcel()
        self.book_at_once(parcel_id, 1)
        [awb] = [awb for awb in self.server.packages][-1:]
        self.server.scan(
            awb, "DL", "Delivered", "Delivered to consignee", "2026-11-24T17:30:00", "EOD-38"
        )
        body = json.dumps(self.server.webhook(awb)).encode()
        path = f"/api/webhooks/carrier/{self.carrier.ecom_uid}"
        answers = self.at_once(*[("POST", path, body, {"X-Api-Key": WEBHOOK_TOKEN})] * 8)
        self.assertEqual({answer.status_code for answer in answers}, {200})
        self.process()
        env = self.fresh()
        parcel = env["stock.picking"].browse(parcel_id)
        self.assertEqual(parcel.ecom_outcome, "delivered")
        self.assertEqual(parcel.sale_id.ecom_paid_amount, 100.0)
        kinds = parcel.ecom_shipment_event_ids.mapped("outcome")
        self.assertEqual(kinds.count("delivered"), 1)
