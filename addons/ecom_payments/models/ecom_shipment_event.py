from odoo import api, fields, models

from ..domain import shipment
from .stock_picking import OUTCOMES

#: What can happen to a parcel: outcomes, and what leads to them.
KINDS = [
    ("booked", "Booked"),
    ("picked_up", "Picked up"),
    *OUTCOMES,
    ("refused", "Refused at the door"),
    ("rto_in_transit", "On its way back"),
]


class EcomShipmentEvent(models.Model):
    """What happened to a parcel, when, and who said so. Rows are only added."""

    _name = "ecom.shipment.event"
    _description = "Parcel Event"
    _order = "occurred_at desc, id desc"
    _rec_name = "outcome"
    _log_access = False

    picking_id = fields.Many2one(
        "stock.picking", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="picking_id.company_id", store=True, index=True)
    outcome = fields.Selection(KINDS, required=True, readonly=True)
    raw_status = fields.Char(string="Courier's Words", readonly=True)
    tracking_number = fields.Char(readonly=True)
    occurred_at = fields.Datetime(required=True, readonly=True)
    source = fields.Selection(
        [("webhook", "Courier"), ("api", "Storefront"), ("user", "User"), ("cron", "Automatic")],
        required=True,
        readonly=True,
    )
    actor = fields.Char(readonly=True)

    @api.model
    def _record(self, picking, outcome, raw_status, occurred_at):
        """Add a row, and note failed attempts on the parcel.

        :param picking: one ``stock.picking``
        :param str outcome: see the field
        :param str raw_status: the carrier's own words
        :param datetime occurred_at: naive UTC
        """
        actor = self.env.context.get("ecom_actor") or {}
        if outcome in shipment.ATTEMPTS:
            picking._ecom_note_attempt(raw_status, occurred_at)
        return self.sudo().create(  # sudo: the history is written by what happens, by nobody's own right
            {
                "picking_id": picking.id,
                "outcome": outcome,
                "raw_status": raw_status,
                "tracking_number": picking.carrier_tracking_ref,
                "occurred_at": occurred_at,
                "source": actor.get("source", "user"),
                "actor": actor.get("name") or self.env.user.name,
            }
        )
