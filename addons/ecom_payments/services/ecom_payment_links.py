from datetime import timedelta
from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ecom_base.api.errors import DomainError
from odoo.addons.ecom_base.services.ecom_stock import PLACING_MINUTES

from ..domain.order_messages import MAY_HAVE_LINK
from ..schemas.order import PaymentUpdate

_OPEN = {"draft", "pending"}
_ONLINE = {"upfront", "conversion"}


class EcomPaymentLinks(models.AbstractModel):
    """Pages on which a customer pays what is due online now, to be sent to them."""

    _name = "ecom.payment.links"
    _description = "Payment Links"

    @api.model
    def is_due(self, order):
        """Say whether anything waits to be paid online: the upfront part, or an offer to pay the rest."""
        return bool(
            self._waits_for_upfront(order)
            or self._open_rows(order)
            or self.env["ecom.prepaid.offers"].standing(order)
        )

    @api.model
    def page(self, order):
        """Return the row whose page the customer can pay on now (``payment.transaction``, may be empty)."""
        rows = self._open_rows(order).filtered("ecom_payment_url")
        return (rows.filtered("ecom_is_link") or rows)[-1:]

    @api.model
    def open_link(self, order):
        """Return the order's payment link that can be paid now (``payment.transaction``, may be empty)."""
        return self._open_rows(order).filtered("ecom_is_link")[-1:]

    def _open_rows(self, order):
        now = fields.Datetime.now()
        if order.state == "cancel":
            return self.env["payment.transaction"]
        rows = order.sudo().ecom_transaction_ids  # sudo: the desk has no right on payments
        return rows.sorted("id").filtered(
            lambda row: (
                row.ecom_purpose in _ONLINE
                and row.state in _OPEN
                and not (row.ecom_expires_at and row.ecom_expires_at <= now)
            )
        )

    def _waits_for_upfront(self, order):
        return order.ecom_status == "pending_payment" and not order._ecom_is_upfront_paid()

    # === MAKING ONE === #

    @api.model
    def make(self, order, *, hours=None, gateway=None):
        """Return the link for what is due online now: the one that is open, or a new one in place of it.

        An order that waits for its payment waits as long as the link is good for, and holds its stock.

        :param order: one ``sale.order``, with who is acting
        :param int hours: how long it can be paid, None for what the store says
        :return: ``payment.transaction``
        :raise UserError: if nothing is due, or no gateway takes it; nothing is changed then
        """
        if self._waits_for_upfront(order):
            event = "pay"
        elif self.is_due(order):
            event = "convert_to_prepaid"
        else:
            raise UserError(self.env._("Nothing is to be paid online now."))
        return self.ask(order, event, hours=hours, gateway=gateway)

    @api.model
    def ask(self, order, event, *, hours=None, gateway=None):
        """Ask for a payment as a storefront may, on a page whose address can be sent.

        :param str event: ``pay``, ``retry`` or ``convert_to_prepaid``
        :raise UserError: as :meth:`make`
        """
        if hours:
            order = order.with_context(ecom_link_hours=hours)
        request = PaymentUpdate(order_id=order.ecom_uid, event=event, gateway=gateway, as_link=True)
        try:
            order.env["ecom.payment.updates"].apply(order, request)
        except DomainError as error:
            reason = error.details.get("message", "")  # the gateway's own words
            raise UserError(f"{error.message} {reason}".strip()) from error
        return self.open_link(order)

    @api.model
    def lasts_until(self, order):
        """Return until when a link made now is good (naive UTC): what the person who makes it says, or the store."""
        if order.env.context.get("ecom_link_until"):
            return order.env.context["ecom_link_until"]
        hours = order.env.context.get("ecom_link_hours") or order.ecom_store_id.payment_link_hours
        return fields.Datetime.now() + timedelta(hours=hours)

    @api.model
    def keep_waiting(self, order):
        """Have an order that waits for its payment wait, and hold its stock, as long as a link made now is good.

        :raise Conflict: ``out_of_stock`` if its stock was sold meanwhile
        """
        until = self.lasts_until(order)
        if order.ecom_expires_at and order.ecom_expires_at >= until:
            return
        order.ecom_expires_at = until
        minutes = (until - fields.Datetime.now()) // timedelta(minutes=1) + PLACING_MINUTES
        self.env["ecom.stock"].hold(order, minutes=minutes)

    @api.model
    def odoo_page(self, order):
        """Return the address of Odoo's own payment page for what is due online, with its providers, e.g. PayPal.

        :raise UserError: if nothing is due, or none of Odoo's providers is published
        """
        if not self._waits_for_upfront(order):
            raise UserError(self.env._("Nothing is to be paid online now."))
        # sudo: which providers there are does not depend on who asks
        providers = (
            self.env["payment.provider"]
            .sudo()
            ._get_compatible_providers(
                order.company_id.id,
                order.partner_invoice_id.id,
                order.ecom_upfront_amount,
                currency_id=order.currency_id.id,
                sale_order_id=order.id,
            )
        )
        if not providers:
            raise UserError(self.env._("No payment provider of Odoo is published for this order."))
        query = urlencode({"payment_amount": order.ecom_upfront_amount})
        return f"{order.get_base_url()}{order.get_portal_url()}&{query}"

    # === SENDING ONE === #

    @api.model
    def send(self, order, event="payment_link", *, hours=None, gateway=None):
        """Send the customer the link for what is due online now.

        :param str event: which message, see ``domain/order_messages.py``
        :return: ``payment.transaction``, the link
        :raise UserError: as :meth:`make`, or if the store sends no such message
        """
        row = self.make(order, hours=hours, gateway=gateway)
        order.env["ecom.order.messages"].send_now(order, event, transaction=row)
        return row

    @api.model
    def for_message(self, message):
        """Make the link that a waiting message needs.

        What is sent without anybody asking does not make an order wait longer than it would; if the gateway makes no page
        for the time that is left, it is sent without.

        :param message: one ``ecom.order.message``
        :return: whether there is a link now
        :raise UserError: as :meth:`make`
        """
        order = message.order_id.with_company(message.company_id)
        order = order._ecom_acting("cron", self.env._("Customer messages"))
        if message.event not in MAY_HAVE_LINK:
            return bool(self.make(order))
        try:
            with self.env.cr.savepoint():
                self.make(order.with_context(ecom_link_until=order.ecom_expires_at))
        except UserError:
            return False
        return True
