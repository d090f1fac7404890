from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import EcomCase
from .lanes import LaneTools


@tagged("post_install", "-at_install")
class TestLaneStatus(LaneTools, EcomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "boss", groups="ecom_base.group_ecom_manager")
        # whatever this database had before
        cls.env.cr.execute("UPDATE ecom_webhook_event SET state = 'done' WHERE state <> 'done'")
        cls.env["ir.cron"].browse(cls.env["ecom.webhook.event"]._lane_crons()).active = True

    def status(self):
        self.env.flush_all()
        self.env.invalidate_all()
        statuses = self.env["ecom.lane.status"].with_user(self.manager)
        return statuses.search([("model", "=", "ecom.webhook.event")])

    def receive(self, state="pending", minutes=0, company=None):
        self.env.cr.execute(
            """
            INSERT INTO ecom_webhook_event (provider, event_id, state, lane, attempts, received_at, company_id)
            VALUES ('test:7', gen_random_uuid()::text, %s, 0, 0, %s, %s)
            """,
            [
                state,
                fields.Datetime.now() - timedelta(minutes=minutes),
                (company or self.env.company).id,
            ],
        )

    def test_empty_queue_is_fine(self):
        status = self.status()

        self.assertEqual(
            (status.health, status.waiting_count, status.failed_count, status.oldest_age),
            ("good", 0, 0, False),
        )
        self.assertEqual(status.lane_count, len(self.env["ecom.webhook.event"]._lane_crons()))
        self.assertTrue(status.name and status.next_run_at)

    def test_age_of_the_oldest_row_is_shown(self):
        self.receive(minutes=5)
        self.receive()
        self.assertEqual((self.status().health, self.status().waiting_count), ("good", 2))
        self.assertEqual(self.status().oldest_age, "5 minutes")

        self.receive(minutes=20)
        self.assertEqual(self.status().health, "late")

    def test_failed_rows_need_attention(self):
        self.receive("quarantined")
        self.receive("failed")

        self.assertEqual((self.status().health, self.status().failed_count), ("failed", 2))

    def test_lane_that_was_switched_off_is_stopped(self):
        self.env["ir.cron"].browse(self.env["ecom.webhook.event"]._lane_crons()[0]).active = False

        self.assertEqual(self.status().health, "stopped")

    def test_rows_of_other_companies_are_not_counted(self):
        self.receive(company=self.env["res.company"].create({"name": "Other"}))

        self.assertEqual(self.status().waiting_count, 0)

    def test_every_kind_of_work_has_lanes_and_a_row(self):
        statuses = self.env["ecom.lane.status"].search([])

        self.assertLessEqual(
            {
                "ecom.webhook.event",
                "ecom.event.delivery",
                "ecom.catalog",
                "ecom.stock.reservation",
            },
            set(statuses.mapped("model")),
        )

    def test_changes_of_the_catalogue_are_counted_and_products_that_failed(self):
        catalog = [("model", "=", "ecom.catalog")]
        self.env.cr.execute("DELETE FROM ecom_catalog_dirty")
        self.env.cr.execute(
            """
            INSERT INTO ecom_catalog_dirty (kind, product_tmpl_id, priority, due_at, error) VALUES
            ('product', 1, 0, now() AT TIME ZONE 'UTC' - interval '20 minutes', NULL),
            ('product', 2, 0, now() AT TIME ZONE 'UTC' + interval '20 minutes', NULL),
            ('product', 3, 0, now() AT TIME ZONE 'UTC' + interval '5 minutes', 'No price'),
            ('stock', 3, 0, now() AT TIME ZONE 'UTC' + interval '5 minutes', 'No price')
            """
        )
        status = self.env["ecom.lane.status"].search(catalog)
        self.assertEqual((status.waiting_count, status.failed_count), (1, 1))
        self.assertEqual((status.oldest_age, status.health), ("20 minutes", "failed"))

    def test_deliveries_without_reservation_are_counted(self):
        reservation = [("model", "=", "ecom.stock.reservation")]
        before = self.env["ecom.lane.status"].search(reservation).waiting_count
        kind = self.env["stock.picking.type"].search([("code", "=", "outgoing")], limit=1)
        self.env["stock.picking"].create({"picking_type_id": kind.id, "ecom_reservation_due": True})
        self.env.flush_all()
        self.env.invalidate_all()

        status = self.env["ecom.lane.status"].search(reservation)
        self.assertEqual(status.waiting_count, before + 1)

    def test_work_can_be_started(self):
        crons = self.env["ecom.webhook.event"]._lane_crons()
        before = self.env["ir.cron.trigger"].search_count([("cron_id", "in", crons)])

        self.status().action_run()
        self.env.cr.flush()

        after = self.env["ir.cron.trigger"].search_count([("cron_id", "in", crons)])
        self.assertEqual(after, before + len(crons))
        self.assertEqual(self.status().action_open()["res_model"], "ecom.webhook.event")

    def test_only_managers_see_it(self):
        desk = new_test_user(self.env, "desk", groups="ecom_base.group_ecom_order_desk")
        with self.assertRaises(AccessError):
            self.env["ecom.lane.status"].with_user(desk).search([])

    def test_lanes_are_made_once_and_an_administrators_number_is_kept(self):
        queue = self.env["ecom.webhook.event"]
        queue._setup_lanes(3)
        queue._ensure_lanes(2)

        self.assertEqual(len(queue._lane_crons()), 3)
