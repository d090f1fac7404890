from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..domain import rider as rules


class EcomCashWithRiders(models.AbstractModel):
    """What riders hand over at the end of the day."""

    _name = "ecom.cash.with.riders"
    _description = "Cash with Riders"

    @api.model
    def in_hand(self, rider, company, currency):
        """Return the cash that a rider collected and has not handed over, a float in the currency."""
        # sudo: riders see their own sum, and none of the rows
        found = (
            self.env["ecom.rider.cash"]
            .sudo()
            .search(
                [
                    ("rider_id", "=", rider.id),
                    ("company_id", "=", company.id),
                    ("currency_id", "=", currency.id),
                ]
            )
        )
        return sum(found.mapped("in_hand"))

    @api.model
    def receive(self, handover):
        """Take over a rider's cash: what was received is booked, what is missing stays with the rider. Once.

        :param handover: one ``ecom.rider.handover``; one that is received already is left alone
        :raise UserError: if nothing was received, or something needed for booking is missing
        """
        self._lock(handover)
        if handover.state == "done":
            return
        if handover.currency_id.compare_amounts(handover.received, 0) <= 0:
            raise UserError(self.env._("Count the cash and enter what you received."))
        expected = self.in_hand(handover.rider_id, handover.company_id, handover.currency_id)
        values = {"expected": expected, "state": "done", "received_by_id": self.env.uid}
        if handover.company_id._ecom_keeps_books():
            values["move_id"] = self._book(handover).id
        # sudo: the figures of a handover are written here only
        handover.sudo().write(values)

    def _lock(self, handover):
        """Of two who receive the same cash, the second waits, fails to serialize, and finds it received."""
        handover.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE ecom_rider_handover SET write_date = now() AT TIME ZONE 'UTC' WHERE id = %s",
                handover.id,
            )
        )
        handover.invalidate_recordset()

    # === THE BOOKS === #

    def _book(self, handover):
        """Post the entry of a handover, and set it off against what the rider collected, the oldest first."""
        company = handover.company_id
        if not handover.journal_id:
            # sudo: as above
            handover.sudo().journal_id = company._ecom_cash_register(make=True)
        rows = self._rows(handover)
        self.env["ecom.books"].book(rows)
        rows.filtered("payment_id").is_post_processed = True
        clearing = company._ecom_cod_journal()._ecom_clearing_account()
        # sudo: booking is the system's
        entry = self.env["account.move"].sudo().with_company(company)
        entry = entry.create(self._entry_values(handover, clearing))
        entry.action_post()
        items = rows._ecom_clearing_lines() | entry.line_ids
        items = items.filtered(lambda item: item.account_id == clearing and not item.reconciled)
        if len(items) > 1:
            items._reconcile_plan([items.sorted(lambda item: (item.date, item.id))])
        return entry

    def _rows(self, handover):
        # sudo: the desk receives cash without a right on the ledger
        return (
            self.env["payment.transaction"]
            .sudo()
            .search(
                [
                    ("ecom_rider_id", "=", handover.rider_id.id),
                    ("ecom_collect_method", "=", rules.CASH),
                    ("company_id", "=", handover.company_id.id),
                    ("currency_id", "=", handover.currency_id.id),
                    ("state", "=", "done"),
                ],
                order="id",
            )
        )

    def _entry_values(self, handover, clearing):
        journal = handover.sudo().journal_id  # sudo: as above
        sides = ((journal.default_account_id, handover.received), (clearing, -handover.received))
        name = self.env._("Cash of %(rider)s", rider=handover.rider_id.name)
        return {
            "move_type": "entry",
            "journal_id": journal.id,
            "date": handover.date,
            "ref": handover.name,
            "line_ids": [
                (
                    0,
                    0,
                    {
                        "name": name,
                        "account_id": account.id,
                        "currency_id": handover.currency_id.id,
                        "amount_currency": amount,
                    },
                )
                for account, amount in sides
            ],
        }
