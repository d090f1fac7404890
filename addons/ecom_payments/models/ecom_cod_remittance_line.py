from odoo import api, fields, models

LINE_STATES = [
    ("ok", "As expected"),
    ("short", "Too little"),
    ("over", "Too much"),
    ("missing", "Missing"),
    ("reversed", "Taken back"),
    ("unknown", "Unknown parcel"),
    ("duplicate", "Known already"),
    ("unreadable", "Not readable"),
]
#: Lines that stand in the file but move no money here.
_NOT_BOOKED = {"missing", "duplicate", "unreadable"}


class EcomCodRemittanceLine(models.Model):
    """One parcel of a remittance, or one that should have been in it."""

    _name = "ecom.cod.remittance.line"
    _description = "COD Remittance Line"
    _order = "remittance_id desc, line_number, id"
    _rec_name = "awb"

    remittance_id = fields.Many2one(
        "ecom.cod.remittance", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="remittance_id.company_id", store=True, index=True)
    carrier_id = fields.Many2one(related="remittance_id.carrier_id", store=True, index=True)
    date = fields.Date(related="remittance_id.date", store=True)
    remittance_state = fields.Selection(
        related="remittance_id.state", string="Remittance Status", store=True
    )
    currency_id = fields.Many2one(related="remittance_id.currency_id")
    line_number = fields.Integer(
        string="Line", readonly=True, aggregator=None, help="Where it stands in the file."
    )
    awb = fields.Char(string="Tracking Number", readonly=True, index="btree_not_null")
    reference = fields.Char(readonly=True)
    picking_id = fields.Many2one(
        "stock.picking", string="Parcel", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    order_id = fields.Many2one(
        "sale.order", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    expected = fields.Monetary(readonly=True, help="Cash of this parcel that was not paid out yet.")
    collected = fields.Monetary(
        readonly=True, help="Cash of this parcel by the courier's file; less than zero: taken back."
    )
    fee = fields.Monetary(readonly=True, help="Kept by the courier.")
    tax = fields.Monetary(string="Tax on Fee", readonly=True)
    net = fields.Monetary(string="Paid Out", compute="_compute_amounts", store=True)
    difference = fields.Monetary(
        compute="_compute_amounts",
        store=True,
        help="Less than zero: the courier still owes this. More: it paid more than it had to.",
    )
    state = fields.Selection(LINE_STATES, readonly=True, required=True, default="unknown")
    reason = fields.Char(readonly=True, help="Why the line is not as expected.")
    move_line_id = fields.Many2one(
        "account.move.line", string="Journal Item", readonly=True, index="btree_not_null"
    )
    is_settled = fields.Boolean(
        string="Settled Later",
        readonly=True,
        help="What was missing has come with another remittance.",
    )

    @api.depends("expected", "collected", "fee", "tax", "state")
    def _compute_amounts(self):
        for line in self:
            line.net = line.collected - line.fee - line.tax
            differs = line.state in {"short", "over", "missing", "unknown", "reversed"}
            line.difference = line.collected - line.expected if differs else 0.0

    def _is_booked(self):
        """Say whether this line is money that came (or went back) with the remittance."""
        return self.state not in _NOT_BOOKED

    def action_assign(self):
        """Open the dialog that gives a booked line of an unknown parcel its order."""
        self.ensure_one()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "ecom_payments.ecom_cod_remittance_assign_action"
        ) | {"context": {"default_line_id": self.id}}

    def action_open_order(self):
        """Open the parcel's order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "views": [(False, "form")],
        }
