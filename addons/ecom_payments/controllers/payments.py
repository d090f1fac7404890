from odoo import http

from odoo.addons.ecom_base.api import operation
from odoo.addons.ecom_base.api.errors import NotFound

from ..schemas.payment import PaymentOptions, PaymentOptionsRequest, WebhookReceipt, WebhookRef


class PaymentController(http.Controller):
    @operation(
        "payments.options",
        "POST",
        "/api/payments/options",
        auth="store",
        request=PaymentOptionsRequest,
        response=PaymentOptions,
        rate="read",
    )
    def payments_options(self, call):
        """Ask how a cart, or items, may be paid.

        All three payment types are answered: what is due now and at the door, or why the type is not offered.
        """
        return call.env["ecom.payment.options"].quote(call.store, call.input)

    @operation(
        "webhooks.demo",
        "POST",
        "/api/webhooks/demo/<providerId>",
        auth="signature",
        request=WebhookRef,
        response=WebhookReceipt,
    )
    def webhooks_demo(self, call):
        """Receive an event of the demo gateway, signed in `X-Demo-Signature`.

        It is kept, answered and then applied, once however often it comes.
        """
        return receive(call, "demo")

    @operation(
        "webhooks.razorpay",
        "POST",
        "/api/webhooks/razorpay/<providerId>",
        auth="signature",
        request=WebhookRef,
        response=WebhookReceipt,
    )
    def webhooks_razorpay(self, call):
        """Receive an event of Razorpay, signed in `X-Razorpay-Signature`."""
        return receive(call, "razorpay")

    @operation(
        "webhooks.stripe",
        "POST",
        "/api/webhooks/stripe/<providerId>",
        auth="signature",
        request=WebhookRef,
        response=WebhookReceipt,
    )
    def webhooks_stripe(self, call):
        """Receive an event of Stripe, signed in `Stripe-Signature`."""
        return receive(call, "stripe")


def receive(call, gateway):
    """Take in a webhook of a payment gateway.

    :param str gateway: its code
    :raise NotFound: ``provider_not_found``
    :raise SignatureError: (401) if the signature does not fit
    """
    provider = call.env["payment.provider"]._ecom_find(gateway, call.input.provider_id)
    if not provider:
        raise NotFound("There is no such payment provider.", code="provider_not_found")
    call.env["ecom.webhook.event"]._receive(provider, call.raw_body, call.http.headers)
    return {"received": True}
