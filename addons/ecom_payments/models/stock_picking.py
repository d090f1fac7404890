from odoo import fields, models
from odoo.exceptions import UserError

from ..domain import order_status

OUTCOMES = [
    ("in_transit", "In transit"),
    ("out_for_delivery", "Out for delivery"),
    ("ndr", "Delivery failed"),
    ("delivered", "Delivered"),
    ("rto_initiated", "Returning to origin"),
    ("rto_received", "Returned to origin"),
    ("lost", "Lost"),
    ("cancelled", "Cancelled"),
]


class StockPicking(models.Model):
    """A parcel of the shop and what became of it.

    The outcome is kept on the outgoing transfer, because Odoo cannot tell a refused parcel from one the customer sent
    back: both are return transfers, and the order counts as delivered either way.
    """

    _inherit = "stock.picking"

    ecom_outcome = fields.Selection(
        OUTCOMES, string="Parcel", readonly=True, copy=False, index="btree_not_null", tracking=True
    )
    ecom_outcome_at = fields.Datetime(string="Parcel Since", readonly=True, copy=False)
    ecom_shipment_event_ids = fields.One2many(
        "ecom.shipment.event",
        "picking_id",
        string="Parcel History",
        readonly=True,
        groups="ecom_base.group_ecom_analyst",
    )
    ecom_to_collect = fields.Monetary(
        string="To Collect",
        compute="_compute_ecom_to_collect",  # stock_picking_shipment.py
        currency_field="ecom_currency_id",
        help="Money the courier has to bring back for this order.",
    )
    ecom_currency_id = fields.Many2one(related="sale_id.currency_id")

    def _ecom_is_parcel(self):
        """Say whether this transfer leaves for a customer of the shop (not picking, packing or a return)."""
        self.ensure_one()
        return bool(
            self.sale_id.ecom_payment_type
            and self.picking_type_code == "outgoing"
            and self.state != "cancel"
        )

    def _ecom_shipment(self):
        """Return this parcel as the domain sees it: :class:`~..domain.order_status.Shipment`."""
        return order_status.Shipment(
            shipped=self.state == "done",
            started=bool(self.printed or self.carrier_tracking_ref),
            outcome=self.ecom_outcome or "",
        )

    def _action_done(self):
        result = super()._action_done()
        done = self.filtered(lambda picking: picking.state == "done")
        done.filtered(
            lambda picking: picking._ecom_is_parcel() and not picking.ecom_outcome
        )._ecom_set_outcome("in_transit")
        returned = done.move_ids.origin_returned_move_id.picking_id
        returned.filtered(
            lambda picking: picking.ecom_outcome == "rto_initiated"
        )._ecom_set_outcome("rto_received")
        return result

    def _ecom_set_outcome(self, outcome, *, raw_status=None, occurred_at=None, kind=None):
        """Say what became of parcels. What was final stays: carriers report late and twice.

        :param str outcome: see the field
        :param str raw_status: the carrier's own words
        :param datetime occurred_at: naive UTC, now if not given
        :param str kind: what happened, where that says more than the outcome
        :return: the parcels that changed
        """
        changed = self.filtered(
            lambda picking: (
                picking._ecom_is_parcel() and order_status.may_become(picking.ecom_outcome, outcome)
            )
        )
        now = occurred_at or fields.Datetime.now()
        changed.write({"ecom_outcome": outcome, "ecom_outcome_at": now})
        for picking in changed:
            self.env["ecom.shipment.event"]._record(picking, kind or outcome, raw_status, now)
        if outcome in {"rto_initiated", "rto_received", "lost"}:
            self.env["ecom.cash.on.delivery"].after_undelivered(changed.sale_id)
        if outcome == "rto_received":
            changed._ecom_expect_back()
            self.env["ecom.unwinding"].after_return(changed.sale_id)
        return changed

    # === BUTTONS === #

    def action_ecom_ship(self):
        """Hand parcels to the courier: validates them for all that is reserved."""
        for picking in self:
            if picking.state in {"confirmed", "waiting", "draft"}:
                picking.action_assign()
            if picking.state != "assigned":
                raise UserError(
                    self.env._("%(parcel)s has no stock reserved.", parcel=picking.name)
                )
        return self.with_context(skip_sms=True).button_validate()

    def action_ecom_delivered(self):
        """The customer has the parcel; money at the door, if any, is still to be recorded."""
        self._ecom_require_shipped()
        self._ecom_set_outcome("delivered")

    def action_ecom_collected(self):
        """The customer has the parcel and paid what was due at the door."""
        self._ecom_require_shipped()
        self._ecom_set_outcome("delivered")
        for order, parcels in self.grouped("sale_id").items():
            if order.ecom_to_collect:
                self.env["ecom.cash.on.delivery"].collect(
                    order, order._ecom_money("ecom_to_collect"), parcel=parcels[:1]
                )

    def action_ecom_refused(self):
        """The customer did not take the parcel: it comes back."""
        self._ecom_require_shipped()
        self._ecom_set_outcome("rto_initiated")

    def _ecom_require_shipped(self):
        unshipped = self.filtered(lambda picking: picking.state != "done")
        if unshipped:
            raise UserError(self.env._("%(parcel)s has not left yet.", parcel=unshipped[0].name))
