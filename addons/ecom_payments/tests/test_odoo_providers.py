from odoo.tests import tagged

from .common import PaymentsCase


@tagged("post_install", "-at_install")
class TestOdooProviders(PaymentsCase):
    """Upfront payments through a provider of Odoo itself. Here by bank transfer, which is always there; PayPal goes the same way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.method = cls.env.ref("payment_custom.payment_method_wire_transfer")
        cls.transfer = cls.env["payment.provider"].create(
            {
                "name": "Bank transfer",
                "code": "custom",
                "custom_mode": "wire_transfer",
                "state": "enabled",
                "is_published": True,
                "company_id": cls.store.company_id.id,
                "payment_method_ids": [(6, 0, cls.method.ids)],
            }
        )
        cls.method.active = True

    def pay_by_transfer(self, order):
        """Open Odoo's payment page, as the customer does, and choose the provider; return the transaction."""
        dialog = self.env["ecom.payment.update.wizard"].create(
            {"order_id": self.record(order).id, "operation": "send_link"}
        )
        self.assertTrue(dialog.has_odoo_page)
        dialog.action_odoo_page()
        page = self.url_open(dialog.payment_url)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Wire Transfer", page.text)
        self.assertNotIn("Demo gateway", page.text, "the shop's own gateways are not offered there")
        record = self.record(order)
        params = {
            "access_token": record.access_token,
            "provider_id": self.transfer.id,
            "payment_method_id": self.method.id,
            "token_id": None,
            "amount": record.ecom_upfront_amount,
            "flow": "redirect",
            "tokenization_requested": False,
            "landing_route": "/my",
        }
        answer = self.make_jsonrpc_request(f"/my/orders/{record.id}/transaction", params)
        return self.env["payment.transaction"].search([("reference", "=", answer["reference"])])

    def transaction(self, order, amount):
        """Create a transaction as Odoo's controller does."""
        record = self.record(order)
        return self.env["payment.transaction"].create(
            {
                "provider_id": self.transfer.id,
                "payment_method_id": self.method.id,
                "amount": amount,
                "currency_id": record.currency_id.id,
                "partner_id": record.partner_id.id,
                "operation": "online_redirect",
                "sale_order_ids": [(6, 0, record.ids)],
            }
        )

    def test_partial_cod_paid_by_transfer(self):
        order = self.place("partial_cod")
        row = self.pay_by_transfer(order)
        record = self.record(order)
        self.assertEqual((row.ecom_order_id, row.ecom_purpose), (record, "upfront"))
        self.url_open("/payment/custom/process", {"reference": row.reference})
        self.assertEqual((row.state, record.state), ("pending", "draft"), "a promise is no money")
        row._set_done()
        self.assertEqual(record.state, "sale")
        answer = self.fetch(order["id"])
        self.assertEqual(
            [answer[name] for name in ("paymentStatus", "paidAmount", "remainingAmount")],
            ["partially_paid", 200.0, 800.0],
        )
        self.assertEqual(record.ecom_to_collect, 800.0)
        row._post_process()
        self.assertEqual(len(record.ecom_transaction_ids.filtered("ecom_is_cod")), 1)

    def test_shops_own_payment_is_still_offered(self):
        order = self.place("prepaid")
        self.transaction(order, 1000.0)
        self.assertEqual(self.fetch(order["id"])["payment"], order["payment"])

    def test_too_little_confirms_nothing(self):
        order = self.place("prepaid")
        self.transaction(order, 400.0)._set_done()
        record = self.record(order)
        self.assertEqual((record.state, record.ecom_payment_status), ("draft", "partially_paid"))

    def test_money_after_the_order_was_given_up(self):
        order = self.place("prepaid")
        row = self.transaction(order, 1000.0)
        record = self.record(order)
        record._action_cancel()
        self.assertEqual(row.state, "cancel")
        row._set_done()
        self.assertEqual((record.state, record.ecom_overpaid_amount), ("cancel", 1000.0))
        self.assertTrue(record.ecom_review_reason)

    def test_cod_paid_by_transfer(self):
        order = self.place("cod")
        self.transaction(order, 1000.0)._set_done()
        record = self.record(order)
        self.assertEqual((record.ecom_payment_type, record.ecom_to_collect), ("prepaid", 0.0))

    def test_promise_of_cash_is_no_payment(self):
        """Acceptance case 22: Odoo's own cash on delivery, which anybody can ask for, is not part of the ledger."""
        self.transfer.custom_mode = "cash_on_delivery"
        order = self.place("partial_cod")
        row = self.transaction(order, 200.0)
        row._set_pending()
        record = self.record(order)
        self.assertFalse(row.ecom_order_id)
        self.assertEqual(record.state, "draft")

    def test_refund_is_made_there(self):
        order = self.place("prepaid")
        self.transaction(order, 1000.0)._set_done()
        self.assertEqual(self.update(order["id"], "refund", amount=100).status_code, 200)
        self.run_lane("ecom.gateway.job")
        self.env.invalidate_all()
        record = self.record(order)
        self.assertEqual(record.ecom_refunded_amount, 0.0)
        self.assertIn("Bank transfer", record.ecom_review_reason)
