from odoo import models


class EcomProductPrice(models.Model):
    """What the screens of prices do."""

    _inherit = "ecom.product.price"

    def action_ecom_history(self):
        """Open the changes of this price."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ecom_pricing.ecom_price_change_action"
        )
        return action | {"domain": [("price_id", "=", self.id)], "context": {}}
