from odoo import Command, api, models
from odoo.exceptions import UserError

from ..domain.money import ZERO

_UNDER_WAY = {"in_transit", "out_for_delivery", "ndr"}


class EcomRemittances(models.AbstractModel):
    """A remittance in the books: one entry, set off parcel by parcel."""

    _inherit = "ecom.remittances"

    @api.model
    def confirm(self, remittance):
        """Record collections that nobody reported, undo those that the courier took back, and book the money.

        What the clearing account then holds is what was not paid out, to the paisa. All or nothing.

        :param remittance: one ``ecom.cod.remittance`` that is not booked
        :raise UserError: if something needed for booking is missing
        """
        remittance.ensure_one()
        self._require_settings(remittance)
        remittance.line_ids.order_id._ecom_lock()
        self.match(remittance)
        booked = remittance.line_ids.filtered(lambda line: line._is_booked())
        if not booked:
            raise UserError(self.env._("Nothing in this remittance is new."))
        self._collect(booked)
        self._take_back(booked)
        rows = self.cash_rows(booked.order_id).filtered(lambda row: row.state == "done")
        self.env["ecom.books"].book(rows)
        rows.filtered("payment_id").is_post_processed = True
        entry = self._make_entry(remittance, booked)
        remittance.write({"state": "posted", "move_id": entry.id})
        self.set_off(booked)
        self._settle_earlier(remittance)
        self._remember(remittance)

    def _require_settings(self, remittance):
        if not remittance.company_id._ecom_keeps_books():
            raise UserError(
                self.env._(
                    "%(company)s has no chart of accounts: there is nothing to book this in.",
                    company=remittance.company_id.name,
                )
            )
        if not remittance.bank_journal_id:
            raise UserError(self.env._("Say which bank account the money arrived on."))
        if remittance.fee and not remittance.fee_account_id:
            raise UserError(self.env._("Say which account takes the courier's fees."))

    # === THE LEDGER === #

    def _collect(self, lines):
        """Record what couriers paid out of cash whose collection was not reported."""
        cash = self._cash(lines.order_id)
        service = self.env["ecom.cash.on.delivery"]
        for order, of_order in lines.grouped("order_id").items():
            paid = sum((self._decimal(line, "collected") for line in of_order), ZERO)
            if not order or not cash[order].due or paid <= cash[order].held:
                continue
            parcel = of_order.picking_id[:1]
            acting = order._ecom_acting("user", self.env.user.name)
            service.with_context(acting.env.context).collect(
                acting, paid - cash[order].held, lines[0].remittance_id.name, parcel=parcel
            )
            under_way = parcel.filtered(lambda picking: picking.ecom_outcome in _UNDER_WAY)
            under_way.with_context(acting.env.context)._ecom_set_outcome(
                "delivered", raw_status=self.env._("Paid out by the courier")
            )

    def _take_back(self, lines):
        """Undo collections whose cash the courier took back: the order is unpaid again, and a person looks at it."""
        for line in lines.filtered(lambda line: line.state == "reversed" and line.expected < 0):
            order = line.order_id._ecom_acting("user", self.env.user.name)
            payments = order.env["ecom.order.payments"]
            row = payments.ledger_row(
                order,
                payments.cod_provider(order),
                self._decimal(line, "expected"),
                "reversal",
                ecom_picking_id=line.picking_id.id,
                ecom_note=line.remittance_id.name,
            )
            reason = self.env._(
                "The courier took back %(amount)s.",
                amount=order.currency_id.format(-line.expected),
            )
            row._set_done(state_message=reason)
            order._ecom_flag(reason, transaction=row, amount=row.amount)

    # === THE ENTRY === #

    def _make_entry(self, remittance, lines):
        """Post the entry of a remittance: bank and fees against the clearing account, a line for each parcel."""
        company = remittance.company_id
        journal = company._ecom_cod_journal(remittance.carrier_id)
        accounts = self._clearing_accounts(lines, journal)
        cash = lines.filtered("collected")
        values = [
            {
                "name": self.env._("%(awb)s cash", awb=line.awb),
                "sequence": number,
                "account_id": accounts[line].id,
                "partner_id": line.order_id.partner_id.commercial_partner_id.id,
                "balance": -line.collected,
            }
            for number, line in enumerate(cash)
        ]
        values += self._entry_totals(remittance, len(values))
        entry = (
            self.env["account.move"]
            .sudo()  # sudo: booking is the system's
            .with_company(company)
            .create(
                {
                    "move_type": "entry",
                    "journal_id": journal.id,
                    "date": remittance.date,
                    "ref": " ".join(filter(None, (remittance.name, remittance.reference))),
                    "line_ids": [Command.create(vals) for vals in values],
                }
            )
        )
        entry.action_post()
        by_sequence = {item.sequence: item for item in entry.line_ids}
        for number, line in enumerate(cash):
            line.sudo().move_line_id = by_sequence[number]  # sudo: the desk may not read the books
        return entry

    def _clearing_accounts(self, lines, journal):
        """Return the account that each line's cash stands on; the carrier's own where none was collected."""
        rows = self.cash_rows(lines.order_id).grouped("ecom_order_id")
        default = journal._ecom_clearing_account()
        return {
            line: rows[line.order_id]._ecom_clearing_lines().account_id[:1] or default
            if line.order_id in rows
            else default
            for line in lines
        }

    def _entry_totals(self, remittance, start):
        """Return the items of bank, fees and tax. Tax that cannot be claimed back is part of the fees."""
        tax_line = remittance.fee_tax_id.invoice_repartition_line_ids.filtered(
            lambda part: part.repartition_type == "tax" and part.account_id
        )[:1]
        tax_account = tax_line.account_id
        fee = remittance.fee if tax_account else remittance.fee + remittance.tax
        totals = [
            (self._bank_account(remittance), remittance.net, self.env._("Paid out")),
            (remittance.fee_account_id, fee, self.env._("COD fees")),
        ]
        if tax_account:
            totals.append((tax_account, remittance.tax, self.env._("Tax on COD fees")))
        return [
            {"name": name, "account_id": account.id, "balance": balance, "sequence": start + place}
            for place, (account, balance, name) in enumerate(totals)
            if balance
        ]

    def _bank_account(self, remittance):
        return remittance.bank_journal_id.default_account_id

    # === SETTING OFF === #

    @api.model
    def set_off(self, lines):
        """Set the cash of lines off against the payments that collected it, order by order."""
        plan = []
        rows = self.cash_rows(lines.order_id).grouped("ecom_order_id")
        for order, of_order in lines.sudo().grouped("order_id").items():  # sudo: as above
            items = (
                of_order.move_line_id
                | rows.get(order, self.env["payment.transaction"])._ecom_clearing_lines()
            )
            open_items = items.filtered(lambda item: not item.reconciled)
            plan += [
                group
                for group in open_items.grouped("account_id").values()
                if order and len(group) > 1
            ]
        if plan:
            self.env["account.move.line"].sudo()._reconcile_plan(
                plan
            )  # sudo: booking is the system's

    def _settle_earlier(self, remittance):
        """Tick off what was missing in earlier remittances and has come now."""
        earlier = self.env["ecom.cod.remittance.line"].search(
            [
                ("company_id", "=", remittance.company_id.id),
                ("state", "in", ["missing", "short"]),
                ("is_settled", "=", False),
                ("remittance_state", "=", "posted"),
                ("order_id", "in", remittance.line_ids.order_id.ids),
                ("remittance_id", "!=", remittance.id),
            ]
        )
        cash = self._cash(earlier.order_id)
        earlier.filtered(lambda line: not cash[line.order_id].held).is_settled = True

    def _remember(self, remittance):
        holder = self._holder(remittance)
        if holder._name == "delivery.carrier":
            holder.ecom_cod_bank_journal_id = remittance.bank_journal_id
            holder.ecom_cod_fee_account_id = remittance.fee_account_id
            holder.ecom_cod_fee_tax_id = remittance.fee_tax_id
