from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.stock_picking_rider import ON_THE_WAY


class EcomRiderAssignWizard(models.TransientModel):
    """Gives parcels to a rider, many at once."""

    _name = "ecom.rider.assign.wizard"
    _description = "Assign to Rider"

    rider_id = fields.Many2one(
        "res.users",
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("ecom_payments.group_ecom_rider").ids)
        ],
        help="Empty: takes the parcels from their riders.",
    )
    picking_ids = fields.Many2many(
        "stock.picking", string="Transfers", default=lambda self: self._selected()
    )
    parcel_ids = fields.Many2many("stock.picking", string="Parcels", compute="_compute_parcel_ids")
    selected = fields.Integer(compute="_compute_parcel_ids")
    possible = fields.Integer(compute="_compute_parcel_ids")
    waiting = fields.Integer(compute="_compute_parcel_ids")
    ship = fields.Boolean(
        string="The rider takes them now",
        help="Hands over the parcels that have not left yet. The rider sees a stop once its parcel has left.",
    )

    @api.model
    def _selected(self):
        if self.env.context.get("active_model") != "stock.picking":
            return []
        return self.env.context.get("active_ids", [])

    @api.depends("picking_ids")
    def _compute_parcel_ids(self):
        for wizard in self:
            parcels = wizard.picking_ids.filtered(
                lambda picking: (
                    picking._ecom_is_parcel()
                    and (picking.state != "done" or picking.ecom_outcome in ON_THE_WAY)
                )
            )
            wizard.parcel_ids = parcels
            wizard.selected, wizard.possible = len(wizard.picking_ids), len(parcels)
            wizard.waiting = len(parcels.filtered(lambda parcel: parcel.state != "done"))

    def action_assign(self):
        """Assign the parcels, and hand them over if that is wanted."""
        self.ensure_one()
        parcels = self.parcel_ids
        if not parcels:
            raise UserError(
                self.env._("None of the selected transfers is a parcel on its way to a customer.")
            )
        parcels.write({"ecom_rider_id": self.rider_id.id, "ecom_next_try": False})
        if self.ship and self.rider_id:
            parcels.filtered(lambda parcel: parcel.state != "done").action_ecom_ship()
        return {"type": "ir.actions.act_window_close"}
