"""The demo gateway's own site: a page that takes no money, and an API. Not part of the shop's API."""

from markupsafe import Markup

from odoo import SUPERUSER_ID, http
from odoo.http import request

from odoo.addons.ecom_base.api import secret_route
from odoo.addons.ecom_base.api.errors import DomainError, NotFound

_ROUTE = {"type": "http", "auth": "none", "csrf": False, "save_session": False}
_PAGE = secret_route("/ecom/demo-gateway/pay/<string:uid>/<string:token>")
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}


class DemoGatewayController(http.Controller):
    """No cookie counts here: whoever knows the sealed address of a page may use it, so there is no CSRF either."""

    @http.route(_PAGE, methods=["GET"], **_ROUTE)
    def page(self, uid, token, **_query):
        """Show the amount and what can be done about it."""
        try:
            values = _gateway().page(uid, token)
        except NotFound as error:
            return _render("ecom_payments.demo_gone", {"message": error.message}, 404)
        return _render("ecom_payments.demo_page", values)

    @http.route(_PAGE, methods=["POST"], **_ROUTE)
    def pay(self, uid, token, outcome="", method="", **_form):
        """Pay or decline, and go back to the shop, or to the page where something is left to do."""
        try:
            ticket, charge = _gateway().settle(uid, token, method=method, approved=outcome == "pay")
        except NotFound as error:
            return _render("ecom_payments.demo_gone", {"message": error.message}, 404)
        target = request.httprequest.path
        if charge.status == "captured" and ticket.return_url:
            target = ticket.return_url
        return request.redirect(target, code=303, local=False)

    @http.route(
        "/ecom/demo-gateway/charges/<string:uid>/<string:reference>", methods=["GET"], **_ROUTE
    )
    def charge(self, uid, reference):
        """Answer what became of a payment."""
        return _answer(
            lambda gateway, signed, headers: gateway.charge(
                uid, reference, path=signed, headers=headers
            )
        )

    @http.route("/ecom/demo-gateway/refunds/<string:uid>", methods=["POST"], **_ROUTE)
    def refund(self, uid):
        """Give money back."""
        body = request.httprequest.get_data(cache=False)
        return _answer(
            lambda gateway, signed, headers: gateway.refund(uid, body, path=signed, headers=headers)
        )


def _gateway():
    # the gateway is a system of its own: no user of the shop acts there
    return request.env(user=SUPERUSER_ID)["ecom.demo.gateway"]


def _answer(call):
    """Answer a signed call of the API with JSON."""
    signed = request.httprequest.path.removeprefix("/ecom/demo-gateway")
    try:
        body, status = call(_gateway(), signed, request.httprequest.headers), 200
    except DomainError as error:
        request.env.cr.rollback()
        body, status = {"error": error.code, "message": error.message}, error.status
    return request.make_json_response(body, status=status)


def _render(template, values, status=200):
    html = Markup("<!DOCTYPE html>\n") + _gateway().env["ir.qweb"]._render(template, values)
    headers = [("Content-Type", "text/html; charset=utf-8"), *_HEADERS.items()]
    return request.make_response(html, headers=headers, status=status)
