from odoo import models


class EcomDemo(models.AbstractModel):
    """What was received and given back, in the company's books.

    The books begin with last month: what lies before was kept in another program, as in any shop that comes to Odoo
    with its history.
    """

    _inherit = "ecom.demo"

    def _settle_books(self, pairs):
        rows, dates = self.env["payment.transaction"], []
        for plan, order in pairs:
            life = self._life(plan, order)
            ledger = order.sudo().ecom_transaction_ids  # sudo: demo data, loaded by the system
            ledger.is_post_processed = True
            for row in ledger.filtered(lambda row: row.state == "done" and not row.payment_id):
                date = life[self._phase_of(row)].date()
                if date >= self._books_begin():
                    rows |= row
                    dates.append(date)
        self._book(rows, dates)

    def _books_begin(self):
        today = self._now().date()
        return (
            today.replace(year=today.year - 1, month=12, day=1)
            if today.month == 1
            else (today.replace(month=today.month - 1, day=1))
        )

    def _book(self, rows, dates):
        """Post the payments of ledger rows in one go; as :meth:`payment.transaction._create_payment`, row by row, does."""
        values = [
            row._ecom_payment_values() | {"date": date}
            for row, date in zip(rows, dates, strict=True)
        ]
        booked = [
            (row, vals | self._payment_values(row))
            for row, vals in zip(rows, values, strict=True)
            if vals["journal_id"] and vals["payment_method_line_id"]
        ]
        payments = (
            self.env["account.payment"]
            .sudo()
            .create(  # sudo: booking is the system's
                [vals for _row, vals in booked]
            )
        )
        payments.action_post()
        for (row, _vals), payment in zip(booked, payments, strict=True):
            row.payment_id = payment

    def _payment_values(self, row):
        return {
            "amount": abs(row.amount),
            "payment_type": "inbound" if row.amount > 0 else "outbound",
            "partner_type": "customer",
            "partner_id": row.partner_id.commercial_partner_id.id,
            "currency_id": row.currency_id.id,
            "company_id": row.company_id.id,
            "payment_transaction_id": row.id,
            "memo": f"{row.reference} - {row.provider_reference or ''}",
        }
