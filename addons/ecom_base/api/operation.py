"""Operations: declared once, served as REST and JSON-RPC, described in OpenAPI."""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from odoo import http

from ..schemas.base import ApiRequest
from .access_log import secret_route
from .pipeline import serve_rest

_PATH_FIELD = re.compile(r"<(?:\w+:)?(\w+)>")
AUTH_MODES = frozenset(
    {"none", "store", "secret", "customer", "secret_or_customer", "admin", "signature"}
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One entry of the API: what :func:`operation` was given, and the handler."""

    id: str
    method: str
    path: str
    auth: str
    request: type
    response: type | None
    handler: Callable
    readonly: bool
    rate: str
    idempotent: bool
    cache: str | None
    status: int
    may_create: bool
    groups: str | None
    guarded: bool
    summary: str
    description: str
    path_fields: tuple[str, ...] = field(default=())

    @property
    def openapi_path(self):
        return _PATH_FIELD.sub(r"{\1}", self.path)

    @property
    def reads_query(self):
        return self.method in {"GET", "DELETE"}


def operation(
    operation_id,
    method,
    path,
    *,
    auth,
    request=ApiRequest,
    response=None,
    readonly=False,
    rate=None,
    idempotent=False,
    cache=None,
    status=200,
    may_create=False,
    groups=None,
    guarded=False,
):
    """Declare an operation on a controller method that takes one argument, the :class:`~.call.Call`.

    :param str operation_id: name in JSON-RPC and OpenAPI, e.g. ``orders.create``
    :param str path: werkzeug path; its fields are fields of the request model, by alias
    :param str auth: one of ``none store secret customer secret_or_customer admin signature``
    :param type request: :class:`ApiRequest` subclass with all path, query and body fields
    :param type response: pydantic model of the 2xx body; None for bodies that are not JSON
    :param bool readonly: run on a read-only cursor (and on a replica where there is one)
    :param str rate: limit class (``read``, ``write``, ``events``); ``read`` for readonly operations unless given
    :param bool idempotent: demand an ``Idempotency-Key`` and replay the first answer
    :param str cache: ``Cache-Control`` of 200 answers, which then also carry an ``ETag``. A handler that can tell sooner sends
        its own of both, with 304 if the tag is among ``call.known_tags``
    :param bool may_create: it may also answer 201
    :param str groups: comma-separated groups, one of which an ``admin`` caller needs
    :param bool guarded: demand an ``If-Match`` header; the handler compares it
    """
    if auth not in AUTH_MODES:
        raise ValueError(f"{operation_id}: unknown auth mode {auth!r}")
    if auth == "admin" and not groups:
        raise ValueError(f"{operation_id}: an admin operation names the groups that may call it")

    def decorate(handler):
        secret_route(path)
        summary, _, description = (handler.__doc__ or "").strip().partition("\n")
        return _route(
            Operation(
                id=operation_id,
                method=method,
                path=path,
                auth=auth,
                request=request,
                response=response,
                handler=handler,
                readonly=readonly,
                rate=rate or ("read" if readonly else "write"),
                idempotent=idempotent,
                cache=cache,
                status=status,
                may_create=may_create,
                groups=groups,
                guarded=guarded,
                summary=summary,
                description=re.sub(r"\n\s+", "\n", description).strip(),
                path_fields=tuple(_PATH_FIELD.findall(path)),
            )
        )

    return decorate


def _route(declared):
    """Return the controller method that serves an operation as REST."""

    @functools.wraps(declared.handler)
    def endpoint(self, **path_args):
        return serve_rest(declared, self, path_args)

    # functools.wraps would make Odoo filter the arguments by the handler's own signature
    del endpoint.__wrapped__
    endpoint.ecom_operation = declared
    return http.route(
        declared.path,
        type="ecom",
        auth="none",
        methods=[declared.method],
        csrf=False,
        save_session=False,
        readonly=declared.readonly,
    )(endpoint)


def available_operations(env):
    """Return the operations of the addons installed in this database, with the controller to call them on.

    :return: dict[str, tuple[Operation, Controller]] by operation id
    """
    routing_map = env["ir.http"].routing_map()
    known = getattr(routing_map, "_ecom_operations", None)
    if known is None:
        known = {}
        for rule in routing_map.iter_rules():
            declared = getattr(rule.endpoint, "ecom_operation", None)
            if declared:
                known[declared.id] = (declared, rule.endpoint.func.__self__)
        routing_map._ecom_operations = known
    return known
