from odoo.tests import tagged

from .common import PaymentsCase


@tagged("post_install", "-at_install")
class TestGatewayCheckout(PaymentsCase):
    """A gateway that is not offered takes nothing new, and settles what it has."""

    def test_not_offered(self):
        placed = self.place("prepaid")
        self.provider.ecom_at_checkout = False
        self.assertFalse(self.env["ecom.gateway.choice"].usable(self.store))
        self.place("prepaid", expect=409)
        self.deliver(self.event(placed))
        self.assertEqual(self.fetch(placed["id"])["paymentStatus"], "fully_paid")
