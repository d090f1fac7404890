from odoo import fields, models


class EcomStore(models.Model):
    """Ways from a store to what belongs to it."""

    _inherit = "ecom.store"

    order_count = fields.Integer(string="Orders", compute="_compute_order_count")
    customer_count = fields.Integer(string="Customers", compute="_compute_customer_count")

    def _compute_order_count(self):
        self._count_by_store(
            "order_count", "sale.order", "ecom_store_id", [("ecom_placed_at", "!=", False)]
        )

    def _compute_customer_count(self):
        self._count_by_store("customer_count", "ecom.customer", "store_id", [])

    def _count_by_store(self, name, model, store_field, domain):
        groups = self.env[model]._read_group(
            [(store_field, "in", self.ids), *domain], [store_field], ["__count"]
        )
        counts = dict(groups)
        for store in self:
            store[name] = counts.get(store._origin, 0)

    def action_view_orders(self):
        """Open the orders of this store."""
        placed = [("ecom_store_id", "=", self.id), ("ecom_placed_at", "!=", False)]
        return self._open("ecom_base.ecom_order_action", placed)

    def action_view_products(self):
        """Open the products that this store shows."""
        return self._open("ecom_base.ecom_product_action", [("ecom_store_ids", "=", self.id)])

    def action_view_customers(self):
        """Open the customers of this store."""
        return self._open("ecom_base.ecom_customer_action", [("store_id", "=", self.id)])

    def action_new_key(self):
        """Ask what a new API key is for."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ecom_base.ecom_store_key_wizard_action"
        )
        return action | {"context": {"default_store_id": self.id}}

    def action_open_api_docs(self):
        """Open the documentation of the API, with forms to try it."""
        return {"type": "ir.actions.act_url", "url": "/api/docs", "target": "new"}

    def _open(self, xml_id, domain):
        return self.env["ir.actions.act_window"]._for_xml_id(xml_id) | {"domain": domain}
