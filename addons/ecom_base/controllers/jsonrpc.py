from odoo import http
from odoo.http import request

from ..api import cors, jsonrpc


class JsonRpcController(http.Controller):
    @http.route(
        "/api/jsonrpc",
        type="ecom",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
    )
    def jsonrpc(self):
        context, http_request = request.dispatcher, request.httprequest
        if http_request.method == "OPTIONS":
            return cors.preflight(request.env, http_request, context)
        body = jsonrpc.serve(http_request, context)
        return http.Response(
            body or b"",
            status=200 if body is not None else 204,
            content_type="application/json",
            headers={"Cache-Control": "no-store"},
        )
