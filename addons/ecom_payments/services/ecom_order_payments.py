from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ecom_base.models.sale_order import QUIET
from odoo.addons.ecom_base.services.ecom_stock import PLACING_MINUTES

from ..domain import availability
from ..models.payment_provider import COD_CODE


class EcomOrderPayments(models.AbstractModel):
    """The money of an order from placing to confirmation."""

    _name = "ecom.order.payments"
    _description = "Payments of Storefront Orders"

    # === PLACING === #

    @api.model
    def agree(self, order, option):
        """Write down how the order is to be paid, and charge the fee that goes with it in place of any other. Settings
        that change later do not touch it.

        :param Option option: an available one, see ``ecom.payment.options``
        """
        order._ecom_set_fee(option.fee)
        upfront, total = option.upfront, option.total
        percent = option.percent if option.percent is not None else total and upfront / total * 100
        order.write(
            {
                "ecom_payment_type": option.type,
                "ecom_upfront_percent": float(percent)
                if option.type == availability.PARTIAL_COD
                else 0.0,
                "ecom_upfront_amount": float(upfront),
                "ecom_cod_amount": float(option.at_door),
            }
        )

    @api.model
    def hold_minutes(self, order):
        """Return how long the stock of an order must be held: until it is confirmed or given up."""
        if order.ecom_payment_type == availability.COD:
            return PLACING_MINUTES
        # the job that gives orders up may be late; until then the stock is not anybody else's
        return order.ecom_store_id.payment_hold_minutes + PLACING_MINUTES

    @api.model
    def place(self, order, gateway=None, return_url=None):
        """Place an order whose payment is agreed and whose stock is held.

        COD is confirmed at once; the other types wait for their upfront payment.

        :param str gateway: code of the gateway that shall take the upfront part, None for the store's own choice
        :param str return_url: where the customer goes after paying
        :raise Unavailable: ``gateway_unavailable``
        """
        if order.ecom_payment_type == availability.COD:
            order._ecom_place()
            self.env["ecom.payment.event"]._record(order, "placed", amount=order.amount_total)
            self.confirm(order)
            return
        minutes = order.ecom_store_id.payment_hold_minutes
        order._ecom_place()
        order.write(
            {
                "ecom_expires_at": fields.Datetime.now() + timedelta(minutes=minutes),
                "ecom_return_url": return_url,
            }
        )
        self.env["ecom.payment.event"]._record(order, "placed", amount=order.amount_total)
        amount = order._ecom_money("ecom_upfront_amount")
        providers = self.env["ecom.gateway.choice"].for_payment(order, amount, gateway)
        self.ask(order, providers, amount, purpose="upfront", ecom_expires_at=order.ecom_expires_at)

    @api.model
    def ledger_row(self, order, provider, amount, purpose, **values):
        """Add a row to an order's ledger, in state draft.

        :param provider: ``payment.provider`` of the order's company
        :param Decimal amount: negative for refunds
        :param str purpose: see ``payment.transaction.ecom_purpose``
        :param values: further ``payment.transaction`` values
        """
        method = (
            "delivery.payment_method_cash_on_delivery"
            if provider.code == COD_CODE
            else "payment.payment_method_unknown"
        )
        transactions = self.env[
            "payment.transaction"
        ].sudo()  # sudo: the ledger is written here only
        uid = transactions._ecom_new_uid()
        is_refund = purpose in {"refund", "reversal"}
        operation = (
            "refund" if is_refund else "offline" if provider.code == COD_CODE else "online_redirect"
        )
        return transactions.create(
            {
                "ecom_uid": uid,
                "ecom_order_id": order.id,
                "provider_id": provider.id,
                "payment_method_id": self.env["ir.model.data"]._xmlid_to_res_id(method),
                # the order's number for people, the rest so that it cannot be guessed
                "reference": f"{order.name}-{uid[4:16]}",
                "currency_id": order.currency_id.id,
                "amount": float(amount),
                "partner_id": order.partner_id.id,
                "operation": operation,
                "ecom_purpose": purpose,
                "sale_order_ids": [] if is_refund else [Command.link(order.id)],
                **values,
            }
        )

    # === CONFIRMING === #

    @api.model
    def confirm(self, order):
        """Confirm an order whose upfront part is paid, and open the row of what is due at the door."""
        order._ecom_confirm()
        if order.ecom_expires_at:
            order.ecom_expires_at = False
        if order.ecom_cod_amount:
            at_door = order._ecom_money("ecom_cod_amount")
            self.ledger_row(order, self.cod_provider(order), at_door, "at_door")._set_pending()
        self.env["ecom.payment.event"]._record(order, "confirmed", amount=order.amount_total)

    @api.model
    def cod_provider(self, order):
        """Return the company's provider for cash on delivery."""
        # sudo: providers are the system's
        return (
            self.env["payment.provider"]
            .sudo()
            .search([("code", "=", COD_CODE), ("company_id", "=", order.company_id.id)], limit=1)
        )

    @api.model
    def after_money(self, order):
        """Do what newly received money allows: confirm the order if it waited for it.

        Money for a cancelled order is kept in the ledger and shown to a person; the order is not revived, its stock may
        be sold already.
        """
        if order.state == "cancel":
            order._ecom_flag(
                self.env._("Paid after it was cancelled: give the money back."),
                amount=order.ecom_overpaid_amount,
            )
            return
        if order.state in {"draft", "sent"} and order._ecom_is_upfront_paid():
            self._confirm_or_flag(order)
        if order.state == "sale" and order.ecom_overpaid_amount:
            surplus = order.ecom_overpaid_amount
            order._ecom_flag(
                self.env._("Overpaid by %(amount)s.", amount=order.currency_id.format(surplus)),
                amount=surplus,
            )

    @api.model
    def after_conversion(self, transaction):
        """The cash due at the door was paid online instead: nobody collects it, and the order is prepaid.

        The fee for collecting it is taken off where the payment was asked for without it.
        """
        order = transaction.ecom_order_id
        if order.state != "sale" or not order.ecom_to_collect:
            return
        self.env["ecom.cash.on.delivery"].open_row(order, all_rows=True)._set_canceled(
            state_message=self.env._("Paid online instead")
        )
        if transaction.ecom_waives_cod_fee:
            order._ecom_drop_fee()
        if transaction.ecom_offer_discount:
            self.env["ecom.prepaid.offers"].grant(transaction)
        old_type = order.ecom_payment_type
        order.write(
            {
                "ecom_payment_type": availability.PREPAID,
                "ecom_upfront_amount": order.amount_total,
                "ecom_upfront_percent": 0.0,
                "ecom_cod_amount": 0.0,
            }
        )
        self.env["ecom.payment.event"]._record(
            order, "converted", transaction=transaction, amount=transaction.amount, message=old_type
        )

    def _confirm_or_flag(self, order):
        """Confirm; if Odoo refuses, keep the payment and say so: the money is a fact either way."""
        try:
            with self.env.cr.savepoint():
                self.confirm(order)
        except UserError as error:
            order._ecom_flag(
                self.env._("Paid, but it cannot be confirmed: %(problem)s", problem=error.args[0])
            )

    # === GIVING UP === #

    @api.model
    def after_cancel(self, order):
        """Close the open rows of a cancelled order and let go of its stock."""
        open_rows = (
            order.sudo().ecom_transaction_ids.filtered(  # sudo: the ledger is written here only
                lambda row: (
                    row.state in {"draft", "pending", "authorized"} and row.operation != "refund"
                )
            )
        )
        open_rows._set_canceled()
        order.ecom_expires_at = False
        # its hold counts no more once this is committed; releasing it now would survive a rollback
        self.env["ecom.catalog.dirty"]._mark_stock(list(self.env["ecom.stock"].needs(order)))
        self.env["ecom.payment.event"]._record(order, "cancelled", amount=order.amount_total)

    @api.model
    def expire(self, limit=200):
        """Cancel orders whose upfront payment did not come in time. One commit each; called by a cron."""
        due = self.env["sale.order"].search(
            [
                ("ecom_expires_at", "<=", fields.Datetime.now()),
                ("ecom_placed_at", "!=", False),
                ("state", "in", ["draft", "sent"]),
            ],
            order="ecom_expires_at, id",
            limit=limit,
        )
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for order in due:
            self._give_up(order.with_context(**QUIET))
            if not self.env["ir.cron"]._commit_progress(processed=1):
                break

    def _give_up(self, order):
        """Cancel an order, unless its money has come since it was found. Paid but unconfirmed: a person decides."""
        order = order._ecom_acting("cron", self.env._("Payment deadline"))
        order._ecom_lock()
        order.invalidate_recordset()
        if order.state not in {"draft", "sent"}:
            return
        if order._ecom_is_upfront_paid():
            order.ecom_expires_at = False
            return
        order.env["ecom.payment.event"]._record(order, "expired")
        order._action_cancel()
