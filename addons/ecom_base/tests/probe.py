"""Operations that exist only while the kernel is tested."""

from typing import Annotated

from psycopg2.pool import PoolError
from pydantic import Field

from odoo import http

from ..api import errors, operation
from ..schemas.base import Amount, ApiModel, ApiRequest, StoreContext


class EchoRequest(ApiRequest):
    name: str
    count: Annotated[int, Field(ge=1, le=10)] = 1
    amount: Amount | None = None
    tags: list[str] = []


class EchoAnswer(ApiModel):
    name: str
    count: int
    amount: Amount | None = None
    tags: list[str]


class ListRequest(StoreContext):
    ids: list[str] = []
    count: int = 0


class NoteRequest(ApiRequest):
    name: str


class ProbeController(http.Controller):
    @operation(
        "probe.echo",
        "POST",
        "/api/probe/echo/<name>",
        auth="store",
        request=EchoRequest,
        response=EchoAnswer,
    )
    def echo(self, call):
        """Return what was sent."""
        return EchoAnswer(**call.input.model_dump())

    @operation(
        "probe.list",
        "GET",
        "/api/probe/list",
        auth="store",
        request=ListRequest,
        readonly=True,
        cache="public",
    )
    def list(self, call):
        """Return the query."""
        return {"ids": call.input.ids, "count": call.input.count}

    @operation(
        "probe.note",
        "POST",
        "/api/probe/notes",
        auth="secret",
        request=NoteRequest,
        idempotent=True,
        status=201,
    )
    def note(self, call):
        """Write one contact; refuse some names afterwards."""
        partner = (
            call.env["res.partner"].sudo().create({"name": call.input.name})
        )  # sudo: a test's own record
        if call.input.name == "conflict":
            raise errors.Conflict("Not that one.", code="name_taken")
        if call.input.name == "crash":
            raise ZeroDivisionError("secret detail")
        if call.input.name == "overload":
            raise PoolError("secret detail")
        return {"name": partner.name, "count": partner.search_count([("name", "=", partner.name)])}

    @operation(
        "probe.admin",
        "GET",
        "/api/admin/probe",
        auth="admin",
        groups="ecom_base.group_ecom_manager",
        readonly=True,
    )
    def admin(self, call):
        """Return the login of the caller."""
        return {"login": call.env.user.login}

    @operation("probe.mine", "GET", "/api/probe/mine", auth="customer", readonly=True)
    def mine(self, call):
        """Return the customer's public id."""
        return {"customer": call.customer.uid}
