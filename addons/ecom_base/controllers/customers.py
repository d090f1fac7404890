from datetime import UTC, datetime

from odoo import http

from ..api import operation
from ..api.responses import ApiResponse
from ..schemas.customer import (
    Customer,
    CustomerRef,
    CustomerToken,
    CustomerTokenRequest,
    CustomerUpsert,
)


class CustomerController(http.Controller):
    @operation(
        "customers.upsert",
        "PUT",
        "/api/customers/<externalId>",
        auth="secret",
        request=CustomerUpsert,
        response=Customer,
        may_create=True,
    )
    def customers_upsert(self, call):
        """Create or change a customer.

        Orders and carts of guests with the same email (or the same phone and no other email) become the customer's.
        The shop vouches that the account owns them. 201 if the customer is new.
        """
        customers = call.env["ecom.customers"]
        customer, created = customers.upsert(call.store, call.input.external_id, call.input)
        return ApiResponse(customers.dump(customer), status=201 if created else 200)

    @operation(
        "customers.get",
        "GET",
        "/api/customers/<externalId>",
        auth="secret",
        request=CustomerRef,
        response=Customer,
        readonly=True,
    )
    def customers_get(self, call):
        """Read a customer."""
        customers = call.env["ecom.customers"]
        return customers.dump(customers.find(call.store, call.input.external_id))

    @operation(
        "customers.token",
        "POST",
        "/api/customers/<externalId>/token",
        auth="secret",
        request=CustomerTokenRequest,
        response=CustomerToken,
    )
    def customers_token(self, call):
        """Issue a short-lived token that lets a browser act for the customer."""
        token, expires = call.env["ecom.customers"].issue_token(
            call.store, call.input.external_id, call.input.ttl_seconds
        )
        return CustomerToken(token=token, expires_at=datetime.fromtimestamp(expires, UTC))
