from odoo import api, fields, models

from ..models.stock_picking_ndr import NDR_ACTIONS


class EcomNdrWizard(models.TransientModel):
    """Says what the carrier shall do about parcels that could not be delivered."""

    _name = "ecom.ndr.wizard"
    _description = "Undelivered Parcel"

    picking_ids = fields.Many2many("stock.picking", string="Parcels", required=True)
    is_single = fields.Boolean(compute="_compute_is_single")
    action = fields.Selection(NDR_ACTIONS, string="What to Do", required=True, default="reattempt")
    day = fields.Date(help="When the carrier shall come again.")
    phone = fields.Char(help="Number in India at which the customer answers.")
    address = fields.Char(
        help="House, street, landmark. The PIN code stays: another one needs another parcel."
    )
    comment = fields.Char(help="What the carrier should know.")

    @api.depends("picking_ids")
    def _compute_is_single(self):
        for wizard in self:
            wizard.is_single = len(wizard.picking_ids) == 1

    def action_ask(self):
        """Tell the carriers."""
        self.ensure_one()
        self.env["ecom.ndr"].ask(
            self.picking_ids,
            self.action,
            day=self.day,
            phone=self.phone,
            address=self.address,
            comment=self.comment,
        )
        return {"type": "ir.actions.act_window_close"}
