from odoo import fields, models


class SaleOrder(models.Model):
    """Which routing rules have acted on an order: each does so once."""

    _inherit = "sale.order"

    ecom_routing_ids = fields.Many2many(
        "ecom.order.routing",
        string="Routing Rules",
        readonly=True,
        copy=False,
        groups="ecom_base.group_ecom_analyst",
    )
