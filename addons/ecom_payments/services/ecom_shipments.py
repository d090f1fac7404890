from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..domain import shipment
from ..models.carrier_errors import CarrierSaidNo
from ..models.stock_picking_shipment import OVER

#: If nothing is heard of a parcel for so long, its carrier is asked.
ASK_AFTER = timedelta(hours=4)
_RETURNING = frozenset({"rto_initiated"})


class EcomShipments(models.AbstractModel):
    """Shipments with carriers that have an API: booked, called off, and told what to collect."""

    _name = "ecom.shipments"
    _description = "Shipments with Carriers"

    @api.model
    def enqueue(self, pickings, kind, params=None):
        """Have a job ask the carriers.

        :param str kind: see ``ecom.shipment.job``
        :param dict params: JSON-able
        """
        # sudo: the system fills queues
        return (
            self.env["ecom.shipment.job"]
            .sudo()
            ._enqueue(
                [
                    {
                        "picking_id": picking.id,
                        "kind": kind,
                        "params": params,
                        "user_id": self.env.uid,
                    }
                    for picking in pickings
                ]
            )
        )

    # === BOOK === #

    @api.model
    def book(self, picking):
        """Have the carrier fetch a parcel. Its number is written by Odoo, see ``stock.picking.send_to_shipper``.

        :param picking: one outgoing ``stock.picking``
        :return: :class:`Booking`
        :raise CarrierDown: asking again makes no second parcel
        :raise CarrierSaidNo: with the carrier's reason
        :raise UserError: it must not be sent, or something is missing
        """
        order = picking.sale_id
        if order:
            order._ecom_lock()
            order._ecom_refuse_if_held()
        picking.invalidate_recordset(["carrier_tracking_ref", "ecom_booked_at"])
        if picking.carrier_tracking_ref and picking.ecom_booked_at:
            raise UserError(
                self.env._(
                    "%(parcel)s is booked already, as %(awb)s.",
                    parcel=picking.name,
                    awb=picking.carrier_tracking_ref,
                )
            )
        picking.carrier_id._ecom_refuse_test()
        request = self.env["ecom.shipment.requests"].build(picking)
        booking = picking.carrier_id._ecom_ask("book", request)
        now = fields.Datetime.now()
        picking.write(
            {
                "ecom_booked_at": now,
                "ecom_booked_amount": float(request.to_collect),
                "ecom_carrier_order_ref": booking.order_ref,
                "ecom_carrier_shipment_ref": booking.shipment_ref,
                "ecom_courier_name": booking.courier,
                "ecom_track_at": now + ASK_AFTER,
            }
        )
        self._note(picking, shipment.BOOKED, booking.note, booking.awb)
        return booking

    # === CALL OFF === #

    @api.model
    def cancel(self, picking):
        """Call a shipment off. Odoo removes its number, see ``stock.picking.cancel_shipment``.

        :raise CarrierDown: asking again does no harm
        :raise CarrierSaidNo: with the carrier's reason
        """
        if not picking.ecom_booked_at:
            return
        awb = picking.carrier_tracking_ref
        picking.carrier_id._ecom_ask("cancel", picking._ecom_booked())
        self._note(picking, shipment.CANCELLED, None, awb)
        self.forget(picking)

    @api.model
    def forget(self, picking):
        """Forget a booking that is no more, so that the parcel can be booked anew."""
        awb = picking.carrier_tracking_ref
        # the transfers before it in the warehouse show the number too
        relatives = picking.sale_id.picking_ids.filtered(
            lambda other: other.carrier_tracking_ref == awb
        )
        (relatives | picking).carrier_tracking_ref = False
        picking.write(
            {
                "ecom_booked_at": False,
                "ecom_booked_amount": 0.0,
                "ecom_booking_no": picking.ecom_booking_no + 1,
                "ecom_carrier_order_ref": False,
                "ecom_carrier_shipment_ref": False,
                "ecom_courier_name": False,
                "ecom_track_at": False,
            }
        )

    # === AMOUNT === #

    @api.model
    def after_due_changed(self, orders):
        """Queue what carriers have to hear because another amount is due at the door."""
        # sudo: money changes hands of people who see no parcels
        parcels = orders.sudo().picking_ids
        stale = parcels.filtered(lambda picking: self._is_stale(picking))
        if stale:
            self.enqueue(stale, "amount")

    def _is_stale(self, picking):
        """Say whether a carrier would collect another amount than is due."""
        return (
            bool(picking.ecom_booked_at)
            and picking.state != "cancel"
            and picking.ecom_outcome not in OVER | _RETURNING
            and not self._was_collected(picking)
            and picking._ecom_told() != picking._ecom_due()
        )

    def _was_collected(self, picking):
        rows = picking.sale_id.sudo().ecom_transaction_ids  # sudo: only whether there is one
        return any(row.ecom_picking_id == picking and row.state == "done" for row in rows)

    @api.model
    def tell_amount(self, picking):
        """Tell the carrier what to collect now. One that cannot change it gets the parcel booked anew, unless it has left.

        :return: str, what was done; None if there was nothing to do
        :raise CarrierSaidNo: it would go on collecting the old amount
        """
        order = picking.sale_id
        order._ecom_lock()
        order.invalidate_recordset()
        picking.invalidate_recordset()
        if not self._is_stale(picking):
            return None
        due = picking._ecom_due()
        amount = order.currency_id.format(float(due))
        try:
            picking.carrier_id._ecom_ask("change_amount", picking._ecom_booked(), due)
        except NotImplementedError:
            return self._book_anew(picking, amount)
        except CarrierSaidNo as error:
            raise self._still_collects(picking, str(error)) from error
        picking.ecom_booked_amount = float(due)
        return self.env._("Collects %(amount)s now.", amount=amount)

    def _book_anew(self, picking, amount):
        if picking.ecom_outcome or self._has_moved(picking):
            raise self._still_collects(picking, self.env._("it has left already"))
        old = picking.carrier_tracking_ref
        picking.cancel_shipment()
        picking.send_to_shipper()
        picking.sale_id._ecom_flag(
            self.env._(
                "The amount to collect changed to %(amount)s: put the new label %(new)s on the parcel in place of %(old)s.",
                amount=amount,
                new=picking.carrier_tracking_ref,
                old=old,
            )
        )
        return self.env._("Booked anew to collect %(amount)s.", amount=amount)

    def _has_moved(self, picking):
        awb = picking.carrier_tracking_ref
        return any(
            event.outcome not in {shipment.BOOKED, shipment.CANCELLED}
            for event in picking.ecom_shipment_event_ids
            if event.tracking_number == awb
        )

    def _still_collects(self, picking, reason):
        return CarrierSaidNo(
            self.env._(
                "%(carrier)s still collects %(told)s for %(awb)s, not %(due)s (%(reason)s). Call them, or give the "
                "difference back.",
                carrier=picking.carrier_id.name,
                told=picking.sale_id.currency_id.format(picking.ecom_booked_amount),
                awb=picking.carrier_tracking_ref,
                due=picking.sale_id.currency_id.format(float(picking._ecom_due())),
                reason=reason,
            )
        )

    # === NOTES === #

    def _note(self, picking, kind, said, awb):
        events = picking.env["ecom.shipment.event"]
        event = events._record(picking, kind, said or None, fields.Datetime.now())
        event.tracking_number = awb
