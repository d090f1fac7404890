from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.ecom_base.api.errors import DomainError

_ON_ITS_WAY = {"in_transit", "out_for_delivery", "ndr"}


class EcomOrderOperations(models.AbstractModel):
    """What the order desk does to orders, the same for one and for a thousand."""

    _name = "ecom.order.operations"
    _description = "Operations on Storefront Orders"

    @api.model
    def refusal(self, order, operation):
        """Return why an operation is not possible for an order (a sentence), None if it is.

        :param order: one ``sale.order``
        :param str operation: see ``domain/order_operations.py``
        """
        if not order.ecom_payment_type:
            return self.env._("Not an order of a shop.")
        return getattr(self, f"_refusal_{operation}")(order)

    @api.model
    def run(self, order, operation, reason=None):
        """Do it.

        :param str reason: shown in the timeline where the operation takes one
        :return: str, what was done, a sentence for people
        :raise UserError: if it is not possible, saying why; nothing is changed then
        """
        problem = self.refusal(order, operation)
        if problem:
            raise UserError(problem)
        try:
            with self.env.cr.savepoint():
                return getattr(self, f"_do_{operation}")(order, reason)
        except DomainError as error:
            raise UserError(error.message) from error

    # === HAND OVER === #

    def _refusal_ship(self, order):
        if order.state != "sale":
            return self.env._("The order is not confirmed.")
        return None if self._waiting(order) else self.env._("Nothing is left to hand over.")

    def _do_ship(self, order, _reason):
        parcels = self._waiting(order)
        if parcels.action_ecom_ship() is not True:
            raise UserError(
                self.env._("Only a part is in stock. Decide on the rest in the delivery itself.")
            )
        return self.env._("%(parcels)s on its way.", parcels=", ".join(parcels.mapped("name")))

    def _waiting(self, order):
        return order.picking_ids.filtered(
            lambda picking: picking._ecom_is_parcel() and picking.state != "done"
        )

    # === WHAT BECAME OF THE PARCEL === #

    def _refusal_deliver(self, order):
        return None if self._on_its_way(order) else self.env._("No parcel is on its way.")

    _refusal_bring_back = _refusal_deliver

    def _do_deliver(self, order, _reason):
        due = order.ecom_to_collect
        self._on_its_way(order).action_ecom_collected()
        if not due:
            return self.env._("Delivered.")
        return self.env._("Delivered, %(amount)s collected.", amount=order.currency_id.format(due))

    def _do_bring_back(self, order, reason):
        self._on_its_way(order)._ecom_set_outcome("rto_initiated", raw_status=reason)
        return self.env._("Returns to origin.")

    def _on_its_way(self, order):
        return order.picking_ids.filtered(
            lambda picking: picking._ecom_is_parcel() and picking.ecom_outcome in _ON_ITS_WAY
        )

    # === CALL OFF === #

    def _refusal_cancel(self, order):
        if self.env["ecom.orders"].is_cancellable(order):
            return None
        return self.env._("It has left, or was cancelled already.")

    def _do_cancel(self, order, reason):
        refunds = order.env["ecom.refunds"]
        online = refunds.refundable(order, online_only=True)
        order.env["ecom.orders"].cancel(order, reason)
        if not online:
            return self.env._("Cancelled.")
        return self.env._(
            "Cancelled, %(amount)s go back.", amount=order.currency_id.format(float(online))
        )
