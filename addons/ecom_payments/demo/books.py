from odoo import models


class EcomDemo(models.AbstractModel):
    """What was received and given back, in the company's books.

    The books begin with last month: what lies before was kept in another program, as in any shop that comes to Odoo
    with its history.
    """

    _inherit = "ecom.demo"

    def _settle_books(self, pairs):
        rows, dates = self.env["payment.transaction"], {}
        for plan, order in pairs:
            life = self._life(plan, order)
            ledger = order.sudo().ecom_transaction_ids  # sudo: demo data, loaded by the system
            ledger.is_post_processed = True
            for row in ledger.filtered(lambda row: row.state == "done" and not row.payment_id):
                date = life[self._phase_of(row)].date()
                if date >= self._books_begin():
                    rows |= row
                    dates[row.id] = date
        self.env["ecom.books"].book(rows, dates)

    def _books_begin(self):
        today = self._now().date()
        return (
            today.replace(year=today.year - 1, month=12, day=1)
            if today.month == 1
            else (today.replace(month=today.month - 1, day=1))
        )
