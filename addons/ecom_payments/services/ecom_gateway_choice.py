from odoo import api, models

from odoo.addons.ecom_base.api.errors import Conflict, ValidationFailed
from odoo.addons.ecom_base.domain.order_totals import to_decimal

from ..models.payment_provider import COD_CODE, PREFIX

#: What choosing looks at. Left to itself, Odoo reads every column.
_LOOKED_AT = (
    "code",
    "company_id",
    "ecom_key_id",
    "ecom_minimum_amount",
    "ecom_secret",
    "maximum_amount",
    "state",
)


class EcomGatewayChoice(models.AbstractModel):
    """Which gateways may take a payment, the one to ask first in front."""

    _name = "ecom.gateway.choice"
    _description = "Choice of the Payment Gateway"

    @api.model
    def usable(self, store, gateway=None):
        """Return the gateways of a store that are set up, the store's own choice first, then by sequence.

        Gateways that move real money leave no room for those in test mode, and these none for the demo gateway.

        :param store: one ``ecom.store``
        :param str gateway: code of the only one the storefront wants
        :raise ValidationFailed: ``gateway_unknown`` if the store has no such gateway
        """
        # sudo: providers hold credentials, so nobody but the system reads them
        store = store.sudo()
        providers = store.env["payment.provider"].search_fetch(
            [
                ("code", "=like", f"{PREFIX}%"),
                ("code", "!=", COD_CODE),
                ("company_id", "=", store.company_id.id),
                ("state", "!=", "disabled"),
                ("ecom_at_checkout", "=", True),
            ],
            _LOOKED_AT,
            order="sequence, id",
        )
        providers = providers.filtered(lambda provider: provider._ecom_is_ready())
        best = min(providers.mapped(_kind), default=None)
        providers = providers.filtered(lambda provider: _kind(provider) == best)
        if gateway:
            providers = providers.filtered(lambda provider: provider.code == f"{PREFIX}{gateway}")
            if not providers:
                raise ValidationFailed.for_field(
                    "gateway", "The store has no such payment gateway.", code="gateway_unknown"
                )
        return providers.sorted(lambda provider: provider != store.payment_provider_id)

    @api.model
    def fitting(self, order, gateway=None, *, ship_to=None):
        """Return the usable gateways that serve an order's currency and country.

        :param order: one ``sale.order``, may be a new record
        :param ship_to: ``res.partner`` it goes to, if not (yet) that of the order
        :raise ValidationFailed: as :meth:`usable`
        """
        country = (ship_to or order.partner_shipping_id).country_id
        return self.usable(order.ecom_store_id, gateway).filtered(
            lambda provider: provider._ecom_serves(order.currency_id, country)
        )

    @api.model
    def taking(self, providers, amount, currency):
        """Return those of the providers whose limits allow a payment of this amount (Decimal)."""
        return providers.filtered(lambda provider: _takes(provider, amount, currency))

    @api.model
    def minimum(self, providers, currency):
        """Return the smallest payment that any of them takes (Decimal), None without providers."""
        return min((_limits(provider, currency)[0] for provider in providers), default=None)

    @api.model
    def for_payment(self, order, amount, gateway=None):
        """Return the gateways to ask for a payment of an order, one after the other.

        :param Decimal amount: in the order's currency
        :raise ValidationFailed: as :meth:`usable`
        :raise Conflict: ``gateway_missing`` if none takes it
        """
        providers = self.taking(self.fitting(order, gateway), amount, order.currency_id)
        if not providers:
            raise Conflict(
                "The store has no payment gateway for this order.",
                code="gateway_missing",
                details={"amount": amount, "currency": order.currency_id.name},
            )
        return providers


def _kind(provider):
    """Return 0 for real money, 1 for a gateway's test mode, 2 for the demo gateway."""
    if not provider.ecom_needs_keys:
        return 2
    return 0 if provider.state == "enabled" else 1


def _limits(provider, currency):
    """Return (smallest, largest or None) payment. The merchant's own limits are in the company's currency and mean nothing in
    another: nothing is converted."""
    smallest, largest = provider._ecom_gateway().minimum(currency.name), None
    if currency == provider.main_currency_id:
        decimals = currency.decimal_places
        smallest = max(smallest, to_decimal(provider.ecom_minimum_amount, decimals))
        largest = to_decimal(provider.maximum_amount, decimals) or None
    return smallest, largest


def _takes(provider, amount, currency):
    smallest, largest = _limits(provider, currency)
    in_range = amount >= smallest and (largest is None or amount <= largest)
    return in_range and provider._ecom_gateway().takes(amount, currency.name)
