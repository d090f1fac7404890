from odoo import fields, models


class EcomPaymentSimulatorLine(models.TransientModel):
    """A product of a simulated cart."""

    _name = "ecom.payment.simulator.line"
    _description = "Product of a Simulated Cart"

    simulator_id = fields.Many2one("ecom.payment.simulator", required=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", required=True)
    quantity = fields.Float(default=1.0, digits="Product Unit")
