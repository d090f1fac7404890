from odoo import models


class DeliveryCarrier(models.Model):
    """The methods that Odoo's deliveries call, by the carrier's type. They are the same for all carriers with an API."""

    _inherit = "delivery.carrier"

    def _ecom_rate_shipment(self, order):
        """Charge customers the fixed price of the method: what the carrier charges the shop is another matter."""
        return self.fixed_rate_shipment(order)

    def _ecom_send_shipping(self, pickings):
        shipments = self.env["ecom.shipments"]
        # what the carrier charges is known from its invoice
        return [
            {"exact_price": 0.0, "tracking_number": shipments.book(picking).awb}
            for picking in pickings
        ]

    def _ecom_tracking_link(self, picking):
        awb = picking.carrier_tracking_ref
        return awb and self._ecom_adapter().tracking_url(awb)

    def _ecom_cancel_shipment(self, pickings):
        for picking in pickings:
            self.env["ecom.shipments"].cancel(picking)

    # Odoo finds them by name
    ecom_shiprocket_rate_shipment = _ecom_rate_shipment
    ecom_shiprocket_send_shipping = _ecom_send_shipping
    ecom_shiprocket_get_tracking_link = _ecom_tracking_link
    ecom_shiprocket_cancel_shipment = _ecom_cancel_shipment
    ecom_delhivery_rate_shipment = _ecom_rate_shipment
    ecom_delhivery_send_shipping = _ecom_send_shipping
    ecom_delhivery_get_tracking_link = _ecom_tracking_link
    ecom_delhivery_cancel_shipment = _ecom_cancel_shipment
