from datetime import timedelta

from odoo import api, models

_MOST_LINES = 25
_FEE, _TAX = 25.0, 4.5  # of a parcel
_SHORT = 200.0
_VOUCHERS = 12


class EcomDemo(models.AbstractModel):
    """What couriers paid out of the cash they collected, and vouchers that were sent to customers."""

    _inherit = "ecom.demo"

    @api.model
    def _steps(self):
        return super()._steps() + [
            ("remittances", "Remittances", "_fill_remittances"),
            ("vouchers", "Vouchers", "_fill_vouchers"),
        ]

    @api.model
    def _fill_remittances(self, scale):
        """One that is booked, one that is booked with differences, one that waits to be checked."""
        if not self.env.company._ecom_keeps_books():
            return
        whole, different, waiting, *_others = self._carriers()
        self._remit(whole, "UTR2611180042").filtered("line_ids").action_confirm()
        self._remit(different, "UTR2611190117", short=True).filtered("line_ids").action_confirm()
        self._remit(waiting, "UTR2611230008").action_match()

    def _remit(self, carrier, reference, *, short=False):
        """Return a remittance for the older half of the cash that a carrier holds.

        :param bool short: leave a parcel out, and pay out too little of another
        """
        company = self.env.company
        held = self.env["ecom.remittances"]._held_payments(
            carrier.with_company(company).ecom_cod_journal_id
        )
        paid = held[: min(len(held) // 2 + 1, _MOST_LINES)]
        until = max(paid.mapped("date"), default=self._now().date())
        if short:
            paid -= paid[1:2]
        remittance = self.env["ecom.cod.remittance"].create(
            {
                "carrier_id": carrier.id,
                "reference": reference,
                "date": min(until + timedelta(days=3), self._now().date()),
                "collected_until": until,
                "bank_journal_id": self._bank().id,
                "fee_account_id": self._courier_expenses().id,
            }
        )
        self.env["ecom.cod.remittance.line"].create(
            [
                self._remitted(remittance, number, payment, _SHORT if short and number == 3 else 0)
                for number, payment in enumerate(paid, start=1)
            ]
        )
        return remittance

    def _remitted(self, remittance, number, payment, lacking):
        parcels = payment.ecom_order_id.picking_ids.filtered(
            lambda picking: picking._ecom_is_parcel() and not picking.return_id
        )
        return {
            "remittance_id": remittance.id,
            "line_number": number + 1,
            "awb": parcels[:1].carrier_tracking_ref,
            "reference": remittance.reference,
            "collected": max(payment.amount - lacking, 1.0),
            "fee": _FEE,
            "tax": _TAX,
        }

    def _bank(self):
        return self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )

    def _courier_expenses(self):
        """Return an account for what couriers keep."""
        accounts = self.env["account.account"]
        domain = [
            *accounts._check_company_domain(self.env.company),
            ("account_type", "in", ["expense", "expense_other"]),
        ]
        named = accounts.search([*domain, ("name", "ilike", "freight")], limit=1)
        return named or accounts.search(domain, limit=1)

    @api.model
    def _fill_vouchers(self, scale):
        """Receipts for the latest payments on account, and vouchers for the latest refunds."""
        ledger = self.env["payment.transaction"].sudo()  # sudo: demo data, loaded by the system
        ours = [
            ("ecom_order_id.ecom_store_id", "=", self._store().id),
            ("state", "=", "done"),
        ]
        paid = ledger.search(
            [*ours, ("ecom_purpose", "=", "upfront")],
            order="last_state_change desc",
            limit=_VOUCHERS,
        )
        back = ledger.search(
            [*ours, ("ecom_purpose", "=", "refund")],
            order="last_state_change desc",
            limit=_VOUCHERS,
        )
        self.env["ecom.payment.voucher"]._issue(paid | back)
