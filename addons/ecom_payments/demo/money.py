from decimal import Decimal

from odoo import fields, models

from . import history

_SURPLUS = Decimal(50)
_PART = Decimal("0.25")
#: What is given back of an order: a share of all that was paid.
_GIVEN_BACK = {
    history.CANCELLED: 1,
    history.RETURNED: 1,
    history.LOST: 1,
    history.PARTLY_REFUNDED: _PART,
}


class EcomDemo(models.AbstractModel):
    """Money after confirmation: at the door, online instead, and back."""

    _inherit = "ecom.demo"

    def _convert(self, pairs):
        """Some customers pay online what they would have paid at the door."""
        provider = self.env["ecom.gateway.choice"].usable(self._store())[:1]
        for plan, order in pairs:
            if plan.fate != history.CONVERTED or not order.ecom_to_collect:
                continue
            order = order._ecom_acting("webhook", provider.name)
            payments = order.env["ecom.order.payments"]
            due = order._ecom_money("ecom_to_collect")
            row = payments.ask(order, provider, due, purpose="conversion")
            row.provider_reference = self._charge(plan, row, captured=True).payment_id
            row._set_done()
            payments.after_conversion(row)

    def _collect(self, pairs):
        collected = history.TAKEN_FATES - {history.UNCOLLECTED, history.CONVERTED}
        for plan, order in pairs:
            due = order._ecom_money("ecom_to_collect")
            if plan.fate in collected and due:
                order = order._ecom_acting("webhook", self.env._("Courier"))
                surplus = _SURPLUS if plan.fate == history.OVERPAID else 0
                cash = order.env["ecom.cash.on.delivery"]
                cash.collect(order, due + surplus, f"RCPT-{plan.number:05d}")
                if surplus and plan.days_ago > 60:
                    order.action_ecom_reviewed()

    def _call_off(self, pairs):
        for plan, order in pairs:
            if plan.fate == history.CANCELLED:
                order._ecom_acting("api", order.ecom_store_id.name)._action_cancel()
            elif plan.fate in {history.EXPIRED, history.PAID_LATE}:
                order = order._ecom_acting("cron", self.env._("Payment deadline"))
                order.env["ecom.payment.event"]._record(order, "expired")
                order._action_cancel()
            if plan.fate == history.PAID_LATE:
                self._pay_late(plan, order)

    def _pay_late(self, plan, order):
        """The money came after the order was given up: somebody has to give it back."""
        row = order.sudo().ecom_transaction_ids[:1]  # sudo: demo data, loaded by the system
        order = order._ecom_acting("webhook", row.provider_id.name)
        row = row.with_context(order.env.context)
        row.provider_reference = self._charge(plan, row, captured=True).payment_id
        row._set_done(extra_allowed_states=("cancel",))
        order.env["ecom.order.payments"].after_money(order)

    # === GIVING BACK === #

    def _give_back(self, pairs):
        refunds = self.env["ecom.refunds"]
        for plan, order in pairs:
            share = _GIVEN_BACK.get(plan.fate)
            if plan.fate == history.RTO and order.ecom_payment_type == "prepaid":
                share = 1  # of a Partial COD order the shop keeps the upfront part, for two ways of freight
            if not share or not refunds.refundable(order):
                continue
            amount = order._ecom_money("ecom_paid_amount") * share
            if share != 1:
                amount = amount.quantize(Decimal(1))
            rows = refunds.refund(order, amount, self._reason(plan))
            for number, row in enumerate(rows.filtered(lambda row: not row.ecom_is_cod)):
                self._refund_at_gateway(row, f"rfd_{plan.number:06d}_{number}")

    def _reason(self, plan):
        reasons = {
            history.RETURNED: self.env._("Sent back by the customer"),
            history.RTO: self.env._("The parcel came back"),
            history.LOST: self.env._("Lost by the courier"),
            history.PARTLY_REFUNDED: self.env._("Compensation for a flaw"),
        }
        return reasons.get(plan.fate, self.env._("Asked for by the customer"))

    def _refund_at_gateway(self, row, reference):
        """Answer the request as the demo gateway does, which must know of it, or it would allow a second refund."""
        paid = row.source_transaction_id
        charge = self.env["ecom.demo.charge"]._paid(paid.provider_id, paid.ecom_gateway_ref)
        self.env["ecom.demo.refund"].create(
            {
                "charge_id": charge.id,
                "refund_id": reference,
                "key": row.ecom_uid,
                "amount": str(-row._ecom_amount()),
            }
        )
        jobs = self.env["ecom.gateway.job"].search([("transaction_id", "=", row.id)])
        jobs.write({"state": "done", "done_at": fields.Datetime.now(), "attempts": 1})
        row.provider_reference = reference
        row._set_done()
