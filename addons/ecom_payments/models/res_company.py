from odoo import Command, fields, models
from odoo.tools import SQL

_CODE_LENGTH = 6


class ResCompany(models.Model):
    """Where the books of a company hold cash that couriers collected, and what fees and discounts are sold as."""

    _inherit = "res.company"

    ecom_cod_journal_id = fields.Many2one(
        "account.journal",
        string="COD Journal of Own Riders",
        check_company=True,
        domain=[("ecom_is_cod", "=", True)],
        help="Cash that was collected by your own riders, or without a carrier. Made on first use.",
    )
    ecom_write_off_account_id = fields.Many2one(
        "account.account",
        string="COD Write-off Account",
        check_company=True,
        domain=[("account_type", "in", ["expense", "expense_direct_cost", "expense_other"])],
        help="What a customer still owed and was let off. Empty: the account of the chart for cash that is missing.",
    )

    def _ecom_keeps_books(self):
        """Say whether the company has a chart of accounts: without one nothing is booked."""
        self.ensure_one()
        accounts = self.env["account.account"].sudo()  # sudo: the desk may not read accounts
        domain = [
            *accounts._check_company_domain(self),
            ("account_type", "=", "asset_receivable"),
        ]
        return bool(accounts.with_company(self).search_count(domain, limit=1))

    def _ecom_cod_journal(self, carrier=None):
        """Return the journal of cash that a carrier collected, made on first use; empty without books.

        :param carrier: ``delivery.carrier``; None or empty for own riders
        """
        self.ensure_one()
        # sudo: booking is the system's; journals are made by nobody's own right
        holder = (carrier or self).sudo().with_company(self)
        if not holder.ecom_cod_journal_id and self._ecom_keeps_books():
            # of two that book the first cash of a carrier at the same time, the second waits and sees its journal
            self.env.cr.execute(
                SQL(
                    "SELECT FROM %s WHERE id = %s FOR NO KEY UPDATE",
                    SQL.identifier(holder._table),
                    holder.id,
                )
            )
            holder.invalidate_recordset(["ecom_cod_journal_id"])
            holder.ecom_cod_journal_id = holder.ecom_cod_journal_id or self._ecom_make_cod_journal(
                carrier.name if carrier else self.env._("own riders")
            )
        return holder.ecom_cod_journal_id

    def _ecom_make_cod_journal(self, holder_name):
        """Return a new cash journal whose payments stand on a clearing account of their own."""
        company = self.sudo()  # sudo: as in _ecom_cod_journal
        own = company.ecom_cod_journal_id
        journals = company.env["account.journal"].with_company(company)
        journal = journals.create(
            {
                "name": self.env._("COD %(carrier)s", carrier=holder_name),
                "code": self._ecom_journal_code(),
                "type": "cash",
                "company_id": company.id,
                "ecom_is_cod": True,
                # Odoo wants every cash journal to have one; what couriers owe never stands on it
                **({"default_account_id": own.default_account_id.id} if own else {}),
            }
        )
        clearing = self._ecom_make_clearing_account(holder_name)
        lines = journal.inbound_payment_method_line_ids | journal.outbound_payment_method_line_ids
        lines.payment_account_id = clearing
        return journal

    def _ecom_journal_code(self):
        journals = (
            self.env["account.journal"].sudo().with_context(active_test=False)
        )  # sudo: as above
        taken = set(journals.search([("company_id", "=", self.id)]).mapped("code"))
        return next(code for n in range(1, 1000) if (code := f"COD{n}") not in taken)

    def _ecom_make_clearing_account(self, holder_name):
        accounts = self.env["account.account"].sudo().with_company(self)  # sudo: as above
        prefix = self.transfer_account_code_prefix or self.cash_account_code_prefix or "1017"
        return accounts.create(
            {
                "name": self.env._("COD clearing: %(carrier)s", carrier=holder_name),
                "code": accounts._search_new_account_code(prefix.ljust(_CODE_LENGTH, "0")),
                "account_type": "asset_current",
                "reconcile": True,
                "company_ids": [(6, 0, self.ids)],
            }
        )

    def _ecom_service_product(self, field, name, taxes):
        """Return the product that lines of one kind are written with, made when there is none yet.

        :param str field: where the company keeps it
        :param str name: of a new one
        :param taxes: ``account.tax`` of a new one
        """
        self.ensure_one()
        # sudo: who places or pays an order need not be allowed to make products
        company = self.sudo()
        if not company[field]:
            company[field] = company.env["product.product"].create(
                {
                    "name": name,
                    "type": "service",
                    "invoice_policy": "order",
                    "list_price": 0.0,
                    "sale_ok": False,
                    "purchase_ok": False,
                    "company_id": company.id,
                    "taxes_id": [Command.set(taxes.ids)],
                }
            )
        return company[field]
