from odoo.modules.neutralize import neutralize_database
from odoo.tests import tagged

from .common import EcomCase


@tagged("post_install", "-at_install")
class TestNeutralize(EcomCase):
    def test_copy_of_a_shop_takes_no_calls_and_does_no_work(self):
        self.make_keys(self.store)
        self.store.cors_origins = "https://shop.example"
        self.env.flush_all()
        self.env.cr.execute(
            """
            INSERT INTO ecom_webhook_event (provider, event_id, state, lane, attempts)
            VALUES ('test:9', 'e1', 'pending', 0, 0), ('test:9', 'e2', 'done', 0, 0)
            """
        )

        neutralize_database(self.env.cr)

        self.env.invalidate_all()
        self.assertEqual(set(self.store.key_ids.mapped("state")), {"revoked"})
        self.assertFalse(self.store.cors_origins)
        self.assertEqual(
            self.env["ecom.webhook.event"]
            .search([("provider", "=", "test:9")], order="event_id")
            .mapped("state"),
            ["ignored", "done"],
        )
        lanes = self.env["ir.cron"].browse(self.env["ecom.webhook.event"]._lane_crons())
        self.assertEqual(set(lanes.mapped("active")), {False})
