from odoo import api, fields, models

from odoo.addons.ecom_base.domain.webhook import Ignored, Quarantine

from ..domain import shipment
from ..domain.money import ZERO
from ..models.stock_picking_shipment import OVER
from .ecom_shipments import ASK_AFTER


class EcomShipmentReports(models.AbstractModel):
    """What carriers report of parcels: applied once, in any order, and only where it fits."""

    _name = "ecom.shipment.reports"
    _description = "Reports of Carriers"

    @api.model
    def process(self, carrier, webhook_event):
        """Apply a received webhook.

        :param carrier: the ``delivery.carrier`` it was sent to
        :param webhook_event: one ``ecom.webhook.event``
        :return: None, or a verdict (:class:`Quarantine`, :class:`Ignored`) for the inbox
        """
        try:
            events = carrier._ecom_adapter().parse(webhook_event._raw())
        except ValueError as error:
            raise Quarantine(f"Not a report of this carrier: {error}") from error
        if not events:
            raise Ignored("Of no interest here")
        verdicts = []
        for awb in dict.fromkeys(event.awb for event in events):
            of_parcel = [event for event in events if event.awb == awb]
            picking = self._find(carrier, awb)
            if picking:
                order = picking.sale_id._ecom_acting("webhook", carrier.name, webhook_event)
                picking = picking.with_context(order.env.context)
                verdicts.append(picking.env["ecom.shipment.reports"].apply(picking, of_parcel))
            else:
                verdicts.append(self._unknown(carrier, awb))
        # the one that a person has to look at says most
        verdicts.sort(key=lambda verdict: not isinstance(verdict, Quarantine))
        return verdicts[0] if isinstance(verdicts[0], Quarantine) else verdicts[-1]

    def _find(self, carrier, awb):
        """Return the parcel that goes by this number with this carrier. Numbers of other carriers, and so of other
        companies' carriers, are unknown here."""
        # sudo: carriers have no user
        parcels = (
            self.env["stock.picking"]
            .sudo()
            .search(
                [
                    ("carrier_tracking_ref", "=", awb),
                    ("carrier_id", "=", carrier.id),
                    ("picking_type_code", "=", "outgoing"),
                ],
                limit=2,
            )
        )
        if len(parcels) > 1:
            raise Quarantine(f"Two parcels have the number {awb}")
        return parcels.with_company(parcels.company_id) if parcels else parcels

    def _unknown(self, carrier, awb):
        # sudo: as above
        known = (
            self.env["ecom.shipment.event"]
            .sudo()
            .search_count(
                [("tracking_number", "=", awb), ("picking_id.carrier_id", "=", carrier.id)], limit=1
            )
        )
        if known:
            return Ignored(f"The shipment {awb} was called off")
        return Quarantine(f"No parcel of {carrier.name} has the number {awb}")

    @api.model
    def apply(self, picking, events):
        """Apply what is reported of one parcel.

        :param picking: one ``stock.picking``, with who reports in the context (``sale.order._ecom_acting``)
        :param list events: :class:`CarrierEvent` of it, oldest first
        :return: None, or a verdict
        """
        picking.sale_id._ecom_lock()
        known = self.known(picking)
        verdict = Ignored("Known already")
        for event in events:
            if known & {(event.kind, event.at), (event.kind, None)}:
                continue
            known.add((event.kind, event.at))
            found = self._apply_one(picking, event)
            if not isinstance(verdict, Quarantine):
                verdict = found
        if picking.ecom_booked_at:
            over = picking.ecom_outcome in OVER
            picking.ecom_track_at = not over and fields.Datetime.now() + ASK_AFTER
        return verdict

    @api.model
    def known(self, picking):
        """Return what is known of a parcel: set of (kind, time). A booking is known without one: we asked for it."""
        known = {(event.outcome, event.occurred_at) for event in picking.ecom_shipment_event_ids}
        if picking.ecom_booked_at:
            known.add((shipment.BOOKED, None))
        return known

    def _apply_one(self, picking, event):
        current, since = picking.ecom_outcome or "", picking.ecom_outcome_at or None
        if shipment.contradicts(current, since, event.kind, event.at):
            return self._contradiction(picking, event)
        if shipment.confirms(current, since, event.kind, event.at):
            picking.ecom_outcome_at = event.at
        outcome = shipment.next_outcome(current, since, event.kind, event.at)
        changed = outcome and picking._ecom_set_outcome(
            outcome, raw_status=event.said, occurred_at=event.at, kind=event.kind
        )
        if not changed:
            picking.env["ecom.shipment.event"]._record(picking, event.kind, event.said, event.at)
        if event.kind == shipment.CANCELLED:
            self._called_off(picking)
        elif changed and outcome == shipment.DELIVERED:
            self._collect(picking, event)
        if changed and picking.state not in {"done", "cancel"}:
            picking.sale_id._ecom_flag(
                self.env._(
                    "%(parcel)s is on its way, but it is not validated in the warehouse.",
                    parcel=picking.name,
                )
            )
        return None

    def _contradiction(self, picking, event):
        labels = dict(
            self.env["ecom.shipment.event"]._fields["outcome"]._description_selection(self.env)
        )
        reason = self.env._(
            "%(carrier)s reports “%(reported)s” for %(parcel)s, which is “%(known)s” already. Find out which is true.",
            carrier=picking.carrier_id.name,
            reported=labels[event.kind],
            parcel=picking.name,
            known=labels[picking.ecom_outcome],
        )
        picking.env["ecom.shipment.event"]._record(picking, event.kind, event.said, event.at)
        if picking.sale_id.ecom_payment_type:
            picking.sale_id._ecom_flag(reason)
        return Quarantine(reason)

    def _collect(self, picking, event):
        """Record the cash that a delivery brought: what the carrier says, else what it was told to collect."""
        order = picking.sale_id
        # a number typed by hand: the shipment was booked elsewhere, for what is due
        told = picking._ecom_told() if picking.ecom_booked_at else picking._ecom_due()
        amount = told if event.collected is None else event.collected
        due = order._ecom_money("ecom_to_collect")
        if amount > ZERO and due > ZERO:
            picking.env["ecom.cash.on.delivery"].collect(
                order, amount, reference=event.awb, parcel=picking
            )
        elif amount > ZERO:
            order._ecom_flag(
                self.env._(
                    "%(carrier)s collected %(amount)s for %(parcel)s though nothing was due: give it back.",
                    carrier=picking.carrier_id.name,
                    amount=order.currency_id.format(float(amount)),
                    parcel=picking.name,
                ),
                amount=float(amount),
            )
        elif picking._ecom_due() > ZERO:
            order._ecom_flag(
                self.env._(
                    "%(parcel)s was delivered, but %(carrier)s collected nothing.",
                    parcel=picking.name,
                    carrier=picking.carrier_id.name,
                )
            )

    def _called_off(self, picking):
        """The carrier called a booking off, or somebody did in its own panel."""
        awb, order = picking.carrier_tracking_ref, picking.sale_id
        if picking.state not in {"done", "cancel"}:
            self.env["ecom.shipments"].forget(picking)
        if picking.state != "cancel" and order.ecom_payment_type:
            order._ecom_flag(
                self.env._(
                    "%(carrier)s called the shipment %(awb)s off: book it again.",
                    carrier=picking.carrier_id.name,
                    awb=awb,
                )
            )
