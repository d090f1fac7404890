import json
import time
from decimal import Decimal, InvalidOperation

from odoo import api, models

from odoo.addons.ecom_base.api.errors import Conflict, NotFound, Unauthenticated, ValidationFailed

from ..providers.base import SignatureInvalid
from ..providers.demo import open_ticket

METHODS = ("upi", "card")


class EcomDemoGateway(models.AbstractModel):
    """The demo gateway's own side: its payment page and its API.

    It plays a company elsewhere. It knows what its callers sent and what it wrote itself, and of the shop's tables only
    the secret it shares with it.
    """

    _name = "ecom.demo.gateway"
    _description = "Demo Payment Gateway"

    # === PAYMENT PAGE === #

    @api.model
    def page(self, uid, token):
        """Return what the payment page shows: dict.

        :param str uid: public id of the provider
        :param str token: sealed ticket
        :raise NotFound: if the address was altered, or the provider takes no payments any more
        """
        provider, ticket = self._open(uid, token)
        charges = self.env["ecom.demo.charge"]
        paid = charges._paid(provider, ticket.reference)
        last = paid or charges.search(
            [("provider_id", "=", provider.id), ("reference", "=", ticket.reference)], limit=1
        )
        return {
            "ticket": ticket,
            "amount": self._formatted(ticket),
            "expired": not paid and self._is_over(ticket),
            "charge": last,
            "status": last.status or "open",
        }

    @api.model
    def settle(self, uid, token, *, method, approved):
        """Make, or decline, the payment of a page; its webhook follows.

        :param str method: one of :data:`METHODS`
        :return: (:class:`Ticket`, ``ecom.demo.charge``; empty if the time to pay is over)
        :raise NotFound: as :meth:`page`
        """
        provider, ticket = self._open(uid, token)
        charges = self.env["ecom.demo.charge"]
        if self._is_over(ticket):
            return ticket, charges._paid(provider, ticket.reference)
        method = method if method in METHODS else METHODS[0]
        return ticket, charges._settle(provider, ticket, method, approved)

    def _open(self, uid, token):
        provider = self._provider(uid)
        try:
            return provider, open_ticket(provider._ecom_account().webhook_secret, token)
        except SignatureInvalid as error:
            raise NotFound(str(error), code="payment_not_found") from error

    def _is_over(self, ticket):
        return bool(ticket.expires_at) and ticket.expires_at < time.time()

    def _formatted(self, ticket):
        currency = self.env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", ticket.currency)], limit=1)
        return currency.format(float(ticket.amount)) if currency else ticket.amount

    # === API === #

    @api.model
    def charge(self, uid, reference, *, path, headers):
        """Return what became of a payment, in the format of webhooks: dict. Its webhooks are kept for some days only.

        :param str path: what was signed, see :meth:`_caller`
        :raise NotFound: if nobody tried to pay yet
        """
        provider = self._caller(uid, path.encode(), headers)
        charge = self.env["ecom.demo.charge"].search(
            [("provider_id", "=", provider.id), ("reference", "=", reference)],
            order="status, id desc",  # captured comes before failed
            limit=1,
        )
        if not charge:
            raise NotFound("Nobody tried to pay this yet.", code="payment_not_found")
        return {
            "id": f"evt_{charge.payment_id}",
            "type": f"payment.{charge.status}",
            "data": charge._facts(),
        }

    @api.model
    def refund(self, uid, body, *, path, headers):
        """Give money back: dict with ``refundId`` and ``status``.

        :param bytes body: JSON with ``key``, ``reference``, ``amount`` (decimal string) and ``currency``
        :raise Conflict: ``refund_exceeds_charge``
        """
        provider = self._caller(uid, path.encode() + body, headers)
        try:
            wanted = json.loads(body)
            amount, key = Decimal(wanted["amount"]), str(wanted["key"])
            reference, currency = str(wanted["reference"]), str(wanted["currency"])
        except (ValueError, KeyError, TypeError, InvalidOperation) as error:
            raise ValidationFailed("The refund is incomplete.") from error
        charge = self.env["ecom.demo.charge"]._paid(provider, reference)
        if not charge:
            raise NotFound("There is no such payment.", code="payment_not_found")
        if currency != charge.currency:
            raise Conflict("It was paid in another currency.", code="currency_mismatch")
        try:
            refund = self.env["ecom.demo.refund"]._make(charge, key, amount)
        except ValueError as error:
            raise Conflict("More than was paid.", code="refund_exceeds_charge") from error
        return {"refundId": refund.refund_id, "status": "done"}

    def _caller(self, uid, signed, headers):
        """Return the merchant's provider, known by the signature over path and body."""
        provider = self._provider(uid)
        lower = {name.lower(): value for name, value in headers.items()}
        try:
            provider._ecom_gateway().verify(provider._ecom_account(), signed, lower, time.time())
        except SignatureInvalid as error:
            raise Unauthenticated(str(error), code="signature_invalid") from error
        return provider

    def _provider(self, uid):
        provider = (
            self.env["payment.provider"]
            .sudo()  # sudo: the caller is known by the secret it shares, not as a user
            .search(
                [("ecom_uid", "=", uid), ("code", "=", "ecom_demo"), ("state", "!=", "disabled")],
                limit=1,
            )
        )
        if not provider:
            raise NotFound("The demo gateway knows no such shop.", code="payment_not_found")
        return provider
