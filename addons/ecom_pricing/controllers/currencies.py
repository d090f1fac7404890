from odoo import http

from odoo.addons.ecom_base.api import operation
from odoo.addons.ecom_base.api.responses import ApiResponse

from ..schemas.currency import (
    Converted,
    ConvertRequest,
    Currencies,
    CurrenciesRequest,
    Rates,
    RatesRequest,
    Ratio,
    RatioRequest,
    Settings,
    SettingsRef,
    SettingsUpdate,
)

_CACHE = "public, max-age=300, stale-while-revalidate=60"
_OWN = {"Cache-Control": "private, max-age=60", "Vary": "X-Store-Key, Authorization, Origin"}


class CurrencyController(http.Controller):
    @operation(
        "currencies.available",
        "GET",
        "/api/currencies/available",
        auth="store",
        request=CurrenciesRequest,
        response=Currencies,
        readonly=True,
        cache=_CACHE,
    )
    def currencies_available(self, call):
        """List the currencies a buyer can choose from.

        With a customer token `suggested` is what that customer chose before, as long as the store sells in it.
        """
        answer = call.env["ecom.currencies"].available(
            call.store, call.input.country, call.customer
        )
        return ApiResponse(answer, headers=_OWN if call.customer else {})

    @operation(
        "currencies.rates",
        "GET",
        "/api/currencies/rates",
        auth="store",
        request=RatesRequest,
        response=Rates,
        readonly=True,
        cache="public, max-age=300",
    )
    def currencies_rates(self, call):
        """List the seller's reference rates.

        They are information for people, typed by the seller, in one direction each; no price comes from them. 404
        `feature_disabled` unless the store shows them.
        """
        return {"items": call.env["ecom.reference"].rates(call.store), "nextCursor": None}

    @operation(
        "currencies.convert",
        "POST",
        "/api/currencies/convert",
        auth="store",
        request=ConvertRequest,
        response=Converted,
        rate="read",
    )
    def currencies_convert(self, call):
        """Ask what a product costs in a currency, or what an amount is about worth in it.

        A product's answer is the seller's own price. An amount's is indicative: the seller's reference rate of exactly this
        pair, never turned round or chained. 404 `feature_disabled` unless the store shows reference rates.
        """
        return call.env["ecom.reference"].convert(call.store, call.input)

    @operation(
        "admin.currencies.ratio",
        "GET",
        "/api/admin/currencies/ratio",
        auth="admin",
        groups="ecom_base.group_ecom_analyst",
        request=RatioRequest,
        response=Ratio,
        readonly=True,
    )
    def currencies_ratio(self, call):
        """Tell how a store's prices in two currencies relate."""
        store = call.env["ecom.currency.settings"].store(call.input.store)
        return call.env["ecom.reference"].ratio(store, call.input.from_, call.input.to)

    @operation(
        "admin.currencies.get",
        "GET",
        "/api/admin/currencies/settings",
        auth="admin",
        groups="ecom_base.group_ecom_analyst",
        request=SettingsRef,
        response=Settings,
        readonly=True,
    )
    def currencies_get(self, call):
        """Read the currencies of a store, those that are switched off too."""
        settings = call.env["ecom.currency.settings"]
        return _settings(settings, settings.store(call.input.store))

    @operation(
        "admin.currencies.settings",
        "PUT",
        "/api/admin/currencies/settings",
        auth="admin",
        groups="ecom_base.group_ecom_manager",
        request=SettingsUpdate,
        response=Settings,
        guarded=True,
    )
    def currencies_settings(self, call):
        """Change the currencies of a store, all or nothing.

        Currencies that are not named, and fields left out, stay as they are. Switching one off keeps its prices.
        """
        settings = call.env["ecom.currency.settings"]
        store = settings.store(call.input.store)
        settings.update(store, call.input, call.http.headers["If-Match"])
        return _settings(settings, store)


def _settings(settings, store):
    return ApiResponse(settings.dump(store), headers={"ETag": settings.tag(store)})
