from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import PaymentsCase


@tagged("post_install", "-at_install")
class TestRoles(PaymentsCase):
    """Who may do what with money."""

    def user(self, group):
        return self.make_employee(f"ecom_base.group_ecom_{group}", f"user_{group}")

    def test_desk_collects_and_refunds(self):
        desk = self.user("order_desk")
        order = self.paid("partial_cod")
        record = self.record(order).with_user(desk)
        wizard = self.env["ecom.order.collect.wizard"].with_user(desk)
        wizard.create({"order_id": record.id}).action_collect()
        self.assertEqual(record.ecom_payment_status, "fully_paid")
        collected = record.ecom_payment_event_ids.filtered(lambda event: event.kind == "collection")
        self.assertIn(desk.name, collected.mapped("actor"))
        refund = self.env["ecom.order.refund.wizard"].with_user(desk)
        refund.create({"order_id": record.id, "amount": 50, "reason": "Stain"}).action_refund()
        self.assertEqual(
            len(record.ecom_transaction_ids.filtered(lambda r: r.operation == "refund")), 1
        )

    def test_analyst_and_marketing_only_look(self):
        order = self.place("cod")
        for group in ("analyst", "marketing"):
            user = self.user(group)
            record = self.record(order).with_user(user)
            self.assertEqual(record.ecom_payment_status, "pending")
            self.assertTrue(record.ecom_payment_event_ids.mapped("kind"))
            for wizard in ("ecom.order.collect.wizard", "ecom.order.refund.wizard"):
                with self.assertRaises(AccessError):
                    self.env[wizard].with_user(user).create({"order_id": record.id, "reason": "x"})
            with self.assertRaises(AccessError):
                record.write({"ecom_review_reason": "x"})

    def test_nobody_but_the_system_writes_the_ledger(self):
        row = self.record(self.place("cod")).ecom_transaction_ids
        for group in ("analyst", "marketing", "order_desk", "manager"):
            user = self.user(group)
            with self.assertRaises(AccessError):
                row.with_user(user).write({"state": "done"})
            with self.assertRaises(AccessError):
                row.with_user(user).copy()
            with self.assertRaises(AccessError):
                self.env["ecom.payment.event"].with_user(user).create({"order_id": 1})

    def test_secrets_are_nobodys(self):
        for group in ("analyst", "marketing", "order_desk", "manager"):
            with self.assertRaises(AccessError):
                self.provider.with_user(self.user(group)).read(["ecom_webhook_secret"])

    def test_other_companies_money_is_invisible(self):
        order = self.place("cod")
        company = self.make_company("Elsewhere")
        outsider = new_test_user(
            self.env,
            "outsider",
            groups="ecom_base.group_ecom_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        for model in ("sale.order", "payment.transaction", "ecom.payment.event"):
            field = (
                "ecom_uid"
                if model == "sale.order"
                else (
                    "ecom_order_id.ecom_uid"
                    if model == "payment.transaction"
                    else "order_id.ecom_uid"
                )
            )
            found = self.env[model].with_user(outsider).search([(field, "=", order["id"])])
            self.assertFalse(found, model)
