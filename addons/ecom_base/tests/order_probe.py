"""An operation that places orders, only while this addon is tested: ``orders.create`` is another addon's."""

from odoo import http

from ..api import operation
from ..schemas.address import Address, Buyer
from ..schemas.base import ApiRequest
from ..schemas.order import ItemRequest


class PlaceRequest(ApiRequest):
    items: list[ItemRequest] = []
    cart_token: str | None = None
    customer: Buyer
    shipping_address: Address


class OrderProbeController(http.Controller):
    @operation(
        "probe.place", "POST", "/api/probe/orders", auth="secret", request=PlaceRequest, status=201
    )
    def place(self, call):
        """Place and confirm an order."""
        builder, data = call.env["ecom.order.builder"], call.input
        buyer = call.env["ecom.customers"].resolve(
            call.store, data.customer, shipping=data.shipping_address.to_domain()
        )
        if data.cart_token:
            cart = call.env["ecom.carts"].find(call.store, data.cart_token)
            order = builder.finalize_cart(call.store, cart, buyer=buyer)
        else:
            order = builder.build(call.store, data.items, buyer=buyer)
        call.env["ecom.stock"].hold(order)
        order._ecom_confirm()
        return {"id": order.ecom_uid, "number": order.name, **builder.dump(order)}
