from odoo import http

from odoo.addons.ecom_base.api import operation

from ..schemas.analytics import OrderAnalytics, OrderAnalyticsRequest
from ..schemas.order import (
    Order,
    OrderCancel,
    OrderCreate,
    OrderList,
    OrderPage,
    OrderRef,
    PaymentUpdate,
)


class OrderController(http.Controller):
    @operation(
        "orders.create",
        "POST",
        "/api/orders/create",
        auth="secret",
        request=OrderCreate,
        response=Order,
        idempotent=True,
        status=201,
    )
    def orders_create(self, call):
        """Place an order.

        A COD order is confirmed at once. The other types wait for their upfront payment: `payment` says how to take it.
        """
        return call.env["ecom.orders"].create_order(call.store, call.input)

    @operation(
        "orders.list",
        "GET",
        "/api/orders",
        auth="secret_or_customer",
        request=OrderList,
        response=OrderPage,
        readonly=True,
    )
    def orders_list(self, call):
        """List orders, newest first. A customer token sees its own only."""
        return call.env["ecom.order.presenter"].list_orders(call.store, call.input, call.customer)

    @operation(
        "orders.get",
        "GET",
        "/api/orders/<orderId>",
        auth="secret_or_customer",
        request=OrderRef,
        response=Order,
        readonly=True,
    )
    def orders_get(self, call):
        """Get one order."""
        presenter = call.env["ecom.order.presenter"]
        return presenter.dump(presenter.find(call.store, call.input.order_id, call.customer))

    @operation(
        "orders.updatePayment",
        "PUT",
        "/api/orders/<orderId>/update-payment",
        auth="secret",
        request=PaymentUpdate,
        response=Order,
        idempotent=True,
    )
    def orders_update_payment(self, call):
        """Report something of an order's payment, or ask for it.

        The answer is the order as it is then; its statuses follow from what happened.
        """
        order = self._find(call)
        call.env["ecom.payment.updates"].apply(order, call.input)
        return call.env["ecom.order.presenter"].dump(order)

    @operation(
        "orders.cancel",
        "POST",
        "/api/orders/<orderId>/cancel",
        auth="secret_or_customer",
        request=OrderCancel,
        response=Order,
        idempotent=True,
    )
    def orders_cancel(self, call):
        """Cancel an order that has not left yet. What was paid online is given back."""
        order = call.env["ecom.orders"].cancel(self._find(call), call.input.reason)
        return call.env["ecom.order.presenter"].dump(order)

    @operation(
        "admin.orders.analytics",
        "GET",
        "/api/admin/orders/analytics",
        auth="admin",
        groups="ecom_base.group_ecom_analyst",
        request=OrderAnalyticsRequest,
        response=OrderAnalytics,
        readonly=True,
    )
    def orders_analytics(self, call):
        """Count and sum the orders of a period, grouped."""
        return call.env["ecom.order.analytics"].figures(call.input)

    def _find(self, call):
        """Return the order a call is about, with a note of who calls for its timeline."""
        order = call.env["ecom.order.presenter"].find(
            call.store, call.input.order_id, call.customer
        )
        return order._ecom_acting_for(call.customer)
