from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: A parcel with one of these outcomes is still with whoever delivers it.
ON_THE_WAY = ("in_transit", "out_for_delivery", "ndr")


class StockPicking(models.Model):
    """Who of the shop's own people brings a parcel."""

    _inherit = "stock.picking"

    ecom_rider_id = fields.Many2one(
        "res.users",
        string="Rider",
        copy=False,
        index="btree_not_null",
        tracking=True,
        help="Your own rider who brings this parcel. Riders see their parcels, and nothing else of the shop.",
    )
    ecom_next_try = fields.Date(
        string="Next Try",
        copy=False,
        help="The customer was not there: the rider tries again on this day.",
    )

    @api.constrains("ecom_rider_id", "company_id")
    def _check_ecom_rider(self):
        for picking in self.filtered("ecom_rider_id"):
            rider = picking.ecom_rider_id.sudo()  # sudo: the desk may not read groups of users
            if not rider.has_group("ecom_payments.group_ecom_rider"):
                raise ValidationError(self.env._("%(user)s is not a rider.", user=rider.name))
            if picking.company_id not in rider.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not work for %(company)s.",
                        user=rider.name,
                        company=picking.company_id.name,
                    )
                )
