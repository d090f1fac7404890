from odoo import http

from odoo.addons.ecom_base.api import operation
from odoo.addons.ecom_base.api.errors import NotFound

from ..schemas.payment import CarrierRef, WebhookReceipt


class CarrierController(http.Controller):
    @operation(
        "webhooks.carrier",
        "POST",
        "/api/webhooks/carrier/<carrierId>",
        auth="signature",
        request=CarrierRef,
        response=WebhookReceipt,
    )
    def webhooks_carrier(self, call):
        """Receive a report of Shiprocket or Delhivery about parcels, with the merchant's token in `X-Api-Key`.

        It is kept, answered and then applied, once however often it comes.
        """
        carrier = call.env["delivery.carrier"]._ecom_find(call.input.carrier_id)
        if not carrier:
            raise NotFound("There is no such carrier.", code="carrier_not_found")
        call.env["ecom.webhook.event"]._receive(carrier, call.raw_body, call.http.headers)
        return {"received": True}
