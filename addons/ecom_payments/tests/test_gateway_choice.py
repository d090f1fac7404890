from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import razorpay_server, stripe_server
from .common import PaymentsCase
from .gateways import GatewayTools, RazorpayTools

_CLIENT = "odoo.addons.ecom_base.services.http_client"


@tagged("post_install", "-at_install")
class TestGatewayChoice(GatewayTools, PaymentsCase):
    """Which gateway takes a payment: two that could, one after the other, and only where they fit."""

    gateway = "razorpay"
    keys = RazorpayTools.keys

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(razorpay_server.RazorpayServer().running())
        cls.localstripe = cls.enterClassContext(stripe_server.StripeServer.running())
        super().setUpClass()
        cls.razorpay = cls.provider
        stripe_keys = (stripe_server.PUBLISHABLE, stripe_server.SECRET)
        cls.stripe = cls.set_up("stripe", stripe_keys, cls.localstripe.url)

    def setUp(self):
        super().setUp()
        self.server.fail(0)

    def gateway_of(self, payment_type="prepaid", **fields):
        return self.place(payment_type, **fields)["payment"]["gateway"]

    def offered(self):
        body = {"items": [self.item(self.product, 1)]}
        options = self.call("POST", "/api/payments/options", body).json()["options"]
        return {option["paymentType"]: option for option in options}

    def test_by_priority_or_as_the_store_or_the_storefront_wants(self):
        self.assertEqual(self.gateway_of(), "razorpay")
        self.razorpay.sequence = 99
        self.assertEqual(self.gateway_of(), "stripe")
        self.store.payment_provider_id = self.razorpay
        self.assertEqual(self.gateway_of(), "razorpay")
        self.assertEqual(self.gateway_of(gateway="stripe"), "stripe")

    def test_the_demo_gateway_only_where_there_is_no_other(self):
        self.assertEqual(self.store.payment_provider_id.code, "ecom_demo")
        answer = self.place("prepaid", gateway="demo", expect=422)
        self.assertIn("gateway_unknown", str(answer))
        (self.razorpay | self.stripe).state = "disabled"
        self.assertEqual(self.gateway_of(), "demo")

    def test_test_mode_never_stands_in_for_real_money(self):
        self.stripe.write(
            {"ecom_key_id": "pk_live_1", "ecom_secret": "sk_live_1", "state": "enabled"}
        )
        self.assertEqual(self.gateway_of(), "stripe")
        self.place("prepaid", gateway="razorpay", expect=422)

    def test_without_keys_a_gateway_is_none(self):
        self.env.cr.execute(
            "UPDATE payment_provider SET ecom_secret = NULL WHERE id = %s", [self.razorpay.id]
        )
        self.env.invalidate_all()
        self.assertEqual(self.gateway_of(), "stripe")

    def test_by_currency_and_country(self):
        self.razorpay.available_currency_ids = self.env.ref("base.USD")
        self.assertEqual(self.gateway_of(), "stripe")
        self.razorpay.available_currency_ids = self.env.ref("base.INR")
        self.razorpay.available_country_ids = self.env.ref("base.us")
        self.assertEqual(self.gateway_of(), "stripe")
        self.razorpay.available_country_ids = self.env.ref("base.in") | self.env.ref("base.us")
        self.assertEqual(self.gateway_of(), "razorpay")

    def test_countries_that_change_count_at_once(self):
        provider = self.store.payment_provider_id.sudo()
        india, rupee = self.env.ref("base.in"), self.store.currency_id
        self.assertTrue(provider._ecom_serves(rupee, india))
        provider.available_country_ids = self.env.ref("base.us")
        self.assertFalse(provider._ecom_serves(rupee, india))
        provider.available_country_ids |= india
        self.assertTrue(provider._ecom_serves(rupee, india))

    def test_one_that_was_asked_for_and_does_not_fit(self):
        self.razorpay.available_country_ids = [Command.set(self.env.ref("base.us").ids)]
        answer = self.place("prepaid", gateway="razorpay", expect=409)["error"]
        self.assertEqual(answer["code"], "payment_type_unavailable")
        self.assertEqual(answer["details"]["reasons"], ["gateway_missing"])

    def test_by_amount(self):
        self.razorpay.ecom_minimum_amount = 500
        self.assertEqual(self.gateway_of(), "razorpay")
        self.assertEqual(self.gateway_of("partial_cod"), "stripe")
        offered = self.offered()
        self.assertEqual(offered["prepaid"]["gateway"], "razorpay")
        self.assertEqual(offered["partial_cod"]["gateway"], "stripe")
        (self.razorpay | self.stripe).write({"maximum_amount": 900, "ecom_minimum_amount": 0})
        prepaid = self.offered()["prepaid"]
        self.assertFalse(prepaid["available"])
        self.assertEqual(prepaid["reasons"][0]["code"], "gateway_limits")
        self.place("prepaid", expect=409)
        self.assertEqual(self.gateway_of("partial_cod"), "razorpay")

    @mute_logger(_CLIENT)
    def test_the_next_one_when_the_first_is_down(self):
        self.server.fail()
        order = self.place("partial_cod")
        self.assertEqual(order["payment"]["gateway"], "stripe")
        self.assertEqual(
            [(row["gateway"], row["status"]) for row in order["transactions"]],
            [("razorpay", "failed"), ("stripe", "pending")],
        )
        self.assertEqual(order["paymentStatus"], "pending")
        notes = self.record(order).ecom_payment_event_ids.mapped("message")
        self.assertTrue([note for note in notes if note and "Razorpay answered 503" in note], notes)
        # whoever asks for one gets no other
        self.place("prepaid", gateway="razorpay", expect=503)

    @mute_logger(_CLIENT)
    def test_none_of_them_answers(self):
        self.server.fail()
        self.stripe.ecom_base_url = "http://127.0.0.1:9"
        answer = self.place("prepaid", expect=503)
        self.assertEqual(answer["error"]["code"], "gateway_unavailable")
        orders = self.env["sale.order"].search([("ecom_store_id", "=", self.store.id)])
        self.assertFalse(orders.filtered("ecom_placed_at"))

    @mute_logger(_CLIENT)
    def test_paying_later_over_the_next_one(self):
        order = self.place("cod")
        self.server.fail()
        answer = self.update(order["id"], "convert_to_prepaid").json()
        self.assertEqual(answer["payment"]["gateway"], "stripe")
        # an open payment is offered again, not made anew
        again = self.update(order["id"], "convert_to_prepaid").json()
        self.assertEqual(len(again["transactions"]), len(answer["transactions"]))


@tagged("post_install", "-at_install")
class TestGatewayKeys(GatewayTools, PaymentsCase):
    """Keys of one mode do not work in the other, and nobody reads them."""

    gateway = "stripe"
    keys = (stripe_server.PUBLISHABLE, stripe_server.SECRET)

    @classmethod
    def setUpClass(cls):
        cls.server = razorpay_server.RazorpayServer()
        super().setUpClass()

    def test_keys_and_mode_belong_together(self):
        for values, said in (
            ({"state": "enabled"}, "no money would arrive"),
            ({"ecom_key_id": "pk_live_1"}, "real money"),
            ({"ecom_secret": "sk_live_1"}, "real money"),
            ({"ecom_secret": "rk_live_1"}, "real money"),
            ({"ecom_key_id": "sk_test_1"}, "begins with pk_test_"),
            ({"ecom_secret": "pk_test_1"}, "sk_test_ or rk_test_"),
            ({"ecom_secret": False}, "needs its Secret Key"),
            ({"ecom_key_id": False}, "needs its Key ID"),
        ):
            with self.assertRaisesRegex(ValidationError, said), self.cr.savepoint():
                self.provider.write(values)
        live = {"ecom_key_id": "pk_live_1", "ecom_secret": "sk_live_1", "state": "enabled"}
        self.provider.write(live)
        with self.assertRaisesRegex(ValidationError, "real money"), self.cr.savepoint():
            self.provider.state = "test"
        self.provider.write({"state": "disabled", "ecom_secret": False})

    def test_keys_of_razorpay(self):
        keys = ("rzp_live_1", "anything")
        with self.assertRaisesRegex(ValidationError, "real money"), self.cr.savepoint():
            self.set_up("razorpay", keys, self.server.url)
        self.set_up("razorpay", keys, self.server.url, state="enabled")

    def test_nobody_reads_a_secret(self):
        (values,) = self.provider.read(["ecom_secret", "ecom_webhook_secret"])
        self.assertNotIn(self.keys[1], str(values))
        for login in ("group_ecom_manager", "group_ecom_order_desk"):
            user = self.env["res.users"].create(
                {
                    "name": login,
                    "login": login,
                    "company_id": self.store.company_id.id,
                    "company_ids": [Command.set(self.store.company_id.ids)],
                    "group_ids": [Command.link(self.env.ref(f"ecom_base.{login}").id)],
                }
            )
            with self.assertRaises(UserError):
                self.provider.with_user(user).read(["ecom_key_id"])
            with self.assertRaises(UserError):
                self.provider.with_user(user).action_ecom_check()

    @mute_logger(_CLIENT)
    def test_a_connection_that_does_not_work(self):
        self.provider.ecom_base_url = "http://127.0.0.1:9"
        with self.assertRaisesRegex(UserError, "does not answer"):
            self.provider.action_ecom_check()

    def test_what_to_register(self):
        self.assertTrue(
            self.provider.ecom_webhook_url.endswith(f"/stripe/{self.provider.ecom_uid}")
        )
        self.assertIn("payment_intent.succeeded", self.provider.ecom_webhook_events)
        self.assertFalse(self.provider.ecom_webhook_missing)
        self.provider.ecom_webhook_secret = False
        self.assertTrue(self.provider.ecom_webhook_missing)
