import secrets

from odoo import api, models

#: Nobody answers there: reserved for documentation.
_NOWHERE = "https://gateway.invalid"


class EcomDemo(models.AbstractModel):
    """Razorpay and Stripe in test mode with a webhook secret, so that signed webhooks can be tried. They are not offered at
    checkout: customers keep paying with the demo gateway.
    """

    _inherit = "ecom.demo"

    @api.model
    def _steps(self):
        return super()._steps() + [("gateways", "Payment gateways", "_fill_gateways")]

    @api.model
    def _fill_gateways(self, scale):
        providers = (
            self.env["payment.provider"]
            .sudo()  # sudo: demo data, loaded by the system
            .search(
                [
                    ("company_id", "=", self.env.company.id),
                    ("code", "in", ["ecom_razorpay", "ecom_stripe"]),
                ]
            )
        )
        for provider in providers.filtered(lambda provider: not provider.ecom_key_id):
            of_id, of_secret = self._test_keys(provider.code)
            provider.write(
                {
                    "state": "test",
                    "ecom_at_checkout": False,
                    "ecom_key_id": of_id,
                    "ecom_secret": of_secret,
                    "ecom_base_url": _NOWHERE,
                    "ecom_webhook_secret": f"whsec_{secrets.token_urlsafe(24)}",
                }
            )

    def _test_keys(self, code):
        tail = secrets.token_hex(8)
        if code == "ecom_razorpay":
            return f"rzp_test_{tail}", secrets.token_hex(12)
        return f"pk_test_{tail}", f"sk_test_{secrets.token_hex(12)}"
