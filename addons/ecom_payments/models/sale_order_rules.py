from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.ecom_base.models.sale_order import QUIET

from .sale_order import DERIVED


class SaleOrder(models.Model):
    """What may and may not be done to the money of a shop's order, by people and by Odoo's own payment logic."""

    _inherit = "sale.order"

    # === GUARDS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._ecom_refuse_derived(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._ecom_refuse_derived(vals)
        return super().write(vals)

    @api.model
    def _ecom_refuse_derived(self, vals):
        if DERIVED & vals.keys():
            raise UserError(
                self.env._(
                    "What was paid and where the order is follow from its payments and shipments."
                )
            )

    def _confirmation_error_message(self):
        """An order that is to be paid upfront is confirmed by its payment, not by a click."""
        if self.ecom_payment_type and not self._ecom_is_upfront_paid():
            return self.env._(
                "%(order)s waits for its upfront payment of %(amount)s.",
                order=self.name,
                amount=self.currency_id.format(self.ecom_upfront_amount),
            )
        return super()._confirmation_error_message()

    def _ecom_is_upfront_paid(self):
        """Say whether enough was paid, refunds deducted, to confirm the order."""
        self.ensure_one()
        net = self._ecom_money("ecom_paid_amount") - self._ecom_money("ecom_refunded_amount")
        return net >= self._ecom_money("ecom_upfront_amount")

    def _ecom_has_left(self):
        """Say whether any parcel of the order is on its way, or was."""
        self.ensure_one()
        return any(
            parcel.state == "done"
            for parcel in self.picking_ids.filtered(lambda picking: picking._ecom_is_parcel())
        )

    def _ecom_lock(self):
        """Wait until nobody else changes the money of these orders. A change made meanwhile makes Odoo try again.

        A row lock alone would be granted on the old snapshot and miss what the other one added to the ledger; counting
        up makes that a serialization failure.
        """
        self.flush_recordset(["ecom_ledger_version"])
        self.env.cr.execute(
            SQL(
                "UPDATE sale_order SET ecom_ledger_version = COALESCE(ecom_ledger_version, 0) + 1 WHERE id IN"
                " (SELECT id FROM sale_order WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE)",
                self.ids,
            )
        )
        self.invalidate_recordset(["ecom_ledger_version"])

    def _ecom_acting(self, source, name=None, webhook_event=None):
        """Return these orders with a note of who is acting, for the timeline.

        :param str source: ``webhook``, ``api``, ``user`` or ``cron``
        """
        actor = {
            "source": source,
            "name": name,
            "webhook_event_id": webhook_event and webhook_event.id,
        }
        return self.with_context(ecom_actor=actor)

    def _ecom_acting_for(self, customer):
        """Like :meth:`_ecom_acting`, for a call of the storefront's API.

        :param CustomerInfo customer: who is logged in; None if the storefront's server itself calls
        """
        name = self.env._("Customer") if customer else self.ecom_store_id.name
        return self.with_context(**QUIET)._ecom_acting("api", name)

    # === ODOO'S OWN PAYMENT LOGIC === #

    def _compute_amount_paid(self):
        """Deduct refunds and leave out promises, which Odoo counts as paid."""
        ours = self.filtered("ecom_payment_type")
        super(SaleOrder, self - ours)._compute_amount_paid()
        for order in ours:
            order.amount_paid = order.ecom_paid_amount - order.ecom_refunded_amount

    def _get_prepayment_required_amount(self):
        return (
            self.ecom_upfront_amount
            if self.ecom_payment_type
            else super()._get_prepayment_required_amount()
        )

    def _is_confirmation_amount_reached(self):
        if self.ecom_payment_type:
            return self._ecom_is_upfront_paid()
        return super()._is_confirmation_amount_reached()

    def _has_to_be_paid(self):
        """Odoo's portal takes no money for storefront orders: the shop does."""
        return not self.ecom_payment_type and super()._has_to_be_paid()

    def _action_cancel(self):
        result = super()._action_cancel()
        for order in self.filtered("ecom_payment_type"):
            self.env["ecom.order.payments"].after_cancel(order)
        return result

    # === BUTTONS === #

    def action_ecom_reviewed(self):
        """Take the order off the list of those that need a look."""
        for order in self.filtered("ecom_review_reason"):
            self.env["ecom.payment.event"]._record(
                order, "reviewed", message=order.ecom_review_reason
            )
            order.ecom_review_reason = False

    def _ecom_flag(self, reason, *, amount=0.0, transaction=None):
        """Put the order on the list of those that need a look, once per reason."""
        self.ensure_one()
        self.env["ecom.payment.event"]._record(
            self, "quarantined", transaction=transaction, amount=amount, message=reason
        )
        self.ecom_review_reason = reason
