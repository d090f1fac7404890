from odoo import fields, models


class DeliveryCarrier(models.Model):
    """What a carrier collects at the door, and how it pays that out. Each company keeps its own accounts."""

    _inherit = "delivery.carrier"

    ecom_cod_journal_id = fields.Many2one(
        "account.journal",
        string="COD Journal",
        company_dependent=True,
        check_company=True,
        domain=[("ecom_is_cod", "=", True)],
        help="Cash that this carrier collected stands here until it is remitted. Made on first use; carriers that pay "
        "out together may share one.",
    )
    ecom_cod_fee_account_id = fields.Many2one(
        "account.account",
        string="COD Fee Account",
        company_dependent=True,
        check_company=True,
        domain=[("account_type", "in", ["expense", "expense_direct_cost", "expense_other"])],
        help="Expense account of what the carrier keeps for collecting.",
    )
    ecom_cod_fee_tax_id = fields.Many2one(
        "account.tax",
        string="Tax on COD Fee",
        company_dependent=True,
        check_company=True,
        domain=[("type_tax_use", "=", "purchase"), ("amount_type", "in", ["percent", "group"])],
        help="Tax on the fee that can be claimed back. Empty: tax in a remittance is part of the fee's cost.",
    )
    ecom_cod_bank_journal_id = fields.Many2one(
        "account.journal",
        string="Remits To",
        company_dependent=True,
        check_company=True,
        domain=[("type", "=", "bank")],
        help="Bank that this carrier pays out to. Remembered from the last remittance.",
    )
    ecom_remittance_columns = fields.Json(
        copy=False, help="What the columns of this carrier's remittance files mean, by header."
    )

    def action_ecom_make_cod_journal(self):
        """Make the carrier's journal for cash now rather than on first use."""
        self.check_access("write")
        for carrier in self:
            (carrier.company_id or self.env.company)._ecom_cod_journal(carrier)
