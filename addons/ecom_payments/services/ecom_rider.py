from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..domain import rider as rules
from ..models.stock_picking_rider import ON_THE_WAY

#: Nobody has more stops a day; the rest comes as soon as some are done.
_MOST = 200


class EcomRider(models.AbstractModel):
    """The screen of one's own riders: what they bring today, and the cash in their pocket.

    Riders have no right on orders, parcels or customers. They see what these methods return: their own parcels.
    """

    _name = "ecom.rider"
    _description = "Rider"

    @api.model
    def load(self):
        """Return all that the screen shows.

        :return: dict with ``rider``, ``stops`` (today's), ``later``, ``bringBack``, ``doneCount`` (delivered today),
            ``waiting`` (parcels that have not left yet), ``cash`` (list, one for each currency)
        :raise AccessError: for users who are no riders
        """
        rider = self._rider()
        parcels = self._parcels([("state", "=", "done"), ("ecom_outcome", "in", ON_THE_WAY)])
        back = self._parcels([("ecom_outcome", "=", "rto_initiated")])
        events = self._last_events(parcels | back)
        today = fields.Date.context_today(self.with_context(tz=rider.tz))
        shown = {parcel: self._stop(parcel, events.get(parcel.id)) for parcel in parcels | back}
        later = parcels.filtered(lambda p: p.ecom_next_try and p.ecom_next_try > today)
        return {
            "rider": rider.name,
            "stops": [shown[parcel] for parcel in parcels - later],
            "later": [shown[parcel] for parcel in later],
            "bringBack": [shown[parcel] for parcel in back],
            "doneCount": self._count(
                [
                    ("ecom_outcome", "=", "delivered"),
                    ("ecom_outcome_at", ">=", self._midnight(rider)),
                ]
            ),
            "waiting": self._count([("state", "not in", ["done", "cancel", "draft"])]),
            "cash": self._cash(),
            "tomorrow": fields.Date.to_string(today + timedelta(days=1)),
        }

    # === WHO === #

    def _rider(self):
        """Return the rider who calls.

        :raise AccessError: for users who are no riders
        """
        if not self.env.user.has_group("ecom_payments.group_ecom_rider"):
            raise AccessError(self.env._("This screen is for riders."))
        return self.env.user

    def _midnight(self, rider):
        """Return when the rider's day began, naive UTC."""
        zone = pytz.timezone(rider.tz or "UTC")
        today = datetime.now(zone).date()
        return (
            zone.localize(datetime.combine(today, time.min))
            .astimezone(pytz.utc)
            .replace(tzinfo=None)
        )

    # === THEIR PARCELS === #

    def _own(self):
        return [
            ("ecom_rider_id", "=", self.env.uid),
            ("company_id", "in", self.env.user.company_ids.ids),
            ("picking_type_code", "=", "outgoing"),
            ("sale_id.ecom_payment_type", "!=", False),
        ]

    def _parcels(self, domain):
        # sudo: riders have no right on transfers; these are their own
        parcels = self.env["stock.picking"].sudo()
        return parcels.search(self._own() + domain, order="ecom_next_try, id", limit=_MOST)

    def _count(self, domain):
        return self.env["stock.picking"].sudo().search_count(self._own() + domain)  # sudo: as above

    def _last_events(self, parcels):
        """Return the last event of each parcel by its id: its id is the parcel's version."""
        events = self.env["ecom.shipment.event"].sudo()  # sudo: as above
        last = events._read_group([("picking_id", "in", parcels.ids)], ["picking_id"], ["id:max"])
        ids = {parcel.id: event_id for parcel, event_id in last}
        events.browse(ids.values()).fetch(["outcome", "raw_status"])
        return {parcel_id: events.browse(event_id) for parcel_id, event_id in ids.items()}

    def _stop(self, parcel, event):
        order, address = parcel.sale_id, parcel.partner_id or parcel.sale_id.partner_shipping_id
        currency = order.currency_id
        due = order._ecom_money("ecom_to_collect") if parcel.ecom_to_collect else 0
        where = [address.street, address.street2, address.city, address.zip, address.state_id.name]
        phone = order.ecom_phone or address.phone or ""
        return {
            "id": parcel.id,
            "version": event.id if event else 0,
            "parcel": parcel.carrier_tracking_ref or parcel.name,
            "order": order.name,
            "name": address.name or order.partner_id.name or "",
            "address": ", ".join(part for part in where if part),
            "mapUrl": rules.map_link(*where),
            "phone": phone,
            "phoneUrl": rules.tel_link(phone),
            "due": str(due),
            "dueText": currency.format(float(due)) if due else "",
            "currency": currency.symbol,
            "failedBefore": parcel.ecom_outcome == "ndr",
            "note": (event and event.raw_status) or "",
            "nextTry": fields.Date.to_string(parcel.ecom_next_try) if parcel.ecom_next_try else "",
        }

    # === THEIR CASH === #

    def _cash(self):
        """Return what the rider has to hand over: list of dicts with ``text`` and ``amount``; not empty."""
        # sudo: riders see their own sums
        lines = self.env["ecom.rider.cash"].sudo().search([("rider_id", "=", self.env.uid)])
        held = [(line.currency_id, line.in_hand, line.upi) for line in lines]
        held = held or [(self.env.company.currency_id, 0.0, 0.0)]
        return [
            {"text": currency.format(cash), "upiText": currency.format(upi) if upi else ""}
            for currency, cash, upi in held
        ]
