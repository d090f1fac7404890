from odoo import fields, models
from odoo.exceptions import UserError


class ChooseDeliveryCarrier(models.TransientModel):
    """Offers the carriers that have a price in the order's currency, and says why not the others."""

    _inherit = "choose.delivery.carrier"

    ecom_not_offered = fields.Text(compute="_compute_available_carrier")

    def _compute_available_carrier(self):
        super()._compute_available_carrier()
        for wizard in self:
            wizard.ecom_not_offered = False
            if not wizard.order_id._ecom_is_strict():
                continue
            carriers = wizard.available_carrier_ids._origin
            reasons = {carrier: carrier._ecom_why_not(wizard.order_id) for carrier in carriers}
            wizard.available_carrier_ids = carriers.filtered(
                lambda carrier, reasons=reasons: not reasons[carrier]
            )
            wizard.ecom_not_offered = "\n".join(
                f"{carrier.name}: {reason}" for carrier, reason in reasons.items() if reason
            )

    def button_confirm(self):
        """Odoo would deliver for nothing where the price could not be worked out."""
        if self.order_id._ecom_is_strict():
            carrier = self.carrier_id.with_context(order_weight=self.total_weight)
            rate = carrier.rate_shipment(self.order_id)
            if not rate["success"]:
                raise UserError(rate["error_message"])
            self.delivery_price = rate["price"]
        return super().button_confirm()
