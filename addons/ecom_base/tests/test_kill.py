"""Workers that are killed with SIGKILL at the worst moments, as real processes."""

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from .fake_models import FakeConsumer, FakeReceiver, fake_models
from .killing import KillTools
from .test_webhook import delivery

QUEUE_LOGGER = "odoo.addons.ecom_base.models.ecom_queue_worker"


@tagged("post_install", "-at_install")
class TestKilledWorker(KillTools, BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.patch(Registry, "_lock", DummyRLock())  # held by the thread that runs the tests
        cr = self.registry.cursor()
        self.addCleanup(cr.close)
        self.enterContext(fake_models(self.registry, cr, FakeReceiver, FakeConsumer))
        FakeReceiver.processed.clear()
        FakeConsumer.seen.clear()
        self.clean()
        self.addCleanup(self.clean)

    def clean(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM ecom_webhook_event WHERE provider = 'test:1'")
            cr.execute("DELETE FROM ecom_event_cursor WHERE consumer = 'ecom.test.consumer'")
            cr.execute("DELETE FROM res_partner WHERE name = 'Effect of a webhook'")
            for store in self.env_of(cr)["ecom.store"].search([("code", "=", "killed")]):
                guest = store.guest_partner_id
                store.unlink()
                guest.unlink()

    def env_of(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})

    def receive(self, env, *args, **more):
        raw, headers = delivery(*args, **more)
        receiver = env["ecom.test.receiver"].browse(1)
        self.assertTrue(env["ecom.webhook.event"]._receive(receiver, raw, headers))

    def states(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT event_id, state FROM ecom_webhook_event WHERE provider = 'test:1' ORDER BY id"
            )
            return cr.fetchall()

    def effects(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT count(*) FROM res_partner WHERE name = 'Effect of a webhook'")
            return cr.fetchone()[0]

    def run_lane(self):
        def process(receiver, event):
            event.env["res.partner"].create({"name": "Effect of a webhook"})

        self.patch(self.registry["ecom.test.receiver"], "_webhook_process", process)
        with self.registry.cursor() as cr:
            self.env_of(cr)["ecom.webhook.event"]._run_lane(0, 1)

    @mute_logger(QUEUE_LOGGER, "odoo.sql_db")
    def test_killed_between_receipt_and_processing(self):
        def work(env, here):
            self.receive(env, "evt_1")
            env.cr.commit()  # what the web worker does before it answers
            here()

        self.kill_at(work)
        self.assertEqual(self.states(), [("evt_1", "pending")])

        self.run_lane()
        self.run_lane()

        self.assertEqual((self.states(), self.effects()), ([("evt_1", "done")], 1))

    @mute_logger(QUEUE_LOGGER, "odoo.sql_db")
    def test_killed_before_the_answer_keeps_nothing_that_was_not_acknowledged(self):
        def work(env, here):
            self.receive(env, "evt_1")
            env.flush_all()
            here()

        self.kill_at(work)
        self.assertEqual(self.states(), [])  # the provider got no 2xx, so it delivers again

        with self.registry.cursor() as cr:
            self.receive(self.env_of(cr), "evt_1")
        self.run_lane()

        self.assertEqual((self.states(), self.effects()), ([("evt_1", "done")], 1))

    @mute_logger(QUEUE_LOGGER, "odoo.sql_db")
    def test_killed_in_the_middle_of_processing(self):
        with self.registry.cursor() as cr:
            for number in range(3):
                self.receive(self.env_of(cr), f"evt_{number}", order="order 1")

        def work(env, here):
            def process(receiver, event):
                event.env["res.partner"].create({"name": "Effect of a webhook"})
                event.env.flush_all()
                if event.event_id == "evt_1":
                    here()

            self.registry["ecom.test.receiver"]._webhook_process = process
            env["ecom.webhook.event"]._run_lane(0, 1)

        self.kill_at(work)
        self.assertEqual({state for _id, state in self.states()}, {"pending"})
        self.assertEqual(self.effects(), 0)

        self.run_lane()

        self.assertEqual({state for _id, state in self.states()}, {"done"})
        self.assertEqual(self.effects(), 3)

    @mute_logger("odoo.sql_db")
    def test_consumer_killed_before_its_commit_gets_its_events_again(self):
        with self.registry.cursor() as cr:
            env = self.env_of(cr)
            cursor = env["ecom.event.cursor"]
            env["ecom.event"]._number_committed()
            cursor = cursor.create({"consumer": "ecom.test.consumer", "position": cursor._head()})
            store = env["ecom.store"].create({"name": "Killed", "code": "killed"})
            env["ecom.event"]._emit(
                [
                    {"store_id": store.id, "name": "order.placed", "payload": {"n": n}}
                    for n in range(2)
                ]
            )

        def work(env, here):
            def consume(consumer, events):
                env["res.partner"].create({"name": "Effect of a webhook"})
                env.flush_all()
                here()

            self.registry["ecom.test.consumer"]._consume = consume
            env["ecom.test.consumer"]._run_lane()

        self.kill_at(work)
        self.assertEqual(self.effects(), 0)

        with self.registry.cursor() as cr:
            self.env_of(cr)["ecom.test.consumer"]._run_lane()
        self.assertEqual([event.payload for event in FakeConsumer.seen[0]], [{"n": 0}, {"n": 1}])
        self.assertEqual(len(FakeConsumer.seen), 1)
