"""The API about itself: its description, its documentation, its health."""

import functools
import re

from odoo import http
from odoo.http import request
from odoo.tools import SQL, file_open

from ..api import cors, errors, openapi, operation
from ..api.operation import available_operations
from ..api.responses import ApiResponse
from ..schemas.base import ApiRequest
from ..schemas.meta import Health

_VERBS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]


@functools.cache
def _docs_page():
    with file_open("ecom_base/static/src/docs/index.html", "rb") as page:
        return page.read()


class MetaController(http.Controller):
    @operation(
        "health.live", "GET", "/api/health/live", auth="none", response=Health, readonly=True
    )
    def health_live(self, call):
        """Tell that the process answers."""
        return Health(status="ok")

    @operation(
        "health.ready", "GET", "/api/health/ready", auth="none", response=Health, readonly=True
    )
    def health_ready(self, call):
        """Tell that the process can serve: the database answers and the addons are loaded.

        503 while it cannot, so that a load balancer sends traffic elsewhere.
        """
        if not call._base_env.registry.ready:
            raise errors.Unavailable("The server is still loading.")
        call.cr.execute(SQL("SELECT 1"))
        return Health(status="ok")

    @operation(
        "openapi",
        "GET",
        "/api/openapi.json",
        auth="none",
        request=ApiRequest,
        readonly=True,
        cache="public, max-age=300",
    )
    def openapi(self, call):
        """Describe every operation of the addons installed here (OpenAPI 3.1)."""
        return openapi.document(call._base_env, call.http.url_root.rstrip("/"))

    @operation("docs", "GET", "/api/docs", auth="none", readonly=True)
    def docs(self, call):
        """Show the documentation page."""
        return ApiResponse(_docs_page(), content_type="text/html; charset=utf-8")

    @http.route(
        ["/api", "/api/<path:rest>"],
        type="ecom",
        auth="none",
        methods=_VERBS,
        csrf=False,
        save_session=False,
        readonly=True,
    )
    def unknown(self, rest=""):
        """Answer what no operation serves with the envelope instead of Odoo's HTML page."""
        http_request = request.httprequest
        if http_request.method == "OPTIONS":
            return cors.preflight(request.env, http_request, request.dispatcher)
        allowed = sorted(
            op.method
            for op, _controller in available_operations(request.env).values()
            if re.fullmatch(re.sub(r"<[^>]+>", "[^/]+", op.path), http_request.path)
        )
        if allowed:
            raise errors.MethodNotAllowed(
                "The path does not take this method.", headers={"Allow": ", ".join(allowed)}
            )
        raise errors.NotFound("The API has no such path.", code="path_not_found")
