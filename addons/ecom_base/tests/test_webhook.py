import json
import threading
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import AccessError, UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import BaseCase, TransactionCase, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.ecom_webhook_receiver import SignatureError, WebhookSecretMissing
from .fake_models import FakeReceiver, fake_models, sign
from .lanes import LaneTools

QUEUE_LOGGER = "odoo.addons.ecom_base.models.ecom_queue_worker"


def delivery(event_id="evt_1", event_type="paid", **more):
    """Return the raw body and headers of a signed webhook."""
    raw = json.dumps({"id": event_id, "type": event_type, **more}).encode()
    return raw, {"X-Test-Signature": sign(raw, "s3cr3t"), "Content-Type": "application/json"}


@tagged("post_install", "-at_install")
class TestWebhook(LaneTools, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(fake_models(cls.registry, cls.cr, FakeReceiver))
        cls.events = cls.env["ecom.webhook.event"]
        cls.receiver = cls.env["ecom.test.receiver"].browse(1)

    def setUp(self):
        super().setUp()
        FakeReceiver.processed.clear()

    def receive(self, *args, **more):
        raw, headers = delivery(*args, **more)
        self.assertTrue(self.events._receive(self.receiver, raw, headers))
        return self.events.search([("provider", "=", "test:1")], limit=1)

    def run_lanes(self):
        self.run_lane("ecom.webhook.event")

    # === RECEIVING === #

    def test_event_is_kept_as_received(self):
        raw, headers = delivery(order="ord_1", amount="₹ 12")
        headers |= {
            "X-Request-Id": "r1",
            "Authorization": "Bearer x",
            "X-Api-Key": "k",
            "Cookie": "c",
        }

        self.events._receive(self.receiver, raw, headers)

        event = self.events.search([("provider", "=", "test:1")])
        self.assertEqual(
            (event.event_id, event.event_type, event.state), ("evt_1", "paid", "pending")
        )
        self.assertEqual(event._raw(), raw)
        self.assertEqual(event._json()["amount"], "₹ 12")
        self.assertEqual(event.headers, {"content-type": "application/json", "x-request-id": "r1"})
        self.assertEqual(event._receiver(), self.receiver)

    def test_body_that_is_not_text_survives(self):
        raw = b'{"id": "evt_2", "type": "paid", "x": "\\u0000"}'
        headers = {"x-test-signature": sign(raw, "s3cr3t")}

        self.events._receive(self.receiver, raw, headers)

        event = self.events.search([("provider", "=", "test:1")])
        self.assertEqual(event._raw(), raw)

    def test_second_delivery_is_accepted_and_not_kept(self):
        raw, headers = delivery()

        first = self.events._receive(self.receiver, raw, headers)
        second = self.events._receive(self.receiver, raw, headers)

        self.assertEqual((first, second), (True, False))
        self.assertEqual(self.events.search_count([("provider", "=", "test:1")]), 1)

    def test_wrong_signature_is_refused(self):
        raw, headers = delivery()

        with self.assertRaises(SignatureError) as caught:
            self.events._receive(self.receiver, raw + b" ", headers)

        self.assertEqual(
            (caught.exception.status, caught.exception.code), (401, "webhook_signature_invalid")
        )
        self.assertFalse(self.events.search_count([("provider", "=", "test:1")]))

    def test_receiver_without_secret_is_refused(self):
        raw, headers = delivery()

        with self.assertRaises(WebhookSecretMissing) as caught:
            self.events._receive(self.env["ecom.test.receiver"].browse(2), raw, headers)

        self.assertEqual(
            (caught.exception.status, caught.exception.code), (503, "webhook_secret_missing")
        )

    def test_receiving_costs_few_queries(self):
        # of one order, and so for one lane, whose cron is known the second time
        raw, headers = delivery(order="order 1")
        self.events._receive(self.receiver, raw, headers)
        self.env.cr.flush()
        raw, headers = delivery("evt_2", order="order 1")

        # whether it is known; savepoint, insert, release; the trigger of the lane's cron
        with self.assertQueryCount(5):
            self.events._receive(self.receiver, raw, headers)
            self.env.cr.flush()

    # === PROCESSING === #

    def test_event_is_processed_once(self):
        event = self.receive()

        self.run_lanes()
        self.run_lanes()

        self.assertEqual((event.state, FakeReceiver.processed), ("done", ["evt_1"]))

    @mute_logger(QUEUE_LOGGER)
    def test_quarantine_keeps_the_reason(self):
        for event_type, reason in (
            ("odd.raised", "wrong amount"),
            ("odd.returned", "wrong amount, but noted"),
        ):
            with self.subTest(event_type):
                event = self.receive(event_type, event_type)
                self.run_lanes()

                self.assertEqual((event.state, event.reason), ("quarantined", reason))

    def test_ignored_event_is_settled(self):
        event = self.receive("e", "boring")

        self.run_lanes()

        self.assertEqual((event.state, event.reason), ("ignored", "nothing to do"))

    @mute_logger(QUEUE_LOGGER)
    def test_broken_event_is_tried_again(self):
        event = self.receive("e", "broken")

        self.run_lanes()

        self.assertEqual((event.state, event.attempts), ("pending", 1))
        self.assertEqual(event.error, "ValueError: boom")

    @mute_logger(QUEUE_LOGGER)
    def test_event_of_a_receiver_that_is_gone_is_quarantined(self):
        event = self.receive()
        self.patch(FakeReceiver, "secrets", {})

        self.run_lanes()

        self.assertEqual(event.state, "quarantined")

    @mute_logger(QUEUE_LOGGER)
    def test_quarantined_event_can_be_retried_or_ignored(self):
        event = self.receive("odd", "odd.raised")
        self.run_lanes()

        event.action_retry()
        self.assertEqual((event.state, event.reason, event.attempts), ("pending", False, 0))
        self.run_lanes()
        event.action_ignore()

        self.assertEqual(event.state, "ignored")
        self.assertEqual(FakeReceiver.processed, ["odd", "odd"])

    # === LOOKING AFTER IT === #

    def test_evidence_cannot_be_changed(self):
        event = self.receive()

        for field in ("raw_body", "event_id", "provider", "headers"):
            with self.assertRaises(UserError):
                event.write({field: "x"})

    def test_only_managers_see_events(self):
        event = self.receive()
        desk = new_test_user(self.env, "desk", groups="ecom_base.group_ecom_order_desk")
        manager = new_test_user(self.env, "boss", groups="ecom_base.group_ecom_manager")

        self.assertEqual(
            event.with_user(manager).body_text, '{\n  "id": "evt_1",\n  "type": "paid"\n}'
        )
        with self.assertRaises(AccessError):
            event.with_user(manager).read(["raw_body"])
        with self.assertRaises(AccessError):
            event.with_user(desk).read(["event_id"])
        with self.assertRaises(AccessError):
            event.with_user(manager).unlink()

    def test_secrets_in_a_body_are_not_shown(self):
        event = self.receive("e", "paid", amount=12.5, card={"number": "x", "client_secret": "abc"})

        self.assertNotIn("abc", event.body_text)
        self.assertIn('"amount": 12.5', event.body_text)
        self.assertIn("abc", event._raw().decode())

    def test_events_of_other_companies_are_not_seen(self):
        event = self.receive()
        other = self.env["res.company"].create({"name": "Other"})
        self.env.cr.execute(
            "UPDATE ecom_webhook_event SET company_id = %s WHERE id = %s", [other.id, event.id]
        )
        event.invalidate_recordset()
        manager = new_test_user(self.env, "boss", groups="ecom_base.group_ecom_manager")

        self.assertFalse(self.events.with_user(manager).search([("id", "=", event.id)]))

    def test_settled_events_are_swept_after_their_time(self):
        event = self.receive()
        self.run_lanes()
        event.done_at = fields.Datetime.now() - timedelta(days=91)

        self.events._gc_settled_rows()

        self.assertFalse(event.exists())


@tagged("post_install", "-at_install")
class TestWebhookConcurrency(BaseCase):
    """Real transactions on real connections, which commit; what they leave is deleted afterwards."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        # The thread that runs the tests holds the lock; other threads would wait for it forever.
        self.patch(Registry, "_lock", DummyRLock())
        cr = self.registry.cursor()
        self.addCleanup(cr.close)
        self.enterContext(fake_models(self.registry, cr, FakeReceiver))
        FakeReceiver.processed.clear()
        self.delete_events()  # of a run that was killed
        self.addCleanup(self.delete_events)

    def delete_events(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM ecom_webhook_event WHERE provider = 'test:1'")
            cr.execute(
                "DELETE FROM ir_cron_trigger WHERE call_at > now() AT TIME ZONE 'UTC' - interval '1 hour'"
            )

    def receive(self, raw, headers, ready=None):
        """Receive in a transaction of its own, as one web worker; return whether the event was new."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cr.execute("SELECT 1")  # the snapshot is taken before the others commit
            if ready:
                ready.wait(timeout=30)
            return env["ecom.webhook.event"]._receive(
                env["ecom.test.receiver"].browse(1), raw, headers
            )

    def events(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT event_id, state, attempts FROM ecom_webhook_event WHERE provider = 'test:1'"
            )
            return cr.fetchall()

    def test_ten_deliveries_at_once_give_one_row(self):
        raw, headers = delivery()
        ready = threading.Barrier(10)
        answers = []
        threads = [
            threading.Thread(target=lambda: answers.append(self.receive(raw, headers, ready)))
            for _ in range(10)
        ]

        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)

        self.assertEqual(sorted(answers), [False] * 9 + [True])
        self.assertEqual(self.events(), [("evt_1", "pending", 0)])

    @mute_logger("odoo.sql_db", QUEUE_LOGGER)
    def test_worker_killed_while_processing_loses_and_repeats_nothing(self):
        self.receive(*delivery("evt_1", "paid"))
        self.receive(*delivery("evt_2", "hang-up"))
        self.patch(FakeReceiver, "hang_ups", 1)

        with self.assertRaises(Exception), self.registry.cursor() as cr:  # noqa: B017 whatever a dead connection gives
            api.Environment(cr, SUPERUSER_ID, {})["ecom.webhook.event"]._run_lane(0, 1)
        self.assertEqual({state for _id, state, _attempts in self.events()}, {"pending"})

        with self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["ecom.webhook.event"]._run_lane(0, 1)
        self.assertEqual({state for _id, state, _attempts in self.events()}, {"done"})

    def test_two_lanes_share_the_work(self):
        for number in range(12):
            self.receive(*delivery(f"evt_{number}", order=f"order {number % 6}"))

        def work(lane):
            with self.registry.cursor() as cr:
                api.Environment(cr, SUPERUSER_ID, {})["ecom.webhook.event"]._run_lane(lane, 2)

        threads = [threading.Thread(target=work, args=[lane]) for lane in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)

        self.assertEqual({state for _id, state, _attempts in self.events()}, {"done"})
        self.assertEqual(len(FakeReceiver.processed), 12)
        for order in range(6):
            mine = [
                int(event[4:]) for event in FakeReceiver.processed if int(event[4:]) % 6 == order
            ]
            self.assertEqual(mine, sorted(mine))
