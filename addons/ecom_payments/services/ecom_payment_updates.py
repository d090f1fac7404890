from odoo import api, models

from odoo.addons.ecom_base.api.errors import Conflict, ValidationFailed

from ..domain import availability
from ..domain.money import ZERO

_OPEN = {"draft", "pending"}


class EcomPaymentUpdates(models.AbstractModel):
    """What a storefront may report of an order's payment, or ask for: events, never a status."""

    _name = "ecom.payment.updates"
    _description = "Payment Updates of Storefront Orders"

    @api.model
    def apply(self, order, data):
        """Apply one event to an order.

        :param order: one ``sale.order`` of the calling store
        :param data: ``schemas.order.PaymentUpdate``
        :raise ValidationFailed: ``amount_invalid``, ``amount_precision``, ``gateway_unknown``, or a field that the
            event does not take
        :raise Conflict: ``nothing_to_pay``, ``nothing_to_collect``, ``refund_exceeds_paid``, ``nothing_to_refund``,
            ``payment_type_unavailable``
        """
        if data.amount is not None and data.event not in {"collected", "refund"}:
            raise ValidationFailed.for_field(
                "amount", f"`{data.event}` takes no amount: the order knows what is due."
            )
        if data.as_link and data.event not in {"pay", "retry", "convert_to_prepaid"}:
            raise ValidationFailed.for_field("asLink", f"`{data.event}` asks for no payment.")
        if data.return_url:
            order.ecom_return_url = data.return_url
        getattr(self, f"_on_{data.event}")(order, data)

    def _on_pay(self, order, data):
        """Offer the payment that is still open, or a new one where none is."""
        providers = self._upfront_providers(order, data)
        self._require_unpaid(order)
        rows = self._open_rows(order, "upfront", providers)
        if data.as_link:
            rows &= self.env["ecom.payment.links"].open_link(order)
        if not rows:
            self._ask_upfront(order, providers, data.as_link)

    def _on_retry(self, order, data):
        """Offer a new payment and forget those that were offered before."""
        providers = self._upfront_providers(order, data)
        self._require_unpaid(order)
        self._ask_upfront(order, providers, data.as_link)

    def _on_collected(self, order, data):
        cash = self.env["ecom.cash.on.delivery"]
        due = order._ecom_money("ecom_to_collect")
        cash.collect(order, due if data.amount is None else data.amount, data.reference)

    def _on_collection_failed(self, order, data):
        self.env["ecom.cash.on.delivery"].collection_failed(order, data.reason)

    def _on_refund(self, order, data):
        self.env["ecom.refunds"].refund(order, data.amount, data.reason)

    def _on_convert_to_prepaid(self, order, data):
        """Have what is due at the door paid online: before the order is confirmed all at once, afterwards the rest.

        The fee for collecting it is dropped, unless a parcel is on its way already.
        """
        order._ecom_lock()
        payments = self.env["ecom.order.payments"]
        if order.ecom_status == "pending_payment":
            if order.ecom_payment_type == availability.PREPAID:
                raise Conflict("The order is prepaid already.", code="nothing_to_convert")
            option = self.env["ecom.payment.options"].require(
                order, availability.PREPAID, data.gateway
            )
            old_type = order.ecom_payment_type
            payments.agree(order, option)
            self.env["ecom.payment.event"]._record(
                order, "converted", amount=order.amount_total, message=old_type
            )
            self._ask_upfront(order, self._upfront_providers(order, data), data.as_link)
            return
        self._convert_confirmed(order, data)

    def _convert_confirmed(self, order, data):
        """Offer what is due at the door online, less the fee for collecting it and what the shop offers for it."""
        due = order._ecom_money("ecom_to_collect")
        if not due or order.state != "sale":
            raise Conflict("Nothing is due at the door.", code="nothing_to_convert")
        fee = order._ecom_droppable_fee()
        fee = fee if fee < due else ZERO
        offer = self.env["ecom.prepaid.offers"].standing(order)
        amount = offer.amount if offer else due - fee
        providers = self.env["ecom.gateway.choice"].for_payment(order, amount, data.gateway)
        rows = self._open_rows(order, "conversion", providers, amount)
        if data.as_link:
            rows &= self.env["ecom.payment.links"].open_link(order)
        if rows:
            return
        self._cancel_rows(order, "conversion")
        until = offer.until if offer else None
        if data.as_link and not offer:
            until = self.env["ecom.payment.links"].lasts_until(order)
        self.env["ecom.order.payments"].ask(
            order,
            providers,
            amount,
            purpose="conversion",
            as_link=data.as_link,
            ecom_waives_cod_fee=bool(fee),
            ecom_offer_discount=float(offer.discount) if offer else 0.0,
            ecom_expires_at=until,
        )

    # === PARTS === #

    def _upfront_providers(self, order, data):
        self.env["ecom.order.builder"].check_currency(order, paying=True)
        amount = order._ecom_money("ecom_upfront_amount")
        return self.env["ecom.gateway.choice"].for_payment(order, amount, data.gateway)

    def _require_unpaid(self, order):
        order._ecom_lock()
        if order.ecom_status != "pending_payment" or order._ecom_is_upfront_paid():
            raise Conflict(
                "Nothing is to be paid online now.",
                code="nothing_to_pay",
                details={"status": order.ecom_status, "paymentStatus": order.ecom_payment_status},
            )
        # what was agreed stays, but is not paid any more once it is not offered: the address may be another by now
        self.env["ecom.payment.options"].require(order, order.ecom_payment_type)

    def _ask_upfront(self, order, providers, as_link=False):
        self._cancel_rows(order, "upfront")
        if as_link:
            self.env["ecom.payment.links"].keep_waiting(order)
        self.env["ecom.order.payments"].ask(
            order,
            providers,
            order._ecom_money("ecom_upfront_amount"),
            purpose="upfront",
            as_link=as_link,
            ecom_expires_at=order.ecom_expires_at,
        )

    def _open_rows(self, order, purpose, providers=None, amount=None):
        rows = order.sudo().ecom_transaction_ids  # sudo: the ledger is written by services only
        return rows.filtered(
            lambda row: (
                row.ecom_purpose == purpose
                and row.state in _OPEN
                and (providers is None or row.provider_id in providers)
                and (amount is None or row._ecom_amount() == amount)
            )
        )

    def _cancel_rows(self, order, purpose):
        """Close payments that were offered and not made. One that is made all the same still counts."""
        rows = self._open_rows(order, purpose).filtered("ecom_gateway_ref")
        rows._set_canceled(state_message=self.env._("Another payment was offered instead"))
