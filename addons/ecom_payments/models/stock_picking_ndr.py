from odoo import fields, models
from odoo.exceptions import UserError

NDR_ACTIONS = [
    ("reattempt", "Deliver again"),
    ("reschedule", "Deliver on another day"),
    ("contact", "New phone or address"),
    ("rto", "Bring it back"),
]


class StockPicking(models.Model):
    """Parcels that could not be delivered, and what is done about them."""

    _inherit = "stock.picking"

    ecom_attempts = fields.Integer(
        string="Attempts",
        readonly=True,
        copy=False,
        help="Attempts at the door that failed.",
    )
    ecom_ndr_reason = fields.Char(
        string="Why Not Delivered",
        readonly=True,
        copy=False,
        help="What the carrier said of the last attempt.",
    )
    ecom_ndr_at = fields.Datetime(string="Last Attempt", readonly=True, copy=False)
    ecom_ndr_action = fields.Selection(
        NDR_ACTIONS,
        string="Asked For",
        readonly=True,
        copy=False,
        help="What the carrier was last asked to do about the parcel.",
    )
    ecom_ndr_action_at = fields.Datetime(string="Asked", readonly=True, copy=False)
    ecom_ndr_waits = fields.Boolean(
        string="Needs a Decision",
        readonly=True,
        copy=False,
        help="Nobody has told the carrier yet what to do after the last attempt.",
    )

    ecom_phone = fields.Char(related="partner_id.phone", string="Customer's Phone")

    _ecom_ndr_index = models.Index("(ecom_ndr_at) WHERE ecom_outcome = 'ndr'")

    def _ecom_note_attempt(self, reason, at):
        """Count a failed attempt at the door.

        :param str reason: the carrier's words
        :param datetime at: when it was, naive UTC
        """
        self.ensure_one()
        is_latest = not self.ecom_ndr_at or at >= self.ecom_ndr_at
        vals = {"ecom_attempts": self.ecom_attempts + 1}
        if is_latest:
            asked = self.ecom_ndr_action_at
            vals |= {
                "ecom_ndr_reason": reason,
                "ecom_ndr_at": at,
                "ecom_ndr_waits": not asked or at > asked,
            }
        self.write(vals)

    def action_ecom_ndr_again(self):
        """Have undelivered parcels delivered again."""
        self.env["ecom.ndr"].ask(self, "reattempt")

    def action_ecom_ndr_back(self):
        """Have undelivered parcels brought back."""
        self.env["ecom.ndr"].ask(self, "rto")

    def action_ecom_ndr(self):
        """Open the dialog that asks what to do."""
        if not self.filtered(lambda picking: picking.ecom_outcome == "ndr"):
            raise UserError(self.env._("None of these parcels waits after a failed delivery."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Undelivered Parcel"),
            "res_model": "ecom.ndr.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_picking_ids": self.ids,
                "default_action": self.env.context.get("default_action", "reattempt"),
            },
        }
