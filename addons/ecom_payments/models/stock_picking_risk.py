from odoo import fields, models

from .sale_order import PAYMENT_TYPES


class StockPicking(models.Model):
    """What a parcel was sent off with, and orders that are on hold."""

    _inherit = "stock.picking"

    ecom_dispatch_type = fields.Selection(
        PAYMENT_TYPES,
        string="Sent Off As",
        readonly=True,
        copy=False,
        help="Payment type of the order when the parcel left. Rates of return count it, also if it was paid online "
        "afterwards.",
    )
    ecom_hold = fields.Selection(related="sale_id.ecom_hold")
    ecom_hold_reason = fields.Char(related="sale_id.ecom_hold_reason")

    # reports look at the parcels of some months
    _ecom_dispatched_index = models.Index("(date_done) WHERE ecom_outcome IS NOT NULL")

    def _action_done(self):
        leaving = self.filtered(lambda picking: picking._ecom_is_parcel() and not picking.return_id)
        leaving.sale_id._ecom_refuse_if_held()
        for payment_type, parcels in leaving.grouped(
            lambda picking: picking.sale_id.ecom_payment_type
        ).items():
            parcels.ecom_dispatch_type = payment_type
        return super()._action_done()
