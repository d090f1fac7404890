from dataclasses import replace
from datetime import UTC, timedelta

from odoo import api, fields, models

from odoo.addons.ecom_base.api.errors import Conflict, Unavailable

from ..providers.base import GatewayRefused, GatewayUnavailable, IntentRequest

#: When a payment of which nothing was heard is asked about.
FETCH_AFTER = timedelta(minutes=5)


class EcomOrderPayments(models.AbstractModel):
    """Asking the gateways to take a payment."""

    _inherit = "ecom.order.payments"

    @api.model
    def ask(self, order, providers, amount, *, purpose, as_link=False, **values):
        """Ask a gateway to take a payment for an order; if it does not answer, the next one.

        :param providers: ``payment.provider`` records, the one to ask first in front
        :param Decimal amount: in the order's currency
        :param str purpose: ``upfront`` or ``conversion``
        :param bool as_link: on a page of the gateway's own, whose address can be sent to the customer
        :param values: further ``payment.transaction`` values; ``ecom_expires_at`` until when it can be paid
        :return: the ``payment.transaction``, in state draft, with what the storefront needs to take the money
        :raise Unavailable: ``gateway_unavailable`` if none of them answers
        :raise Conflict: ``payment_refused`` if the gateway does not want this payment; or if the store does not sell in the
            order's currency any more
        """
        self.env["ecom.order.builder"].check_currency(order, paying=True)
        for number, provider in enumerate(providers, 1):
            transaction = self.ledger_row(
                order, provider, amount, purpose, ecom_is_link=as_link, **values
            )
            try:
                intent = self._announce(order, transaction, as_link)
            except GatewayUnavailable as error:
                if number == len(providers):
                    raise Unavailable(
                        "The payment gateway does not answer.", code="gateway_unavailable"
                    ) from error
                transaction._set_error(
                    self.env._("The next gateway was asked. %(problem)s", problem=str(error))
                )
            except GatewayRefused as error:
                raise Conflict(
                    "The payment gateway refuses this payment.",
                    code="payment_refused",
                    details={"message": str(error)},
                ) from error
            else:
                break
        transaction.write(
            {
                "ecom_gateway_ref": intent.gateway_ref,
                "ecom_client_params": intent.client_params,
                "ecom_payment_url": intent.payment_url,
                "ecom_expires_at": _naive(intent.expires_at) or transaction.ecom_expires_at,
                "ecom_fetch_at": fields.Datetime.now() + FETCH_AFTER,
            }
        )
        if as_link:
            self.env["ecom.payment.event"]._record(
                order, "link", transaction=transaction, amount=transaction.amount
            )
        return transaction

    def _announce(self, order, transaction, as_link):
        provider, request = transaction.provider_id, self._intent_request(order, transaction)
        gateway, account = provider._ecom_gateway(), provider._ecom_account()
        if not as_link:
            return gateway.create_intent(account, request)
        # the page of a link has to lead somewhere afterwards
        home = order.ecom_store_id.storefront_url or account.base_url
        return gateway.payment_link(
            account, replace(request, return_url=request.return_url or home)
        )

    def _intent_request(self, order, transaction):
        expires_at = transaction.ecom_expires_at
        return IntentRequest(
            key=transaction.ecom_uid,
            amount=transaction._ecom_amount(),
            currency=order.currency_id.name,
            description=order.name,
            shop=order.ecom_store_id.name,
            return_url=order.ecom_return_url or None,
            expires_at=expires_at.replace(tzinfo=UTC) if expires_at else None,
            email=order.ecom_email or None,
            phone=order.ecom_phone or None,
        )


def _naive(moment):
    """Return a moment as Odoo's fields hold it (naive UTC), None if there is none."""
    return moment and moment.astimezone(UTC).replace(tzinfo=None)
