from odoo import fields, models


class AccountJournal(models.Model):
    """Cash that couriers collected has a journal for each courier, see ``res.company._ecom_cod_journal``."""

    _inherit = "account.journal"

    ecom_is_cod = fields.Boolean(
        string="Cash of Couriers",
        readonly=True,
        copy=False,
        help="Payments of this journal are with a courier until it remits them.",
    )

    def _ecom_clearing_account(self):
        """Return the account that holds what was collected and not remitted yet."""
        self.ensure_one()
        return self.inbound_payment_method_line_ids.payment_account_id[:1]
