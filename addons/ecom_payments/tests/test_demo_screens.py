import hashlib
import hmac
import json

from odoo.tests import TransactionCase, tagged

_SCALE = 0.05


@tagged("post_install", "-at_install")
class TestDemoScreens(TransactionCase):
    """No screen of the demo store is empty, and its figures are those of its orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # holds are written by transactions of their own; here they are savepoints of the test's
        cls.registry_enter_test_mode_cls()
        company = cls.env["res.company"].create({"name": "Demo"})
        cls.env.user.company_ids |= company
        cls.env = cls.env(context={"allowed_company_ids": company.ids})
        cls.demo = cls.env["ecom.demo"]
        cls.demo.load(scale=_SCALE, commit=False)
        cls.store = cls.demo._store()
        cls.orders = cls.env["sale.order"].search(
            [("ecom_store_id", "=", cls.store.id), ("ecom_placed_at", "!=", False)]
        )

    def test_parcels_are_shared_among_carriers(self):
        parcels = self.orders.picking_ids.filtered("ecom_outcome")
        carriers = self.demo._carriers()
        self.assertEqual(len(carriers), 4)
        self.assertGreaterEqual(len(parcels.carrier_id & carriers), 3)
        self.assertTrue(parcels.filtered(lambda parcel: not parcel.carrier_id), "own riders")

    def test_rules_touch_none_of_the_years_orders(self):
        rules = self.env["ecom.payment.rule"].search([("company_id", "=", self.env.company.id)])
        self.assertEqual(len(rules), 3)
        self.assertTrue(any(rule.zip_count for rule in rules))
        self.assertFalse(self.orders.order_line.filtered("ecom_is_cod_fee"))

    def test_vouchers(self):
        vouchers = self.env["ecom.payment.voucher"].search(
            [("company_id", "=", self.env.company.id)]
        )
        self.assertEqual(set(vouchers.mapped("kind")), {"receipt", "refund"})

    def test_remittances_of_each_sort(self):
        found = self.env["ecom.cod.remittance"].search([("company_id", "=", self.env.company.id)])
        if self.env.company._ecom_keeps_books():
            self.assertEqual(sorted(found.mapped("state")), ["draft", "posted", "posted"])
            self.assertTrue(any(found.mapped("difference_count")))
        else:
            self.assertFalse(found, "nothing to book in")

    def test_screen_shows_the_year(self):
        screen = self.env["ecom.order.dashboard"].load(self.store.id, 12)
        standing = self.orders.filtered(lambda order: order.state != "cancel")
        self.assertLessEqual(screen["orders"]["orders"], len(standing))
        self.assertGreater(screen["orders"]["orders"], len(standing) / 2)
        for part in ("types", "gateways", "carriers", "categories", "states"):
            self.assertTrue(screen[part], part)

    def test_gateways_take_webhooks_and_no_payments(self):
        providers = self.env["payment.provider"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("code", "in", ["ecom_razorpay", "ecom_stripe"]),
            ]
        )
        self.assertEqual(set(providers.mapped("state")), {"test"})
        usable = self.env["ecom.gateway.choice"].usable(self.store)
        self.assertEqual(usable.mapped("code"), ["ecom_demo"])
        razorpay = providers.filtered(lambda provider: provider.code == "ecom_razorpay")
        body = json.dumps({"event": "payment.captured", "payload": {}}).encode()
        secret = razorpay._ecom_account().webhook_secret
        signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        inbox = self.env["ecom.webhook.event"]
        inbox._receive(razorpay, body, {"X-Razorpay-Signature": signature})
        self.assertTrue(inbox.search([("provider", "=", razorpay._webhook_provider())]))

    def test_hand_over_names_every_gateway(self):
        (self.env["ecom.store"].search([]) - self.store).active = False
        secrets = self.env["ecom.store"]._hand_over()["webhookSecrets"]
        self.assertEqual(set(secrets), {"demo", "razorpay", "stripe"})
        for entry in secrets.values():
            self.assertTrue(entry["providerId"].startswith("gwy_"))
            self.assertTrue(entry["secret"])
