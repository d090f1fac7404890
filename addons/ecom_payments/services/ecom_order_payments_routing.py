from odoo import api, models

from ..domain import routing


class EcomOrderPayments(models.AbstractModel):
    """Orders are routed when their payment is agreed on: before their stock is held, which says where they ship from."""

    _inherit = "ecom.order.payments"

    @api.model
    def agree(self, order, option):
        super().agree(order, option)
        if not order.ecom_placed_at:
            self.env["ecom.order.router"].route(order, routing.PLACED)

    @api.model
    def confirm(self, order):
        super().confirm(order)
        self.env["ecom.order.router"].route(order, routing.CONFIRMED)
