import json
import time

import razorpay
import stripe

from odoo.tests import BaseCase, tagged

from ..providers import registry
from ..providers.base import GatewayAccount, SignatureInvalid
from .razorpay_server import sign

# razorpay-python, tests/mocks/fake_payment_authorized_webhook.json and tests/test_client_utility.py
_VECTOR = {
    "event": "payment.authorized",
    "entity": "event",
    "contains": ["payment"],
    "payload": {
        "payment": {
            "entity": {
                "id": "pay_6koWN7bvxujzxM",
                "entity": "payment",
                "amount": 1000000,
                "currency": "INR",
                "status": "captured",
                "order_id": "order_100000000order",
                "international": False,
                "method": "card",
                "amount_refunded": 0,
                "refund_status": None,
                "captured": True,
                "description": "random description",
                "card_id": "card_6koWNAT6LASUqy",
                "bank": None,
                "wallet": None,
                "vpa": None,
                "email": "a@b.com",
                "contact": "+919999999999",
                "notes": {"merchant_order_id": "random order id"},
                "fee": 23000,
                "service_tax": 3000,
                "error_code": None,
                "error_description": None,
                "created_at": 1479978483,
            }
        }
    },
    "created_at": 1400826760,
}
_BODY = (json.dumps(_VECTOR, indent=2) + "\n").encode()
_SIGNATURE = "d60e67fd884556c045e9be7dad57903e33efc7172c17c6e3ef77db42d2b366e9"


@tagged("post_install", "-at_install")
class TestGatewaySignatures(BaseCase):
    """Webhooks are believed only with the vendor's own signature."""

    def account(self, secret):
        return GatewayAccount(uid="gwy_1", base_url="", http=None, webhook_secret=secret)

    def refused(self, gateway, secret, body, headers):
        with self.assertRaises(SignatureInvalid):
            registry.get(gateway).verify(self.account(secret), body, headers, time.time())

    def test_official_vectors_of_razorpay(self):
        self.assertEqual(sign(_BODY, "key_secret"), _SIGNATURE)
        self.assertEqual(
            sign(b"fake_order_id|fake_payment_id", "key_secret"),
            "b2335e3b0801106b84a7faff035df56ecffde06918c9ddd1f0fafbb37a51cc89",
        )
        link = b"plink_IH3cNucfVEgV68|TSsd1989|paid|pay_IH3d0ara9bSsjQ"
        self.assertEqual(
            sign(link, "EnLs21M47BllR3X8PSFtjtbd"),
            "07ae18789e35093e51d0a491eb9922646f3f82773547e5b0f67ee3f2d3bf7d5b",
        )
        registry.get("razorpay").verify(
            self.account("key_secret"), _BODY, {"x-razorpay-signature": _SIGNATURE}, 0
        )

    def test_what_razorpay_did_not_sign(self):
        for body, signature in (
            (_BODY + b" ", _SIGNATURE),
            (_BODY, _SIGNATURE.upper()),
            (_BODY, ""),
            (_BODY, "ünsigned"),
            (b"\xff\xfe", _SIGNATURE),
        ):
            self.refused("razorpay", "key_secret", body, {"x-razorpay-signature": signature})
        self.refused("razorpay", "key_secret", _BODY, {})
        self.refused("razorpay", "", _BODY, {"x-razorpay-signature": sign(_BODY, "")})

    def test_what_stripe_signed(self):
        body = '{"id": "evt_1", "object": "event", "note": "₹"}'
        header = stripe.WebhookSignature.generate_signature_header(body, "whsec_a")
        gateway, account = registry.get("stripe"), self.account("whsec_a")
        gateway.verify(account, body.encode(), {"stripe-signature": header}, time.time())
        # while a secret is replaced, Stripe signs with both
        rotated = f"{header.split(',')[0]},v1={'0' * 64},{header.split(',')[1]}"
        gateway.verify(account, body.encode(), {"stripe-signature": rotated}, time.time())

    def test_what_stripe_did_not_sign(self):
        body = '{"id": "evt_1", "object": "event"}'
        generate = stripe.WebhookSignature.generate_signature_header
        header, old = generate(body, "whsec_a"), generate(body, "whsec_a", int(time.time()) - 3600)
        for given, data in (
            (header, body.encode() + b" "),
            (header.replace("v1=", "v0="), body.encode()),
            (header, b"\xff\xfe"),
            (old, body.encode()),
            ("nonsense", body.encode()),
            ("t=1,v1=ü", body.encode()),
            ("", body.encode()),
        ):
            self.refused("stripe", "whsec_a", data, {"stripe-signature": given})
        self.refused("stripe", "whsec_a", body.encode(), {})
        self.refused("stripe", "whsec_b", body.encode(), {"stripe-signature": header})
        self.refused("stripe", "", body.encode(), {"stripe-signature": generate(body, "")})

    def test_the_vector_is_understood(self):
        headers = {"x-razorpay-event-id": "evt_7"}
        event = registry.get("razorpay").parse(_BODY, headers)
        self.assertEqual((event.id, event.kind, event.currency), ("evt_7", "authorized", "INR"))
        self.assertEqual((event.amount, event.gateway_ref), (10000, "order_100000000order"))
        self.assertTrue(registry.get("razorpay").parse(_BODY, {}).id.startswith("sha256:"))

    def test_bodies_of_another_shape(self):
        for gateway, bodies in {
            "razorpay": (b"[]", b'{"event": "payment.captured"}', b"{", b'"x"'),
            "stripe": (b"[]", b'{"type": "refund.updated"}', b"{", b'"x"'),
        }.items():
            for body in bodies:
                with self.assertRaises(ValueError, msg=body):
                    registry.get(gateway).parse(body, {})
        self.assertIsNone(
            registry.get("razorpay").parse(b'{"event": "invoice.paid", "payload": {}}', {})
        )
        body = b'{"id": "evt_1", "type": "invoice.paid", "data": {"object": {}}}'
        self.assertIsNone(registry.get("stripe").parse(body, {}))

    def test_the_sdks_are_the_ones_that_were_read(self):
        self.assertTrue(stripe.VERSION.startswith("16."))
        self.assertTrue(hasattr(razorpay.Client, "request"))
