from contextlib import suppress
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from odoo.addons.base.tests.test_ir_cron import CronMixinCase

from .fake_models import FakeJob, fake_models
from .lanes import LaneTools

QUEUE_LOGGER = "odoo.addons.ecom_base.models.ecom_queue_worker"


@tagged("post_install", "-at_install")
class TestQueue(LaneTools, CronMixinCase, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(fake_models(cls.registry, cls.cr, FakeJob))
        cls.jobs = cls.env["ecom.test.job"]

    def setUp(self):
        super().setUp()
        FakeJob.tried.clear()

    def enqueue(self, *scripts, key=None):
        return self.jobs._enqueue([{"script": script, "key": key} for script in scripts])

    def run_all(self):
        self.run_lane("ecom.test.job")

    # === WORKING OFF === #

    def test_rows_are_done_once_in_order(self):
        jobs = self.enqueue("ok", "ok", "ok", key="a")

        self.run_all()
        self.run_all()

        self.assertEqual(FakeJob.tried, jobs.ids)
        self.assertEqual(set(jobs.mapped("state")), {"done"})
        self.assertEqual(jobs.mapped("applied"), [1, 1, 1])
        self.assertTrue(all(jobs.mapped("done_at")))

    @mute_logger(QUEUE_LOGGER)
    def test_failure_undoes_the_effect_and_does_not_stop_the_others(self):
        bad, good = self.enqueue("fail hunter2", "ok")

        self.run_all()

        self.assertEqual((bad.state, bad.applied, bad.attempts), ("pending", 0, 1))
        self.assertGreater(bad.next_try_at, fields.Datetime.now())
        self.assertEqual(good.state, "done")

    @mute_logger(QUEUE_LOGGER)
    def test_error_text_has_no_secret(self):
        job = self.enqueue("fail hunter2")

        self.run_all()

        self.assertEqual(job.error, "ValueError: cannot: password=***")

    def test_error_text_is_readable(self):
        class SignatureInvalid(Exception):
            pass

        error_text = self.jobs._error_text
        self.assertEqual(
            error_text(SignatureInvalid("The header\nis missing.")),
            "SignatureInvalid: The header is missing.",
        )
        self.assertEqual(error_text(KeyError()), "KeyError")

    @mute_logger(QUEUE_LOGGER)
    def test_rows_of_one_key_wait_for_an_earlier_one(self):
        first, second = self.enqueue("fail", "ok", key="order 1")
        other = self.enqueue("ok", key="order 2")

        self.run_all()

        self.assertEqual((first.state, second.state, other.state), ("pending", "pending", "done"))
        self.assertNotIn(second.id, FakeJob.tried)

        first.script = "ok"
        with freeze_time(datetime.now() + timedelta(hours=1)):
            self.run_all()

        self.assertEqual((first.state, second.state), ("done", "done"))
        self.assertEqual(FakeJob.tried[-2:], [first.id, second.id])

    @mute_logger(QUEUE_LOGGER)
    def test_row_fails_after_its_last_try_and_frees_its_key(self):
        bad, blocked = self.enqueue("fail", "ok", key="order 1")

        for hours in range(3):
            with freeze_time(datetime.now() + timedelta(hours=hours)):
                self.run_all()

        self.assertEqual((bad.state, bad.attempts), ("failed", 3))
        self.assertEqual(blocked.state, "done")

    @mute_logger(QUEUE_LOGGER)
    def test_retry_later_is_obeyed(self):
        job = self.enqueue("later 600")

        with freeze_time("2026-03-01 10:00:00"):
            self.run_all()

        self.assertEqual(job.next_try_at, datetime(2026, 3, 1, 10, 10))

    def test_conflict_is_retried_at_once(self):
        before, job, after = self.enqueue("ok", "conflict 2", "ok", key="a")

        self.run_all()

        self.assertEqual(set((before | job | after).mapped("state")), {"done"})
        self.assertEqual(FakeJob.tried, [before.id, job.id, job.id, job.id, after.id])
        self.assertEqual(job.attempts, 0)

    @mute_logger(QUEUE_LOGGER)
    def test_endless_conflict_is_a_failure(self):
        job = self.enqueue("conflict 99")

        self.run_all()

        self.assertEqual((job.state, job.attempts), ("pending", 1))
        self.assertEqual(len(FakeJob.tried), 6)

    def test_lane_takes_only_its_own_rows(self):
        jobs = self.enqueue(*["ok"] * 20)

        self.run_lane("ecom.test.job", lane=0, lanes=2)

        for job in jobs:
            self.assertEqual(job.state, "pending" if job.lane % 2 else "done")

    def test_rows_of_one_key_share_a_lane(self):
        jobs = self.enqueue("ok", "ok", key="order 7")

        self.assertEqual(len(set(jobs.mapped("lane"))), 1)

    # === A ROW THAT KILLS ITS WORKER === #

    @mute_logger(QUEUE_LOGGER)
    def test_row_that_keeps_killing_its_worker_ends_as_failed(self):
        self.jobs._setup_lanes(1)
        cron = self.env["ir.cron"].browse(self.jobs._lane_crons())
        killer = self.enqueue("ok")
        for day in range(3):
            # What a killed run leaves behind: its progress record, which only a run that ends resets.
            _cron, progress = cron._add_progress(timed_out_counter=1)
            with freeze_time(datetime.now() + timedelta(days=day)):
                self.run_and_die({"ir_cron_progress_id": progress.id, "cron_id": cron.id})

        self.assertEqual((killer.state, killer.attempts, killer.applied), ("failed", 3, 0))
        self.assertIn("worker died", killer.error)
        self.assertEqual(len(FakeJob.tried), 2)

    def run_and_die(self, context):
        """Run the lane; the process ends while it handles a row."""

        def die(job):
            job.tried.append(job.id)
            raise SystemExit

        # Not assertRaises: Odoo's rolls back what was committed before the process died.
        with (
            patch.object(self.registry["ecom.test.job"], "_process_one", die),
            suppress(SystemExit),
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
        ):
            self.env(cr=cr, context=context)["ecom.test.job"]._run_lane(0, 1)

    # === WAKING === #

    def test_lanes_are_woken_once_a_transaction(self):
        self.jobs._setup_lanes(2)
        cron = self.env["ir.cron"].browse(self.jobs._lane_crons()[0])
        with self.capture_triggers(cron.id) as captured:
            self.jobs._wake([0, 2, 4])
            self.jobs._wake([6])
            self.env.cr.flush()

        self.assertEqual(len(captured.records), 1)

    def test_wake_dies_with_its_savepoint(self):
        self.jobs._setup_lanes(1)
        cron = self.env["ir.cron"].browse(self.jobs._lane_crons())
        with self.capture_triggers(cron.id) as captured:
            savepoint = self.env.cr.savepoint()
            self.enqueue("ok")
            savepoint.close(rollback=True)
            self.env.cr.flush()
            self.assertFalse(captured.records)

            self.enqueue("ok")
            self.env.cr.flush()

        self.assertEqual(len(captured.records), 1)

    @mute_logger(QUEUE_LOGGER)
    def test_cron_reports_progress_and_returns_for_the_next_try(self):
        self.jobs._setup_lanes(1)
        cron = self.env["ir.cron"].browse(self.jobs._lane_crons())
        job, _other = self.enqueue("later 600", "ok")

        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

        progress = self.env["ir.cron.progress"].search(
            [("cron_id", "=", cron.id)], order="id desc", limit=1
        )
        trigger = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", cron.id), ("call_at", ">", datetime.now())]
        )
        self.assertEqual((progress.done, progress.remaining), (2, 0))
        self.assertEqual(trigger.call_at, job.next_try_at)

    def test_lanes_can_be_added_and_removed(self):
        self.jobs._setup_lanes(3)
        first = self.jobs._lane_crons()
        self.jobs._setup_lanes(2)
        crons = self.env["ir.cron"].browse(self.jobs._lane_crons())

        self.assertEqual(crons.ids, list(first[:2]))
        self.assertEqual(crons.mapped("code"), ["model._run_lane(0, 2)", "model._run_lane(1, 2)"])
        self.assertFalse(self.env["ir.cron"].browse(first[2]).exists())

    # === LOOKING AFTER IT === #

    @mute_logger(QUEUE_LOGGER)
    def test_failed_row_can_be_retried(self):
        job = self.enqueue("ok")
        job.write({"state": "failed", "attempts": 3, "error": "x"})

        job.action_retry()

        self.assertEqual((job.state, job.attempts, job.error), ("pending", 0, False))
        self.run_all()
        self.assertEqual(job.state, "done")

    def test_done_row_is_not_done_again_by_retry(self):
        job = self.enqueue("ok")
        self.run_all()

        job.action_retry()

        self.assertEqual(job.state, "done")

    def test_overview_counts_what_waits_and_what_failed(self):
        self.enqueue("ok", "ok", "ok")[0].write({"state": "failed"})

        (counts,) = [
            row
            for row in self.env["ecom.queue.overview"].get_counts()
            if row["model"] == "ecom.test.job"
        ]

        self.assertEqual((counts["name"], counts["pending"], counts["failed"]), ("Test Job", 2, 1))

    def test_old_settled_rows_are_swept(self):
        old, fresh, failed = self.enqueue("ok", "ok", "ok")
        now = fields.Datetime.now()
        old.write({"state": "done", "done_at": now - timedelta(days=8)})
        fresh.write({"state": "done", "done_at": now})
        failed.write({"state": "failed", "done_at": now - timedelta(days=8)})

        self.jobs._gc_settled_rows()

        self.assertEqual((old | fresh | failed).exists(), fresh | failed)
