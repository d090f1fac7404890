"""What both gateways must bear, against localstripe and a server that behaves like Razorpay. Numbers: acceptance cases."""

import contextlib
import io
from dataclasses import replace
from decimal import Decimal

from odoo import SUPERUSER_ID, api
from odoo.tools import mute_logger

from odoo.addons.ecom_base.tests.selling import HOME

from ..providers.base import GatewayRefused

WORKER = "odoo.addons.ecom_base.models.ecom_queue_worker"


class GatewayTests:
    """Put it before the tools of a gateway and ``PaymentsCase``."""

    allow_inherited_tests_method = True

    def test_life_of_a_partial_cod_order(self):
        basket = {"items": [self.item(self.product, 1)], "shippingAddress": HOME}
        options = self.call("POST", "/api/payments/options", basket).json()["options"]
        option = next(entry for entry in options if entry["paymentType"] == "partial_cod")
        self.assertEqual((option["available"], option["gateway"]), (True, self.gateway))
        order = self.place("partial_cod", gateway=self.gateway)
        self.assertEqual(order["status"], "pending_payment")
        self.assertEqual(order["payment"]["gateway"], self.gateway)
        self.deliver(self.pay(order))
        order = self.fetch(order["id"])
        self.assertEqual((order["status"], order["paymentStatus"]), ("confirmed", "partially_paid"))
        self.assertEqual((order["paidAmount"], order["remainingAmount"]), (200.0, 800.0))
        parcel = self.ship(order)
        parcel.action_ecom_delivered()
        order = self.fetch(order["id"])
        if order["remainingAmount"]:
            order = self.update(order["id"], "collected").json()
        self.assertEqual((order["status"], order["paymentStatus"]), ("delivered", "fully_paid"))
        self.assertEqual(
            [(row["type"], row["amount"], row["status"]) for row in order["transactions"]],
            [("online", 200.0, "completed"), ("cod", 800.0, "completed")],
        )

    @mute_logger(WORKER)
    def test_04_wrong_amount_three_times(self):
        order = self.place("prepaid")
        for _ in range(3):
            self.deliver(self.event(order, amount=100))
        self.deliver(self.event(order, currency="USD"))
        record = self.record(order)
        self.assertEqual((record.ecom_paid_amount, record.state), (0.0, "draft"))
        self.assertTrue(record.ecom_review_reason)
        self.assertFalse(record.ecom_transaction_ids.filtered(lambda row: row.state == "done"))

    @mute_logger(WORKER)
    def test_05_a_genuine_payment_of_another_order(self):
        cheap, dear = self.place("partial_cod"), self.place("prepaid")
        row = self.payment_row(dear)
        # its own note claims to be of the dear order
        notes = {"ecom_payment": row.ecom_uid, "ecom_order": dear["number"]}
        body, headers = self.event(cheap, notes=notes)
        self.deliver((body, headers))
        # and so does one that was never asked for
        self.deliver(self.event(dear, ref=self.unknown_ref, amount=100000, notes=notes))
        swapped = body.replace(self.ref(cheap).encode(), self.ref(dear).encode())
        self.assert_error(self.send((swapped, headers)), 401, "webhook_signature_invalid")
        self.assertEqual(self.fetch(dear["id"])["paidAmount"], 0)
        self.assertEqual(self.fetch(cheap["id"])["paidAmount"], 200.0)

    def test_06_one_event_ten_times(self):
        order = self.place("prepaid")
        event = self.event(order, event_id="evt_one")
        for _ in range(10):
            self.deliver(event)
        record = self.record(order)
        done = record.ecom_transaction_ids.filtered(lambda row: row.state == "done")
        audit = record.ecom_payment_event_ids.filtered(
            lambda row: row.kind == "payment" and row.new_state == "done"
        )
        self.assertEqual((len(done), len(audit), record.ecom_paid_amount), (1, 1, 1000.0))
        self.assertEqual(len(self.env["ecom.webhook.event"].search([])), 1)

    def test_07_out_of_order(self):
        order = self.place("prepaid")
        captured = self.pay(order)
        refunded = self.give_back(order, 30000)
        self.deliver_at(refunded, captured, self.event(order, "failed"))
        self.deliver(self.event(order, "authorized"))
        record = self.record(order)
        self.assertEqual((record.ecom_paid_amount, record.ecom_refunded_amount), (1000.0, 300.0))
        self.assertEqual(self.payment_row(order).state, "done")
        self.assertEqual(len(self.refund_rows(order)), 1)

    def test_07_captured_after_failed(self):
        order = self.place("prepaid")
        self.deliver_at(self.event(order, "failed"), self.event(order, "authorized"))
        self.assertEqual(self.payment_row(order).state, "pending")
        self.deliver(self.pay(order))
        self.assertEqual(self.fetch(order["id"])["status"], "confirmed")

    def test_08_success_after_the_order_was_given_up(self):
        failed, waiting = self.place("prepaid"), self.place("prepaid")
        self.deliver(self.event(failed, "failed"))
        for order, state in ((failed, "error"), (waiting, "cancel")):
            self.record(order)._action_cancel()
            self.assertEqual(self.payment_row(order).state, state)
            self.deliver(self.pay(order))
            record = self.record(order)
            self.assertEqual((record.state, record.ecom_paid_amount), ("cancel", 1000.0))
            self.assertEqual(record.ecom_overpaid_amount, 1000.0)
            self.assertTrue(record.ecom_review_reason)

    def paid_order(self, payment_type="prepaid", **fields):
        order = self.place(payment_type, **fields)
        self.deliver(self.pay(order))
        return self.fetch(order["id"])

    def test_10_partial_refunds(self):
        order = self.paid_order()
        for amount in (300, 300.5, 399.5):
            self.assertEqual(self.update(order["id"], "refund", amount=amount).status_code, 200)
            self.run_jobs()
        response = self.update(order["id"], "refund", amount=1)
        self.assertEqual(response.status_code, 409, response.text)
        order = self.fetch(order["id"])
        self.assertEqual(order["refundedAmount"], 1000.0)
        self.assertEqual(set(self.refund_rows(order).mapped("state")), {"done"})

    def test_12_refund_at_the_gateway_and_ours(self):
        order = self.paid_order()
        elsewhere = self.give_back(order, 25000)
        self.deliver_at(elsewhere, elsewhere)
        self.assertEqual(self.fetch(order["id"])["refundedAmount"], 250.0)
        self.update(order["id"], "refund", amount=100)
        self.run_jobs()
        self.deliver_at(self.made_refund(order), self.made_refund(order), elsewhere)
        order = self.fetch(order["id"])
        self.assertEqual(order["refundedAmount"], 350.0)
        self.assertEqual(order["paymentStatus"], "partially_paid")
        rows = self.refund_rows(order)
        self.assertEqual(sorted(rows.mapped("amount")), [-250.0, -100.0])
        self.assertEqual(len(set(rows.mapped("provider_reference"))), 2)

    def test_12_our_refund_reported_before_it_was_answered(self):
        order = self.paid_order()
        self.update(order["id"], "refund", amount=100)
        row = self.refund_rows(order)
        self.run_jobs()
        webhook = self.made_refund(order)
        # as if the worker had died before it could write the answer down
        self.env.cr.execute(
            "UPDATE payment_transaction SET state = 'pending', provider_reference = NULL WHERE id = %s",
            [row.id],
        )
        self.env.invalidate_all()
        self.deliver(webhook)
        self.assertEqual(self.refund_rows(order), row)
        self.assertEqual((row.state, row.amount), ("done", -100.0))

    def test_21_without_a_secret_nothing_is_taken(self):
        order = self.place("prepaid")
        event = self.event(order)
        self.provider.ecom_webhook_secret = False
        self.assert_error(self.send(event), 503, "webhook_secret_missing")
        self.assert_error(self.send((event[0], {})), 503, "webhook_secret_missing")
        self.process()
        self.assertFalse(self.env["ecom.webhook.event"].search([]))
        self.assertEqual(self.fetch(order["id"])["paidAmount"], 0)

    def test_22_the_cash_row_cannot_be_paid_by_a_guess(self):
        order = self.place("partial_cod")
        for row in self.record(order).ecom_transaction_ids:
            self.call(
                "POST",
                "/payment/custom/process",
                f"reference={row.reference}".encode(),
                auth=None,
                headers={"Content-Type": "application/x-www-form-urlencoded"},
            )
        order = self.fetch(order["id"])
        self.assertEqual((order["status"], order["paymentStatus"]), ("pending_payment", "pending"))
        order = self.paid_order("partial_cod")
        cash = self.record(order).ecom_transaction_ids.filtered("ecom_is_cod")
        self.call(
            "POST",
            "/payment/custom/process",
            f"reference={cash.reference}".encode(),
            auth=None,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        self.assertEqual(self.fetch(order["id"])["remainingAmount"], 800.0)

    def test_asking_twice_with_one_key(self):
        order = self.place("prepaid")
        row = self.payment_row(order)
        request = self.env["ecom.order.payments"]._intent_request(row.ecom_order_id, row)
        intent = self.provider._ecom_gateway().create_intent(self.provider._ecom_account(), request)
        self.assert_same_intent(intent.gateway_ref, row.ecom_gateway_ref)

    def test_payment_whose_webhook_was_lost(self):
        order = self.place("partial_cod")
        self.pay(order)
        self.reconcile()
        self.assertEqual(self.fetch(order["id"])["paidAmount"], 0, "not due yet")
        self.payment_row(order).ecom_fetch_at = "2020-01-01"
        self.reconcile()
        order = self.fetch(order["id"])
        self.assertEqual((order["status"], order["paidAmount"]), ("confirmed", 200.0))
        paid = self.record(order).ecom_payment_event_ids.filtered(
            lambda row: row.kind == "payment" and row.new_state == "done"
        )
        self.assertEqual(paid.source, "cron")

    def test_nothing_paid_is_asked_about_less_and_less(self):
        order = self.place("prepaid")
        row, waits = self.payment_row(order), []
        for _ in range(12):
            row.ecom_fetch_at = row.ecom_fetch_at and "2020-01-01"
            self.reconcile()
            row = self.payment_row(order)
            waits.append(row.ecom_fetch_at)
        self.assertEqual((row.ecom_fetch_count, row.state), (10, "draft"))
        self.assertFalse(any(waits[9:]))
        self.assertEqual(sorted(waits[:9]), waits[:9])

    def test_captured_by_hand(self):
        self.provider.capture_manually = True
        order = self.place("prepaid")
        self.deliver(self.reserve(order))
        row = self.payment_row(order)
        self.assertEqual(
            (row.state, self.fetch(order["id"])["status"]), ("authorized", "pending_payment")
        )
        row.action_capture()
        self.run_jobs()
        self.assertEqual((row.state, self.fetch(order["id"])["status"]), ("done", "confirmed"))
        # the webhook about it comes too
        self.deliver(self.event(order, payment=row.provider_reference))
        self.assertEqual(self.fetch(order["id"])["paidAmount"], 1000.0)

    def test_connection_can_be_tested(self):
        action = self.provider.action_ecom_check()
        self.assertEqual(action["params"]["type"], "success")

    def test_amounts_the_gateway_cannot_take_are_refused(self):
        gateway, account = self.provider._ecom_gateway(), self.provider._ecom_account()
        row = self.payment_row(self.place("prepaid"))
        request = self.env["ecom.order.payments"]._intent_request(row.ecom_order_id, row)
        for amount, currency in (("99.991", "KWD"), ("0.5", "JPY"), ("1.001", "INR")):
            with self.assertRaises(GatewayRefused):
                gateway.create_intent(
                    account, replace(request, amount=Decimal(amount), currency=currency)
                )

    def test_nothing_secret_is_written_down(self):
        secrets = [self.keys[1], "whsec_of_the_tests"]
        written = io.StringIO()
        with contextlib.redirect_stdout(written), self.assertLogs(level="DEBUG") as logs:
            order = self.place("prepaid")
            self.deliver(self.pay(order))
            self.provider.ecom_base_url = "http://127.0.0.1:9"
            self.place("prepaid", gateway=self.gateway, expect=503)
        self.assertFalse(written.getvalue())
        for secret in secrets:
            self.assertFalse([line for line in logs.output if secret in line])

    def reconcile(self):
        """Ask the gateways about what is due, as the cron would."""
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["ecom.gateway.reconciliation"].run()
        self.env.invalidate_all()
