from odoo import models

#: The phase of an order's life that each kind of event falls in, see :meth:`EcomDemo._life`.
_PHASES = {
    "placed": "placed",
    "payment": "paid",
    "confirmed": "paid",
    "held": "paid",
    "released": "paid",
    "converted": "shipped",
    "cancelled": "cancelled",
    "expired": "cancelled",
    "quarantined": "ended",
    "refund": "refunded",
    "reviewed": "refunded",
}


class EcomDemo(models.AbstractModel):
    """Gives orders, payments and parcels the dates of the life they had."""

    _inherit = "ecom.demo"

    def _date_batch(self, pairs):
        """Give the records of each order the dates of its life."""
        orders = self.env["sale.order"].browse(order.id for _planned, order in pairs)
        life = {order: self._life(planned, order) for planned, order in pairs}
        self._backdate(
            orders, [life[order]["placed"] for order in orders], ("create_date", "date_order")
        )
        foreign = orders.filtered(lambda order: order.currency_id != order.company_id.currency_id)
        self.env.add_to_compute(orders._fields["currency_rate"], foreign)  # of that day
        rows = orders.sudo().ecom_transaction_ids  # sudo: as in _refund
        self._backdate(
            rows,
            [life[row.ecom_order_id][self._phase_of(row)] for row in rows],
            ("create_date", "last_state_change"),
        )
        events = orders.sudo().ecom_payment_event_ids  # sudo: as in _refund
        self._backdate(
            events,
            [life[event.order_id][self._phase_of_event(event)] for event in events],
            ("occurred_at",),
        )
        self._date_parcels(orders, life)

    def _date_parcels(self, orders, life):
        pickings = orders.picking_ids
        sent = {
            picking: life[picking.sale_id]["back" if picking.return_id else "shipped"]
            for picking in pickings
        }
        self._backdate(
            pickings,
            [life[picking.sale_id]["placed"] for picking in pickings],
            ("create_date", "scheduled_date"),
        )
        done = pickings.filtered(lambda picking: picking.state == "done")
        self._backdate(done, [sent[picking] for picking in done], ("date_done",))
        returned = pickings.filtered(lambda picking: picking.ecom_outcome == "rto_received")
        self._backdate(returned, [life[p.sale_id]["back"] for p in returned], ("ecom_outcome_at",))
        moves = pickings.move_ids
        self._backdate(moves, [sent[move.picking_id] for move in moves], ("create_date", "date"))
        lines = moves.move_line_ids
        self._backdate(lines, [sent[line.picking_id] for line in lines], ("create_date", "date"))
        events = self.env["ecom.shipment.event"].search([("picking_id", "in", pickings.ids)])
        phases = {"in_transit": "shipped", "rto_received": "back"}
        self._backdate(
            events,
            [life[e.picking_id.sale_id][phases.get(e.outcome, "ended")] for e in events],
            ("occurred_at",),
        )

    def _life(self, planned, order):
        """Return when what happened to an order: naive UTC by phase."""
        return {
            "placed": self._moment(planned),
            "paid": self._moment(planned, 0.002),
            "shipped": self._moment(planned, 0.7),
            "ended": self._moment(planned, planned.transit),
            "cancelled": self._moment(planned, 0.3),
            "refunded": self._moment(
                planned, 0.3 if order.state == "cancel" else planned.transit + 4
            ),
            "back": self._moment(planned, planned.transit + 5),
        }

    def _phase_of(self, row):
        if row.operation == "refund":
            return "refunded"
        if row.ecom_is_cod:
            return "ended" if row.state in {"done", "cancel"} else "paid"
        return "shipped" if row.ecom_purpose == "conversion" else "paid"

    def _phase_of_event(self, event):
        """Return in which phase an event of the timeline fell."""
        if event.kind == "collection":
            return "paid" if event.new_state == "pending" else "ended"
        if event.kind == "payment" and event.transaction_id.ecom_purpose == "conversion":
            return "shipped"
        return _PHASES[event.kind]
