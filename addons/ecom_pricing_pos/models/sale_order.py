from odoo import api, models
from odoo.exceptions import ValidationError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.constrains("pricelist_id")
    def _check_ecom_projection(self):
        """A copy for registers says nothing of products without a price: Odoo would convert the sales price."""
        for order in self:
            if order.pricelist_id.sudo().ecom_projection:  # sudo: whoever edits the order
                raise ValidationError(
                    self.env._(
                        "%(list)s is for registers. Choose the store's own price list for orders.",
                        list=order.pricelist_id.name,
                    )
                )
