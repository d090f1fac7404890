from odoo import fields, models
from odoo.exceptions import AccessError


class PaymentTransaction(models.Model):
    """Vouchers of rows of the ledger."""

    _inherit = "payment.transaction"

    ecom_voucher_ids = fields.One2many(
        "ecom.payment.voucher",
        "transaction_id",
        readonly=True,
        groups="ecom_base.group_ecom_analyst",
    )

    def action_ecom_voucher(self):
        """Issue the vouchers of these payments, if there are none yet, and print them."""
        return self._ecom_vouchers().action_print()

    def action_ecom_voucher_preview(self):
        """Issue the vouchers of these payments, if there are none yet, and show them."""
        return self._ecom_vouchers().action_preview()

    def _ecom_vouchers(self):
        self.check_access("read")
        if not self.env.user.has_group("ecom_base.group_ecom_order_desk"):
            raise AccessError(self.env._("Vouchers are issued by the order desk."))
        return self.env["ecom.payment.voucher"]._issue(self)
