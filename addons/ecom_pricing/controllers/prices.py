from odoo import http

from odoo.addons.ecom_base.api import operation
from odoo.addons.ecom_base.api.responses import ApiResponse

from ..schemas.price_list import PriceList, PriceListRequest


class PriceController(http.Controller):
    @operation(
        "prices.list",
        "GET",
        "/api/prices",
        auth="store",
        request=PriceListRequest,
        response=PriceList,
        readonly=True,
        cache="public, max-age=30",
    )
    def prices_list(self, call):
        """Ask what products cost in a currency, for a buyer from a country.

        `tiers` are the prices for larger quantities. What has no price has `available: false`: nothing is converted. The
        answer may be kept as long as its `max-age` says, at most until the next price begins or ends.
        """
        prices = call.env["ecom.storefront.prices"]
        freshness = prices.freshness(call.store, call.input)
        if not freshness:
            return prices.list_prices(call.store, call.input)
        tag, seconds = freshness
        headers = {"ETag": tag, "Cache-Control": f"public, max-age={seconds}"}
        if tag in call.known_tags:
            return ApiResponse(None, 304, headers)
        return ApiResponse(prices.list_prices(call.store, call.input), headers=headers)
