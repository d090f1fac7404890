import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import split_every

from .ecom_shipments import ASK_AFTER

_logger = logging.getLogger(__name__)

_SILENT_FOR = timedelta(minutes=30)
#: A parcel that nothing is heard of for so long is shown to a person, and asked about no more.
_GIVE_UP_AFTER = timedelta(days=45)


class EcomShipmentTracking(models.AbstractModel):
    """Ask carriers about parcels of which nothing was heard, so that a lost webhook costs nothing but time."""

    _name = "ecom.shipment.tracking"
    _description = "Tracking of Parcels"

    @api.model
    def run(self, limit=1000):
        """Ask about the parcels that are due, in batches as large as the carriers take. Called by a cron."""
        due = self.env["stock.picking"].search(
            [("ecom_track_at", "<=", fields.Datetime.now())],
            order="ecom_track_at, id",
            limit=limit,
        )
        ir_cron = self.env["ir.cron"]
        ir_cron._commit_progress(remaining=len(due))
        for carrier, pickings in due.grouped("carrier_id").items():
            adapter = carrier._ecom_adapter()
            if not adapter:
                pickings.ecom_track_at = False
                continue
            for ids in split_every(adapter.batch, pickings.ids):
                self._ask_quietly(carrier, pickings.browse(ids))
                if not ir_cron._commit_progress(processed=len(ids)):
                    return

    def _ask_quietly(self, carrier, pickings):
        try:
            self.ask(carrier, pickings)
        except UserError as error:
            _logger.warning("%s: %s", carrier.name, error)
            pickings.ecom_track_at = fields.Datetime.now() + _SILENT_FOR

    @api.model
    def ask(self, carrier, pickings):
        """Ask one carrier about some of its parcels, and apply what it says.

        :raise UserError: if it does not answer; nothing is changed then
        """
        by_awb = {picking.carrier_tracking_ref: picking for picking in pickings}
        by_awb.pop(False, None)
        found = {}
        if by_awb:
            for event in carrier._ecom_ask("track", list(by_awb)):
                found.setdefault(event.awb, []).append(event)
        for picking in pickings:
            self._apply(picking, found.get(picking.carrier_tracking_ref) or [])

    def _apply(self, picking, events):
        order = picking.sale_id._ecom_acting("cron", picking.carrier_id.name)
        picking = picking.with_context(order.env.context).with_company(picking.company_id)
        try:
            with self.env.cr.savepoint():
                if not self._give_up(picking, events):
                    picking.env["ecom.shipment.reports"].apply(picking, events)
        except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, LockError):
            # a webhook about it is being applied right now
            picking.ecom_track_at = fields.Datetime.now() + ASK_AFTER

    def _give_up(self, picking, events):
        """Stop asking about a parcel that is long gone and of which there is nothing new."""
        booked = picking.ecom_booked_at
        known = self.env["ecom.shipment.reports"].known(picking)
        news = [event for event in events if (event.kind, event.at) not in known]
        if news or not booked or booked > fields.Datetime.now() - _GIVE_UP_AFTER:
            return False
        picking.ecom_track_at = False
        if picking.sale_id.ecom_payment_type:
            picking.sale_id._ecom_flag(
                self.env._(
                    "Nothing is heard of %(parcel)s since %(days)s days: it may be lost.",
                    parcel=picking.name,
                    days=_GIVE_UP_AFTER.days,
                )
            )
        return True
