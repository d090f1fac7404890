from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..providers.carriers.base import NdrRequest
from .carrier_errors import CarrierDown


class EcomShipmentJob(models.Model):
    """Something to ask a carrier for. Outside the request that wants it, and again until the carrier has answered."""

    _name = "ecom.shipment.job"
    _description = "Carrier Request"
    _inherit = ["ecom.queue.mixin"]
    _order = "id desc"
    _rec_name = "picking_id"

    _queue_keep_days = 90
    _queue_action = "ecom_payments.ecom_shipment_job_action"

    picking_id = fields.Many2one(
        "stock.picking",
        string="Parcel",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="picking_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [
            ("book", "Book the shipment"),
            ("amount", "Tell the amount to collect"),
            ("ndr", "After a failed delivery"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    params = fields.Json(readonly=True)
    answer = fields.Char(readonly=True, help="What the carrier said.")
    user_id = fields.Many2one("res.users", string="Asked By", readonly=True)

    @api.model
    def _lane_key(self, vals):
        picking = self.env["stock.picking"].browse(vals["picking_id"])
        return f"order:{picking.sale_id.id}" if picking.sale_id else f"picking:{picking.id}"

    def _process_one(self):
        picking = self.picking_id.with_company(self.company_id)
        order = picking.sale_id._ecom_acting("cron", picking.carrier_id.name)
        picking = picking.with_context(order.env.context)
        try:
            self.answer = getattr(self, f"_do_{self.kind}")(picking)
        except CarrierDown:
            raise
        except UserError as error:
            self._refused(picking, str(error))

    def _do_book(self, picking):
        if picking.carrier_tracking_ref or picking.state == "cancel":
            return picking.carrier_tracking_ref
        picking.send_to_shipper()
        return picking.carrier_tracking_ref

    def _do_amount(self, picking):
        return picking.env["ecom.shipments"].tell_amount(picking)

    def _do_ndr(self, picking):
        if picking.ecom_outcome != "ndr":
            return None
        params = self.params or {}
        day = params.get("day")
        return picking.carrier_id._ecom_ask(
            "act",
            NdrRequest(
                awb=picking.carrier_tracking_ref,
                action=params["action"],
                day=date.fromisoformat(day) if day else None,
                phone=params.get("phone") or "",
                address=params.get("address") or "",
                comment=params.get("comment") or "",
            ),
        )

    def _refused(self, picking, message):
        self.write({"state": "failed", "error": message, "done_at": fields.Datetime.now()})
        self._tell(picking, message)

    def _failure_vals(self, exc):
        vals = super()._failure_vals(exc)
        if vals.get("state") == "failed":
            self._tell(self.picking_id, vals["error"])
        return vals

    def _tell(self, picking, message):
        """Show a person that the carrier did not do what it was asked for."""
        label = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        text = self.env._("%(what)s: %(problem)s", what=label, problem=message)
        picking.message_post(body=text)
        if picking.sale_id.ecom_payment_type:
            picking.sale_id._ecom_flag(text)
