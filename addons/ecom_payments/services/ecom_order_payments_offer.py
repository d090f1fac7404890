from odoo import api, models


class EcomOrderPayments(models.AbstractModel):
    """COD orders may come with an offer to pay them online."""

    _inherit = "ecom.order.payments"

    @api.model
    def place(self, order, gateway=None, return_url=None):
        super().place(order, gateway, return_url)
        self.env["ecom.prepaid.offers"].make(order)

    @api.model
    def expire(self, limit=200):
        self.env["ecom.prepaid.offers"].lapse()
        super().expire(limit)
