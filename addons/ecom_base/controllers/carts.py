from odoo import http

from ..api import operation
from ..api.responses import ApiResponse
from ..schemas.cart import Cart, CartCreate, CartRef, CartUpdate


class CartController(http.Controller):
    @operation(
        "carts.create",
        "POST",
        "/api/carts",
        auth="store",
        request=CartCreate,
        response=Cart,
        status=201,
    )
    def carts_create(self, call):
        """Make a cart.

        The answer holds its `cartToken`, the only name it will ever have.
        """
        return call.env["ecom.carts"].create_cart(call.store, call.input, customer=call.customer)

    @operation(
        "carts.get", "GET", "/api/carts/<cartToken>", auth="store", request=CartRef, response=Cart
    )
    def carts_get(self, call):
        """Read a cart.

        Prices older than five minutes are worked out anew; what changed is among `messages`.
        """
        return call.env["ecom.carts"].get(call.store, call.input.cart_token)

    @operation(
        "carts.update",
        "PUT",
        "/api/carts/<cartToken>",
        auth="store",
        request=CartUpdate,
        response=Cart,
    )
    def carts_update(self, call):
        """Change a cart.

        `items` replaces all items. With a customer token the cart becomes that customer's, and takes in the items of
        their other open carts.
        """
        return call.env["ecom.carts"].update(
            call.store, call.input.cart_token, call.input, customer=call.customer
        )

    @operation(
        "carts.delete",
        "DELETE",
        "/api/carts/<cartToken>",
        auth="store",
        request=CartRef,
        status=204,
    )
    def carts_delete(self, call):
        """Delete a cart."""
        call.env["ecom.carts"].delete(call.store, call.input.cart_token)
        return ApiResponse(None, status=204)
