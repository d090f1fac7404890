from odoo import api, models

from odoo.addons.ecom_base.api.errors import Conflict, ValidationFailed
from odoo.addons.ecom_base.models.sale_order import QUIET
from odoo.addons.ecom_base.schemas.address import Buyer

from ..domain import order_status

#: An order may be called off until its parcel has left.
_CANCELLABLE = {order_status.PENDING_PAYMENT, order_status.CONFIRMED, order_status.PROCESSING}


class EcomOrders(models.AbstractModel):
    """Placing and calling off orders, as the storefront asks for it."""

    _name = "ecom.orders"
    _description = "Storefront Orders"

    @api.model
    def create_order(self, store, data):
        """Place an order: price it, agree on its payment, hold its stock, and confirm it or ask for the money.

        :param StoreInfo store: the calling store
        :param data: ``schemas.order.OrderCreate``
        :return: dict for ``schemas.order.Order``
        :raise ValidationFailed: naming the fields that are wrong
        :raise NotFound: ``cart_not_found``, ``customer_not_found``
        :raise Conflict: ``cart_completed``, ``price_not_set``, ``price_changed``, ``payment_type_unavailable``,
            ``out_of_stock``
        :raise Unavailable: ``gateway_unavailable`` if no gateway answers that could take the payment
        """
        order = self._build(store, data).with_context(**QUIET)
        self.env["ecom.order.builder"].check_currency(order, paying=True)
        order = order._ecom_acting("api", order.ecom_store_id.name)
        option = self.env["ecom.payment.options"].require(order, data.payment_type, data.gateway)
        payments = order.env["ecom.order.payments"]
        payments.agree(order, option)
        # only now: the fee for collecting cash is part of what the customer was shown
        self.env["ecom.order.builder"].check_expected_total(order, data.expected_total)
        self.env["ecom.stock"].hold(order, minutes=payments.hold_minutes(order))
        payments.place(order, data.gateway, data.return_url)
        return self.env["ecom.order.presenter"].dump(order)

    @api.model
    def cancel(self, order, reason=None):
        """Call an order off and give back what was paid online.

        :param order: one ``sale.order``, already checked to be the caller's
        :param str reason: shown in the timeline
        :return: the order
        :raise Conflict: ``order_not_cancellable``, with the order's status
        """
        order._ecom_lock()
        if not self.is_cancellable(order):
            raise Conflict(
                "The order cannot be cancelled any more.",
                code="order_not_cancellable",
                details={"status": order.ecom_status},
            )
        if reason:
            order = order.with_context(ecom_cancel_reason=reason)
        order._action_cancel()
        refunds = order.env["ecom.refunds"]
        if refunds.refundable(order, online_only=True):
            refunds.refund(order, reason=reason, online_only=True)
        order.env["ecom.unwinding"].after_cancel(order)
        return order

    @api.model
    def is_cancellable(self, order):
        """Say whether an order may still be called off: nothing of it has left, and it was not called off before."""
        return order.ecom_status in _CANCELLABLE and not order._ecom_has_left()

    # === BUILDING === #

    def _build(self, store, data):
        """Return the draft ``sale.order`` of a request, with its buyer, addresses and today's prices."""
        builder = self.env["ecom.order.builder"]
        if data.cart_token is None:
            buyer = self._buyer(store, data)
            return builder.build(store, data.items, buyer=buyer, currency=data.currency)
        cart = self.env["ecom.carts"].find(store, data.cart_token)
        # two requests that order one cart: the second waits here, fails to serialize, and is told "cart_completed"
        cart._ecom_lock()
        return builder.finalize_cart(store, cart, buyer=self._buyer(store, data, cart))

    def _buyer(self, store, data, cart=None):
        """Return the :class:`EcomBuyer` of a request; what it does not say, the cart does."""
        contact, shipping, billing = {}, None, None
        if cart is not None:
            contact, shipping, billing = self.env["ecom.carts"].contact(cart)
        who = data.customer
        if who is not None:
            external_id, customer_uid = who.external_id, who.id
        else:
            who = Buyer(**contact) if contact else None
            external_id, customer_uid = None, cart is not None and cart.ecom_customer_id.ecom_uid
        if who is None and not customer_uid:
            raise ValidationFailed.for_field("customer", "An order needs a buyer.")
        buyer = self.env["ecom.customers"].resolve(
            store,
            who,
            external_id=external_id,
            customer_uid=customer_uid or None,
            shipping=data.shipping_address.to_domain() if data.shipping_address else shipping,
            billing=data.billing_address.to_domain() if data.billing_address else billing,
        )
        if not buyer.shipping.street or not buyer.shipping.country_id:
            raise ValidationFailed.for_field("shippingAddress", "An order needs an address.")
        return buyer
