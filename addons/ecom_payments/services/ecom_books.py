from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class EcomBooks(models.AbstractModel):
    """The ledger of storefront orders in the company's books: once, in batches, and outside of requests."""

    _name = "ecom.books"
    _description = "Books of Storefront Orders"

    @api.model
    def book(self, rows, dates=None):
        """Post the ``account.payment`` of rows of the ledger that are done, and settle their orders.

        A row that is booked already is left alone, also one that somebody else is booking now.

        :param rows: ``payment.transaction`` of storefront orders
        :param dict dates: accounting date by row id; the day the money moved if not given
        :return: the new ``account.payment`` records; none for companies without a chart of accounts
        """
        rows = self._claim(rows)
        payments = self.env["account.payment"].sudo()  # sudo: booking is the system's
        for company, of_company in rows.grouped("company_id").items():
            values = []
            for row in of_company.with_company(company):
                row_values = self._payment_values(row, (dates or {}).get(row.id))
                if row_values["journal_id"] and row_values["payment_method_line_id"]:
                    values.append(row_values)
            made = payments.with_company(company).create(values)
            made.action_post()
            for payment in made:
                payment.payment_transaction_id.payment_id = payment
            payments |= made
        self.settle(payments.payment_transaction_id.ecom_order_id)
        return payments

    def _claim(self, rows):
        """Return the rows that are to be booked, theirs alone until the end of the transaction.

        Of two that book the same row, the second waits and fails to serialize; its caller tries again and finds it done.
        """
        rows.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM payment_transaction WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
                rows.ids,
            )
        )
        return rows.filtered(
            lambda row: row.ecom_order_id and row.state == "done" and not row.payment_id
        ).filtered("amount")

    def _payment_values(self, row, date=None):
        values = row._ecom_payment_values()
        account = self._receivable_account(row.ecom_order_id)
        return values | {
            "amount": abs(row.amount),
            "payment_type": "inbound" if row.amount > 0 else "outbound",
            "partner_type": "customer",
            "partner_id": row.partner_id.commercial_partner_id.id,
            "currency_id": row.currency_id.id,
            "company_id": row.company_id.id,
            "payment_transaction_id": row.id,
            "memo": f"{row.reference} - {row.provider_reference or row.ecom_note or ''}",
            "date": date or self._date(row, values["journal_id"]),
            **({"destination_account_id": account.id} if account else {}),
        }

    def _date(self, row, journal_id):
        """Return the day the money moved, where the shop is; today if the books of that day are closed."""
        store = row.ecom_order_id.ecom_store_id
        moved = fields.Datetime.context_timestamp(
            row.with_context(tz=store.tz), row.last_state_change or fields.Datetime.now()
        ).date()
        journal = self.env["account.journal"].browse(journal_id)
        closed = row.company_id._get_user_fiscal_lock_date(journal)
        return moved if moved > closed else fields.Date.context_today(row)

    @api.model
    def write_off(self, row):
        """Book a rest that a person gave up: a loss, and the customer owes nothing any more. Once."""
        company, order = row.company_id, row.ecom_order_id
        if row.ecom_entry_id or not company._ecom_keeps_books():
            return
        loss = (
            company.ecom_write_off_account_id or company.default_cash_difference_expense_account_id
        )
        receivable = self._receivable_account(order) or (
            row.partner_id.with_company(company).property_account_receivable_id
        )
        if not loss:
            raise UserError(
                self.env._("%(company)s has no account for write-offs.", company=company.name)
            )
        item = {
            "name": self.env._("%(order)s: written off", order=order.name),
            "partner_id": row.partner_id.commercial_partner_id.id,
            "currency_id": row.currency_id.id,
        }
        sides = ((loss, row.amount), (receivable, -row.amount))
        # sudo: booking is the system's
        entry = self.env["account.move"].sudo().with_company(company)
        row.ecom_entry_id = entry.create(
            {
                "move_type": "entry",
                "ecom_order_id": order.id,
                "ref": row.reference,
                "line_ids": [
                    Command.create(item | {"account_id": account.id, "amount_currency": amount})
                    for account, amount in sides
                ],
            }
        )
        row.ecom_entry_id.action_post()
        self.settle(order)

    def _receivable_account(self, order):
        """Return the account that the order's invoice stands on, where there is one."""
        lines = self._open_lines(order)
        return lines.filtered(lambda line: line.move_id.is_sale_document()).account_id[:1]

    @api.model
    def settle(self, orders):
        """Set off what the orders' customers owe against what they paid: invoices, credit notes, payments, refunds.

        What is left over stays open: the rest of an invoice, or the customer's credit.
        """
        plan = []
        for order in orders:
            for lines in self._open_lines(order).grouped("account_id").values():
                if any(line.balance > 0 for line in lines) and any(
                    line.balance < 0 for line in lines
                ):
                    plan.append(lines)
        if plan:
            self.env["account.move.line"].sudo()._reconcile_plan(
                plan
            )  # sudo: booking is the system's

    def _open_lines(self, order):
        """Return the items on receivable accounts of an order's posted documents that are not settled."""
        order = order.sudo()  # sudo: booking is the system's
        moves = (
            order.invoice_ids | order.ecom_transaction_ids.payment_id.move_id | order.ecom_entry_ids
        )
        return moves.filtered(lambda move: move.state == "posted").line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        )
