from odoo import models


class PaymentTransaction(models.Model):
    """What is due at the door changes: carriers that were told another amount have to hear of it."""

    _inherit = "payment.transaction"

    def _update_state(self, allowed_states, target_state, state_message):
        changed = super()._update_state(allowed_states, target_state, state_message)
        if target_state in {"pending", "cancel"}:
            at_door = changed.filtered(
                lambda row: row.ecom_order_id and row.ecom_is_cod and row.operation != "refund"
            )
            self.env["ecom.shipments"].after_due_changed(at_door.ecom_order_id)
        return changed
