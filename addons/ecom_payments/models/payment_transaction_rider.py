from odoo import fields, models

from ..domain import rider

COLLECT_METHODS = [(rider.CASH, "Cash"), (rider.UPI, "UPI")]


class PaymentTransaction(models.Model):
    """Which of the shop's own riders holds money that was collected."""

    _inherit = "payment.transaction"

    ecom_rider_id = fields.Many2one(
        "res.users",
        string="Rider",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The rider who collected this.",
    )
    ecom_collect_method = fields.Selection(
        COLLECT_METHODS,
        string="Collected As",
        readonly=True,
        copy=False,
        help="UPI goes to the shop's bank account; cash is with the rider until it is handed over.",
    )

    def _ecom_carrier(self):
        """What own riders collected stands on their account, whatever delivery method the customer chose."""
        return self.env["delivery.carrier"] if self.ecom_rider_id else super()._ecom_carrier()
