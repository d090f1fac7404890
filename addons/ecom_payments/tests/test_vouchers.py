from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import PaymentsCase


@tagged("post_install", "-at_install")
class TestVouchers(PaymentsCase):
    """Receipt and refund vouchers."""

    def done(self, record):
        return record.ecom_transaction_ids.filtered(lambda row: row.state == "done")

    def test_one_voucher_a_payment_without_gaps(self):
        rows = self.env["payment.transaction"]
        for _number in range(3):
            rows |= self.done(self.record(self.paid("partial_cod")))
        vouchers = self.env["ecom.payment.voucher"]
        first = vouchers._issue(rows[:1])
        with self.assertRaises(UserError), self.env.cr.savepoint():
            vouchers._issue(rows[1:2] | self.record(self.place("cod")).ecom_transaction_ids)
        others = vouchers._issue(rows)
        numbers = sorted(int(name.rpartition("-")[2]) for name in others.mapped("name"))
        self.assertEqual(numbers, [1, 2, 3])
        self.assertIn(first, others)
        self.assertLessEqual(max(map(len, others.mapped("name"))), 16)
        with self.assertRaises(UserError):
            first.write({"amount": 1.0})
        with self.assertRaises(UserError):
            first.unlink()

    def test_what_it_says(self):
        record = self.record(self.paid("partial_cod"))
        record.company_id.vat = "29AAGCB1286Q1Z0"
        row = self.done(record)
        action = row.action_ecom_voucher_preview()
        voucher = row.ecom_voucher_ids
        self.assertIn(str(voucher.id), action["url"])
        html = str(
            self.env["ir.actions.report"]._render_qweb_html(
                "ecom_payments.report_payment_voucher", voucher.ids
            )[0],
            "utf-8",
        )
        for text in (voucher.name, "29AAGCB1286Q1Z0", "Karnataka", "Two Hundred", "190.48", "9.52"):
            self.assertIn(text, html)

    def test_refund_voucher(self):
        order = self.place("prepaid")
        self.deliver(self.event(order))
        record = self.record(order)
        receipt = self.env["ecom.payment.voucher"]._issue(self.done(record))
        self.update(order["id"], "refund", amount=250)
        refund = record.ecom_transaction_ids.filtered(lambda row: row.operation == "refund")
        refund.provider_reference = "rfd_9"
        refund._set_done()
        voucher = self.env["ecom.payment.voucher"]._issue(refund)
        self.assertEqual((voucher.kind, voucher.amount), ("refund", 250.0))
        html = str(
            self.env["ir.actions.report"]._render_qweb_html(
                "ecom_payments.report_payment_voucher", voucher.ids
            )[0],
            "utf-8",
        )
        self.assertIn(receipt.name, html)

    def test_who_may_issue(self):
        row = self.done(self.record(self.paid("prepaid")))
        company = self.store.company_id
        for group in ("analyst", "marketing", "order_desk"):
            user = new_test_user(
                self.env,
                f"voucher_{group}",
                groups=f"ecom_base.group_ecom_{group}",
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            )
            if group == "order_desk":
                row.with_user(user).action_ecom_voucher()
                continue
            with self.assertRaises(AccessError):
                row.with_user(user).action_ecom_voucher()
        self.assertTrue(row.ecom_voucher_ids)
