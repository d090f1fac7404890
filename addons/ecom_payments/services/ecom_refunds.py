from odoo import api, models

from odoo.addons.ecom_base.api.errors import Conflict

from ..domain.money import ZERO
from ..domain.refund import RefundExceedsPaid, share

_COUNTED = {"draft", "pending", "authorized", "done"}


class EcomRefunds(models.AbstractModel):
    """Money back to the customer, never more than came in."""

    _name = "ecom.refunds"
    _description = "Refunds of Storefront Orders"

    @api.model
    def refund(self, order, amount=None, reason=None, *, online_only=False):
        """Give money back: online payments through their gateway, cash by hand.

        Refunds that are still on their way count, so two at once cannot exceed what was paid.

        :param order: one ``sale.order``
        :param Decimal amount: positive, in the order's currency; None for all that can be given back
        :param str reason: shown in the timeline and sent to the gateway
        :param bool online_only: leave cash alone, which somebody would have to hand over
        :return: the refunds, ``payment.transaction`` rows with negative amounts
        :raise ValidationFailed: ``amount_invalid``, ``amount_precision``
        :raise Conflict: ``refund_exceeds_paid``, ``nothing_to_refund``
        """
        if amount is not None:
            self.env["ecom.cash.on.delivery"].check_amount(order, amount)
        order._ecom_lock()
        open_amounts = self._refundable(order, online_only)
        if not any(open_amounts.values()):
            raise Conflict("Nothing was paid that could be given back.", code="nothing_to_refund")
        try:
            parts = share(open_amounts, amount)
        except RefundExceedsPaid as error:
            raise Conflict(
                "More than what was paid cannot be given back.",
                code="refund_exceeds_paid",
                details={
                    "amount": amount,
                    "available": error.available,
                    "currency": order.currency_id.name,
                },
            ) from error
        refunds = self.env["payment.transaction"]
        for row, part in parts.items():
            refunds |= self._give_back(order, row, part, reason)
        return refunds

    @api.model
    def refundable(self, order, *, online_only=False):
        """Return how much can still be given back (Decimal)."""
        return sum(self._refundable(order, online_only).values(), ZERO)

    def _refundable(self, order, online_only):
        """Return dict of captured row to what is left of it, online payments first, newest first."""
        rows = (
            order.sudo().ecom_transaction_ids
        )  # sudo: the desk refunds without a right on providers
        captured = rows.filtered(lambda row: row.operation != "refund" and row.state == "done")
        if online_only:
            captured = captured.filtered(lambda row: not row.ecom_is_cod)
        return {
            row: row._ecom_amount() - self.given_back(row)
            for row in captured.sorted(lambda row: (row.ecom_is_cod, -row.id))
        }

    @api.model
    def given_back(self, row):
        """Return what was given back of a payment, or is about to be (Decimal, positive)."""
        children = row.child_transaction_ids.filtered(
            lambda child: child.operation == "refund" and child.state in _COUNTED
        )
        return -sum((child._ecom_amount() for child in children), ZERO)

    def _give_back(self, order, row, amount, reason):
        child = self.env["ecom.order.payments"].ledger_row(
            order,
            row.provider_id,
            -amount,
            "refund",
            source_transaction_id=row.id,
            ecom_note=reason,
        )
        child._set_pending()
        if row.ecom_is_cod:
            child._set_done(state_message=reason or self.env._("Given back by hand"))
        else:
            jobs = self.env["ecom.gateway.job"].sudo()  # sudo: the system fills queues
            jobs._enqueue([{"transaction_id": child.id}])
        return child
