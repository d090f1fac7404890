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

    def action_ecom_chart(self):
        """Show what the product was offered at over time, in the currency of this price."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "ecom_pricing.ecom_price_timeline_action"
        )
        return action | {
            "context": {"active_id": self.product_tmpl_id.id},
            "params": {
                "options": {
                    "storeId": self.store_id.id,
                    "currencyId": self.currency_id.id,
                    "productId": self.product_id.id,
                    "regionId": self.region_id.id,
                }
            },
        }
