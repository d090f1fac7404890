from odoo import api, models


class SaleOrder(models.Model):
    """Tell the outbox when an order is placed, confirmed or cancelled, whoever does it and however."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._ecom_note_transitions({})
        return orders

    def write(self, vals):
        if not {"state", "ecom_placed_at"} & vals.keys():
            return super().write(vals)
        before = {order.id: order._ecom_standing() for order in self if order.ecom_store_id}
        result = super().write(vals)
        if before:
            self.browse(before)._ecom_note_transitions(before)
        return result

    def _ecom_standing(self):
        """Return what is true of an order: set of event names."""
        if not self.ecom_placed_at:
            return set()
        standing = {"order.placed"}
        if self.state == "sale":
            standing.add("order.confirmed")
        elif self.state == "cancel":
            standing.add("order.cancelled")
        return standing

    def _ecom_note_transitions(self, before):
        """Note what has become true of orders.

        :param dict before: by id, what :meth:`_ecom_standing` said; nothing for new orders
        """
        noted = {}
        for order in self:
            if order.ecom_store_id:
                for name in order._ecom_standing() - before.get(order.id, set()):
                    noted.setdefault(name, []).append(order.id)
        for name in sorted(noted, key=["order.placed", "order.confirmed", "order.cancelled"].index):
            self.env["ecom.facts"].note(name, self.browse(noted[name]))
