from datetime import timedelta

from odoo import api, fields, models

from ..domain import availability

_REMIND_AGAIN = timedelta(hours=1)
_OPEN = {"draft", "pending"}


class EcomOrderOperations(models.AbstractModel):
    """Having customers pay online: what is due now, or what would be due at the door."""

    _inherit = "ecom.order.operations"

    # === PAYMENT LINK === #

    def _refusal_send_link(self, order):
        if not self.env["ecom.payment.links"].is_due(order):
            return self.env._("Nothing is to be paid online now.")
        return self._unreachable(order)

    def _do_send_link(self, order, _reason):
        row = order.env["ecom.payment.links"].send(order)
        return self._sent(row)

    def _unreachable(self, order):
        if order._ecom_message_email() or order.ecom_phone:
            return None
        return self.env._("The order has neither an email address nor a phone number.")

    def _sent(self, row):
        return self.env._(
            "Link over %(amount)s is being sent.", amount=row.currency_id.format(row.amount)
        )

    # === REMINDER === #

    def _refusal_remind(self, order):
        problem = self._refusal_send_link(order)
        if problem:
            return problem
        since = fields.Datetime.now() - _REMIND_AGAIN
        messages = order.sudo().ecom_message_ids  # sudo: also for those who may not read them
        if messages.filtered(
            lambda row: (
                row.event == "payment_reminder"
                and row.create_date > since
                and row.state in {"pending", "done"}
            )
        ):
            return self.env._("Reminded less than an hour ago.")
        return None

    def _do_remind(self, order, _reason):
        row = order.env["ecom.payment.links"].send(order, "payment_reminder")
        return self.env._(
            "Reminder to pay %(amount)s is being sent.", amount=row.currency_id.format(row.amount)
        )

    # === PAY ONLINE INSTEAD === #

    def _refusal_convert(self, order):
        waits = order.ecom_status == "pending_payment"
        if waits and order.ecom_payment_type == availability.PREPAID:
            return self.env._("The order is prepaid already.")
        if not waits and (order.state != "sale" or not order.ecom_to_collect):
            return self.env._("Nothing is due at the door.")
        return self._unreachable(order)

    def _do_convert(self, order, _reason):
        links = order.env["ecom.payment.links"]
        row = links.ask(order, "convert_to_prepaid")
        order.env["ecom.order.messages"].send_now(order, "payment_link", transaction=row)
        return self._sent(row)

    # === GIVING A PAYMENT UP === #

    def _refusal_fail(self, order):
        if self._open_online(order):
            return None
        return self.env._("No online payment is open.")

    def _do_fail(self, order, reason):
        rows = self._open_online(order)
        rows._set_error(reason or self.env._("Given up"))
        return self.env._("The open payment is marked as failed.")

    def _open_online(self, order):
        rows = order.sudo().ecom_transaction_ids  # sudo: the desk has no right on payments
        return rows.filtered(
            lambda row: row.ecom_purpose in {"upfront", "conversion"} and row.state in _OPEN
        )

    @api.model
    def run(self, order, operation, reason=None):
        if operation in {"send_link", "remind", "convert", "fail"}:
            order._ecom_lock()
        return super().run(order, operation, reason)
