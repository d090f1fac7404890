from odoo import fields, models

from . import history

#: What the courier said of parcels that are on their way or did not arrive: (outcome, the courier's words).
_REPORTS = {
    history.AT_DOOR: ("out_for_delivery", "Out for delivery"),
    history.NDR: ("ndr", "Customer not reachable"),
    history.RTO: ("rto_initiated", "Refused by customer"),
    history.RETURNING: ("rto_initiated", "Refused by customer"),
    history.LOST: ("lost", "Shipment damaged in transit"),
} | dict.fromkeys(history.TAKEN_FATES, ("delivered", "Delivered"))


class EcomDemo(models.AbstractModel):
    """Parcels from the shelf to the door, and back."""

    _inherit = "ecom.demo"

    def _ship_batch(self, pairs):
        leaving, staying = self.env["stock.picking"], self.env["stock.picking"]
        for plan, order in pairs:
            if plan.fate not in history.UNSHIPPED_FATES | {history.CANCELLED}:
                leaving |= order.picking_ids
            elif plan.fate in {history.CONFIRMED, history.PROCESSING}:
                staying |= order.picking_ids
            if plan.fate not in history.UNSHIPPED_FATES or plan.fate == history.PROCESSING:
                order.picking_ids.carrier_tracking_ref = f"AMR{plan.number:07d}IN"
        self._give_to_carriers(
            [(plan, order) for plan, order in pairs if order.picking_ids & (leaving | staying)]
        )
        (leaving | staying).action_assign()
        (leaving | staying).ecom_reservation_due = False
        self._send_off(leaving)

    def _send_off(self, pickings):
        if pickings:
            pickings.move_ids.picked = True
            pickings.with_context(skip_sms=True, cancel_backorder=True)._action_done()

    def _finish_parcels(self, pairs):
        back = self.env["stock.picking"]
        for plan, order in pairs:
            if plan.fate not in _REPORTS:
                continue
            outcome, words = _REPORTS[plan.fate]
            parcels = order._ecom_acting("webhook", self.env._("Courier")).picking_ids
            parcels._ecom_set_outcome(
                outcome, raw_status=words, occurred_at=self._moment(plan, plan.transit)
            )
            if plan.fate in {history.RTO, history.RETURNED}:
                back |= parcels
        self._bring_back(back)
        self._end_unwinding(back.sale_id)

    def _end_unwinding(self, orders):
        """What was to be decided about orders that came back was decided long ago, see :meth:`_give_back`."""
        jobs = self.env["ecom.order.unwinding"].search([("order_id", "in", orders.ids)])
        jobs.write({"state": "done", "done_at": fields.Datetime.now(), "attempts": 1})

    def _bring_back(self, parcels):
        """Receive parcels that came back, on returns as Odoo makes them."""
        returns = parcels._ecom_expect_back()
        for move in returns.move_ids:
            move.quantity = move.product_uom_qty
        self._send_off(returns)
