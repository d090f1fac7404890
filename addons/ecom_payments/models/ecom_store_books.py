from odoo import fields, models


class EcomStore(models.Model):
    """Settings of the company's books that merchants look for on their store."""

    _inherit = "ecom.store"

    own_cod_journal_id = fields.Many2one(
        "account.journal",
        string="Cash of Own Riders",
        compute="_compute_company_books",
        inverse="_inverse_own_cod_journal_id",
        domain="[('ecom_is_cod', '=', True), ('company_id', '=', company_id)]",
        groups="account.group_account_readonly,account.group_account_invoice",
        help="COD journal of cash that your own riders collected, or that was collected without a carrier. The same for "
        "all stores of the company.",
    )
    write_off_account_id = fields.Many2one(
        "account.account",
        string="COD Write-offs",
        compute="_compute_company_books",
        inverse="_inverse_write_off_account_id",
        domain="[('account_type', 'in', ['expense', 'expense_direct_cost', 'expense_other']),"
        " ('company_ids', 'in', company_id)]",
        groups="account.group_account_readonly,account.group_account_invoice",
        help="Account of what a customer still owed and was let off. The same for all stores of the company.",
    )

    def _compute_company_books(self):
        for store in self:
            company = store.company_id.sudo()  # sudo: shown to those who may see accounts
            store.own_cod_journal_id = company.ecom_cod_journal_id
            store.write_off_account_id = company.ecom_write_off_account_id

    def _inverse_own_cod_journal_id(self):
        for store in self:
            # sudo: whoever may change the store's settings may change this one of its company, and nothing else of it
            store.company_id.sudo().ecom_cod_journal_id = store.own_cod_journal_id

    def _inverse_write_off_account_id(self):
        for store in self:
            # sudo: as above
            store.company_id.sudo().ecom_write_off_account_id = store.write_off_account_id
