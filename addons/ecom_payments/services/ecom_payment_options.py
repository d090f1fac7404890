from dataclasses import dataclass, replace

from odoo import api, models

from odoo.addons.ecom_base.api.errors import Conflict
from odoo.addons.ecom_base.domain.order_totals import to_decimal

from ..domain import availability, rules
from .ecom_payment_basket import ORDER_FIELDS


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is offered for an order, and what that was decided by.

    :ivar options: list of :class:`~..domain.availability.Option`, one per payment type
    :ivar Situation situation: what the rules looked at
    :ivar fitting: list of :class:`~..domain.rules.Rule`, those that fit, in the merchant's order
    :ivar providers: ``payment.provider``, those that serve the order
    """

    options: list
    situation: rules.Situation
    fitting: list
    providers: object


class EcomPaymentOptions(models.AbstractModel):
    """Which payment types a store offers for an order, with what is due now and at the door."""

    _name = "ecom.payment.options"
    _description = "Payment Options"
    _inherit = ["ecom.payment.basket"]

    @api.model
    def quote(self, store, data):
        """Answer how a cart, or items, may be paid. Nothing is written.

        :param StoreInfo store: the calling store
        :param data: ``schemas.payment.PaymentOptionsRequest``
        :return: dict for ``schemas.payment.PaymentOptions``
        :raise ValidationFailed: naming the fields that are wrong
        :raise NotFound: ``cart_not_found``
        :raise Conflict: ``cart_completed``, ``price_not_set``, ``price_changed``
        """
        address = data.shipping_address and data.shipping_address.to_domain()
        if data.cart_token is None:
            ship_to = self._ship_to(store, address)
            order = self.env["ecom.order.builder"].preview(
                store, data.items, ship_to=ship_to, currency=data.currency
            )
            return self._dump(order, self.judge(order, ship_to=ship_to), ship_to)
        cart = self.env["ecom.carts"].find(store, data.cart_token, names=ORDER_FIELDS)
        self._read_ahead(cart)
        address = address or self.env["ecom.carts"].contact(cart)[1]
        ship_to = self._ship_to(store, address) if address else cart.partner_shipping_id
        with self.env["ecom.order.builder"].taxed_for(cart, ship_to):
            return self._dump(cart, self.judge(cart, ship_to=ship_to), ship_to)

    def _ship_to(self, store, address):
        """Return a contact, in memory only, with the address; without one, in the store's country."""
        contacts = self.env["res.partner"].sudo()  # sudo: nothing is stored
        if address is None:
            record = self.env["ecom.store"].browse(store.id)
            return contacts.new({"name": "-", "country_id": record.country_id.id})
        return contacts.new(self.env["ecom.addresses"].contact_values(address, "shippingAddress"))

    def _dump(self, order, judgement, ship_to):
        return {
            "currency": order.currency_id.name,
            "totalAmount": judgement.situation.total,
            "options": [
                {
                    "paymentType": option.type,
                    "available": option.available,
                    "upfrontAmount": option.upfront,
                    "atDoorAmount": option.at_door,
                    "upfrontPercent": option.percent,
                    "fee": option.fee.total,
                    "totalAmount": option.total,
                    "gateway": self._gateway(order, judgement.providers, option),
                    "prepaidOffer": self._prepaid_offer(order, option, ship_to),
                    "reasons": [
                        {"code": reason.code, "details": reason.details}
                        for reason in option.reasons
                    ],
                }
                for option in judgement.options
            ],
        }

    def _prepaid_offer(self, order, option, ship_to):
        if option.type != availability.COD or not option.available:
            return None
        return self.env["ecom.prepaid.offers"].preview(order, ship_to)

    def _gateway(self, order, providers, option):
        """Return the code of the gateway that is asked for an option's upfront part, None if nothing is paid online."""
        if not option.upfront:
            return None
        choice = self.env["ecom.gateway.choice"]
        provider = choice.taking(providers, option.upfront, order.currency_id)[:1]
        return provider._ecom_gateway().code if provider else None

    @api.model
    def for_order(self, order, gateway=None, *, ship_to=None):
        """Judge all payment types for an order that has its lines and addresses.

        :param order: one ``sale.order``, placed or not
        :param str gateway: code the storefront wants to pay with, None for the store's own choice
        :param ship_to: ``res.partner`` it goes to, if not (yet) that of the order
        :return: list of :class:`~..domain.availability.Option`, one per type
        """
        return self.judge(order, gateway, ship_to=ship_to).options

    @api.model
    def judge(self, order, gateway=None, *, ship_to=None):
        """Like :meth:`for_order`, and say what decided: :class:`Judgement`."""
        ship_to = ship_to or order.partner_shipping_id
        situation = self._situation(order, ship_to)
        fitting = self.env["ecom.payment.rule"]._fitting(situation)
        providers = self.env["ecom.gateway.choice"].fitting(order, gateway, ship_to=ship_to)
        basket = self._basket(order, situation.total, providers, fitting)
        fee = self._fee(order, fitting)
        options = [
            availability.option(
                payment_type,
                self._policy(order, payment_type),
                basket,
                self._extra_reasons(order, payment_type, ship_to, fitting),
                fee if self._has_fee(order, payment_type) else availability.NO_FEE,
            )
            for payment_type in availability.TYPES
        ]
        options = [self._with_gateway(order, providers, option) for option in options]
        return Judgement(options, situation, fitting, providers)

    def _with_gateway(self, order, providers, option):
        """Return an option, with a reason against it if no gateway takes that much."""
        if not option.available or not option.upfront:
            return option
        choice = self.env["ecom.gateway.choice"]
        if choice.taking(providers, option.upfront, order.currency_id):
            return option
        details = {"upfront": option.upfront, "currency": order.currency_id.name}
        return replace(option, reasons=(availability.Reason("gateway_limits", details),))

    @api.model
    def require(self, order, payment_type, gateway=None):
        """Return the option of one type.

        :raise Conflict: ``payment_type_unavailable``, with the reasons and the types that are offered
        """
        options = {option.type: option for option in self.for_order(order, gateway)}
        option = options[payment_type]
        if not option.available:
            raise Conflict(
                "This payment type is not offered for this order.",
                code="payment_type_unavailable",
                details={
                    "paymentType": payment_type,
                    "reasons": [reason.code for reason in option.reasons],
                    "reasonDetails": {
                        reason.code: reason.details for reason in option.reasons if reason.details
                    },
                    "available": [other.type for other in options.values() if other.available],
                },
            )
        return option

    def _has_fee(self, order, payment_type):
        if payment_type == availability.PARTIAL_COD:
            return order.ecom_store_id.cod_fee_on_partial
        return payment_type == availability.COD

    def _policy(self, order, payment_type):
        store = order.ecom_store_id
        if payment_type == availability.PREPAID:
            return availability.Policy(enabled=store.prepaid_enabled)
        enabled = (
            store.cod_enabled if payment_type == availability.COD else store.partial_cod_enabled
        )
        limits = [None, None]
        if order.currency_id == store.currency_id:
            limits = [
                to_decimal(limit, order.currency_id.decimal_places) if limit else None
                for limit in (store.cod_min_total, store.cod_max_total)
            ]
        return availability.Policy(enabled, *limits)

    def _extra_reasons(self, order, payment_type, ship_to, fitting):
        """Return reasons that depend on more than the amount. A rule of the merchant comes before what is usual: cash
        is collected by couriers of the store's own country only, and in the store's own currency, whose limits and fee
        mean nothing in another. No rule makes a carrier collect that does not.
        """
        rule = rules.verdict(fitting, payment_type)
        if rule and rule.effects[payment_type] == rules.REFUSE:
            return (self._refusal(rule),)
        if payment_type == availability.PREPAID:
            return ()
        reasons = []
        currency, own = order.currency_id, order.ecom_store_id.currency_id
        if currency != own and not (rule and rule.names_currency):
            reasons.append(availability.Reason("currency_not_served", {"currency": currency.name}))
        country, carrier = ship_to.country_id, order.carrier_id.sudo()  # sudo: whether it collects
        if not rule and country and country != order.ecom_store_id.country_id:
            reasons.append(availability.Reason("country_not_served", {"country": country.code}))
        if carrier and not carrier.allow_cash_on_delivery:
            reasons.append(availability.Reason("carrier_not_allowed", {}))
        return tuple(reasons)

    def _refusal(self, rule):
        message = {"message": rule.message} if rule.message else {}
        return availability.Reason(rule.reason, {"rule": rule.uid} | message)
