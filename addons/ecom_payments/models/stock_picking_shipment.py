from base64 import b64encode

from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ecom_base.domain.order_totals import to_decimal

from ..domain.money import ZERO
from ..providers.carriers.base import BookedShipment

#: Outcomes after which nothing more is expected of a parcel.
OVER = frozenset({"delivered", "rto_received", "lost", "cancelled"})


class StockPicking(models.Model):
    """What was agreed on with the carrier about a parcel."""

    _inherit = "stock.picking"

    ecom_has_api = fields.Boolean(related="carrier_id.ecom_has_api")
    ecom_booked_at = fields.Datetime(
        string="Booked",
        readonly=True,
        copy=False,
        help="When the carrier accepted the shipment.",
    )
    ecom_booking_no = fields.Integer(readonly=True, copy=False, aggregator=None)
    ecom_booked_amount = fields.Monetary(
        string="Told to Collect",
        currency_field="ecom_currency_id",
        readonly=True,
        copy=False,
        help="Cash that the carrier was told to bring back with this parcel.",
    )
    ecom_carrier_order_ref = fields.Char(string="Carrier's Order ID", readonly=True, copy=False)
    ecom_carrier_shipment_ref = fields.Char(
        string="Carrier's Shipment ID", readonly=True, copy=False
    )
    ecom_courier_name = fields.Char(
        string="Courier",
        readonly=True,
        copy=False,
        help="Who carries the parcel, where the carrier is a broker.",
    )
    ecom_track_at = fields.Datetime(
        string="Ask Carrier At",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="If nothing is heard of the parcel until then, the carrier is asked.",
    )
    ecom_shipment_job_ids = fields.One2many(
        "ecom.shipment.job",
        "picking_id",
        string="Requests to the Carrier",
        readonly=True,
        groups="ecom_base.group_ecom_analyst",
    )
    ecom_prepaid = fields.Boolean(
        compute="_compute_ecom_prepaid",
        help="A parcel of the shop at whose delivery nothing is due.",
    )

    # webhooks name parcels by this
    _ecom_awb_index = models.Index("(carrier_tracking_ref) WHERE carrier_tracking_ref IS NOT NULL")

    @api.depends("sale_id.ecom_to_collect", "sale_id.picking_ids.ecom_booked_amount")
    def _compute_ecom_to_collect(self):
        """Where an order goes in several parcels, the one that was booked first brings the money back."""
        for picking in self:
            picking.ecom_to_collect = float(picking._ecom_due())

    @api.depends("ecom_to_collect", "sale_id.ecom_payment_type", "state")
    def _compute_ecom_prepaid(self):
        for picking in self:
            picking.ecom_prepaid = picking._ecom_is_parcel() and not picking.ecom_to_collect

    def _ecom_due(self):
        """Return the cash due with this parcel (Decimal): the order's, less what its other parcels bring back."""
        self.ensure_one()
        order = self.sale_id
        if not self._ecom_is_parcel() or not order.ecom_to_collect:
            return ZERO
        others = order.picking_ids.filtered(
            lambda picking: (
                picking != self and picking.ecom_booked_at and picking.ecom_outcome not in OVER
            )
        )
        elsewhere = sum((other._ecom_told() for other in others), start=ZERO)
        return max(order._ecom_money("ecom_to_collect") - elsewhere, ZERO)

    def _ecom_told(self):
        """Return what the carrier was told to collect with this parcel (Decimal)."""
        self.ensure_one()
        return to_decimal(self.ecom_booked_amount, self.sale_id.currency_id.decimal_places)

    def _ecom_booking_ref(self):
        """Return our name of this booking with the carrier. Each booking has its own, as theirs are never reused; the
        public id in it keeps two databases with one account apart."""
        self.ensure_one()
        order = self.sale_id
        name = "".join(c for c in order.name or self.name if c.isascii() and c.isalnum())
        uid = (order.ecom_uid or "0000000000")[4:10]
        return f"{name[:20]}-{uid}-{self.id}-{self.ecom_booking_no + 1}"

    def _ecom_booked(self):
        """Return this parcel's booking as carriers take it: :class:`BookedShipment`."""
        self.ensure_one()
        return BookedShipment(
            awb=self.carrier_tracking_ref or "",
            reference=self._ecom_booking_ref(),
            order_ref=self.ecom_carrier_order_ref or "",
            shipment_ref=self.ecom_carrier_shipment_ref or "",
        )

    def _ecom_barcode(self):
        """Return the barcode of the parcel's number, or of the transfer's, as the address of an SVG image.

        Odoo's own barcodes are bitmaps, which need a graphics library that not every server has.
        """
        self.ensure_one()
        # in the proportions that the label gives it
        drawing = createBarcodeDrawing(
            "Code128",
            value=self.carrier_tracking_ref or self.name,
            humanReadable=0,
            width=320,
            height=68,
        )
        return "data:image/svg+xml;base64," + b64encode(drawing.asString("svg").encode()).decode()

    # === BUTTONS === #

    def action_ecom_book(self):
        """Have the carrier fetch these parcels: one now, several by a job."""
        self.check_access("write")
        refusals = {picking: picking._ecom_book_refusal() for picking in self}
        outgoing = self.filtered(lambda picking: not refusals[picking])
        if not outgoing:
            raise UserError("\n".join(sorted(filter(None, set(refusals.values())))))
        if len(outgoing) == 1:
            outgoing.send_to_shipper()
            return None
        self.env["ecom.shipments"].enqueue(outgoing, "book")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "%(count)s parcels are being booked. Numbers appear as the carriers answer.",
                    count=len(outgoing),
                ),
            },
        }

    def _ecom_book_refusal(self):
        """Return why this parcel cannot be booked with its carrier (a sentence), None if it can."""
        self.ensure_one()
        if self.carrier_tracking_ref:
            return self.env._(
                "%(parcel)s has the number %(awb)s already.",
                parcel=self.name,
                awb=self.carrier_tracking_ref,
            )
        if not self.ecom_has_api or self.picking_type_code != "outgoing":
            return self.env._(
                "%(parcel)s does not go with a carrier that can be asked: type its number by hand.",
                parcel=self.name,
            )
        if self.state not in {"assigned", "done"}:
            return self.env._("%(parcel)s has no stock reserved.", parcel=self.name)
        return None

    def action_ecom_label(self):
        """Open the carrier's label."""
        self.ensure_one()
        self.check_access("write")
        url = self.carrier_id._ecom_ask("label_url", self._ecom_booked())
        if not url.startswith(("https://", "http://")):
            raise UserError(self.env._("The carrier sent no address of a label."))
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def action_ecom_track(self):
        """Ask the carrier now."""
        self.ensure_one()
        self.check_access("write")
        self.env["ecom.shipment.tracking"].ask(self.carrier_id, self)
