from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ecom_base.domain.order_totals import to_decimal

from ..domain.voucher import share_taxes

_SEQUENCES = {"receipt": ("ecom.receipt.voucher", "RV"), "refund": ("ecom.refund.voucher", "FV")}


class EcomPaymentVoucher(models.Model):
    """What the customer is given for money paid before the invoice, or given back: receipt voucher (rule 50 of the
    Indian CGST Rules) and refund voucher (rule 51). Numbered per company without gaps; rows are added, never changed.
    """

    _name = "ecom.payment.voucher"
    _description = "Payment Voucher"
    _order = "date desc, id desc"

    name = fields.Char(string="Number", required=True, readonly=True)
    kind = fields.Selection(
        [("receipt", "Receipt voucher"), ("refund", "Refund voucher")],
        required=True,
        readonly=True,
    )
    transaction_id = fields.Many2one(
        "payment.transaction", required=True, readonly=True, ondelete="restrict"
    )
    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="order_id.partner_invoice_id", string="Customer")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    date = fields.Date(
        string="Issued", required=True, readonly=True, default=fields.Date.context_today
    )
    paid_on = fields.Date(
        required=True, readonly=True, help="Day the money was received, or given back."
    )
    amount = fields.Monetary(required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)

    _transaction_unique = models.UniqueIndex(
        "(transaction_id)", "This payment has its voucher already."
    )
    _number_unique = models.UniqueIndex("(company_id, name)", "This number is taken.")

    @api.model
    def _issue(self, rows):
        """Return the vouchers of rows of the ledger, issued where there is none yet.

        :param rows: ``payment.transaction`` records
        :raise UserError: for money that did not move, or that the courier took back
        """
        rows = rows.sudo()  # sudo: the desk issues vouchers without a right on the ledger
        # sudo: as for the rows
        self = self.sudo()
        known = self.search([("transaction_id", "in", rows.ids)])
        for row in (rows - known.transaction_id).sorted("id"):
            if row.state != "done" or row.ecom_purpose == "reversal":
                raise UserError(self.env._("There is a voucher only for money that has moved."))
            known |= self.create(self._issue_values(row))
        return known

    def _issue_values(self, row):
        kind = "refund" if row.operation == "refund" else "receipt"
        local = fields.Datetime.context_timestamp(
            row.with_context(tz=row.ecom_order_id.ecom_store_id.tz), row.last_state_change
        )
        return {
            "name": self._sequence(row.company_id, kind).next_by_id(),
            "kind": kind,
            "transaction_id": row.id,
            "order_id": row.ecom_order_id.id,
            "company_id": row.company_id.id,
            "paid_on": local.date(),
            "amount": abs(row.amount),
            "currency_id": row.currency_id.id,
        }

    def _sequence(self, company, kind):
        """Return the company's sequence of one kind of voucher; a rolled back voucher leaves no gap in it."""
        code, prefix = _SEQUENCES[kind]
        sequences = self.env["ir.sequence"].sudo()  # sudo: made on first use
        found = sequences.search([("code", "=", code), ("company_id", "=", company.id)], limit=1)
        return found or sequences.create(
            {
                "name": f"{dict(self._fields['kind'].selection)[kind]} {company.name}",
                "code": code,
                "prefix": f"{prefix}%(y)s-",
                "padding": 5,
                "implementation": "no_gap",
                "company_id": company.id,
            }
        )

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: a voucher that was issued does not change."""
        raise UserError(self.env._("Vouchers do not change once they are issued."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Vouchers cannot be deleted: their numbers have no gaps."))

    # === ON PAPER === #

    def _amount_in_words(self):
        self.ensure_one()
        return self.currency_id.amount_to_text(self.amount)

    def _place_of_supply(self):
        """Return the state that the goods go to, with its GST code where Indian accounting is installed."""
        state = self.order_id.partner_shipping_id.state_id
        code = state.l10n_in_tin if "l10n_in_tin" in state._fields else ""
        return "-".join(filter(None, (code, state.name)))

    def _tax_shares(self):
        """Return the value without tax and a list of (name, amount) of taxes that are part of the payment."""
        self.ensure_one()
        decimals = self.currency_id.decimal_places
        groups = [
            (group["group_name"], to_decimal(group["tax_amount_currency"], decimals))
            for subtotal in (self.order_id.tax_totals or {}).get("subtotals", [])
            for group in subtotal["tax_groups"]
        ]
        total = to_decimal(self.order_id.amount_total, decimals)
        return share_taxes(to_decimal(self.amount, decimals), total, groups, decimals)

    def action_print(self):
        """Print as PDF."""
        return self.env.ref("ecom_payments.action_report_payment_voucher").report_action(self)

    def action_preview(self):
        """Show in the browser what would be printed."""
        return {
            "type": "ir.actions.act_url",
            "url": f"/report/html/ecom_payments.report_payment_voucher/{','.join(map(str, self.ids))}",
            "target": "new",
        }
