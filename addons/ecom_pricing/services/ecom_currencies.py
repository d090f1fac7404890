from odoo import api, models, tools

from . import currency_errors


class EcomCurrencies(models.AbstractModel):
    """The currencies a buyer can choose from."""

    _name = "ecom.currencies"
    _description = "Currencies of the Storefront"

    @api.model
    def available(self, store, country_code=None, customer=None):
        """Return a store's currencies for a buyer: dict for ``schemas.currency.Currencies``.

        :param StoreInfo store: the calling store
        :param str country_code: of the buyer; None: not known
        :param CustomerInfo customer: who is logged in, whose choice comes first
        :raise ValidationFailed: ``unknown_country``
        """
        country = currency_errors.country(self.env, country_code)
        answer = self._available(store.id, country.id)
        chosen = self.preferred(store, customer, country_code) if customer else None
        if chosen in [currency["code"] for currency in answer["currencies"]]:
            answer = answer | {"suggested": chosen}
        return answer

    @api.model
    def preferred(self, store, customer, country_code=None):
        """Return the currency a customer has chosen before (ISO code), None if they cannot shop in it now.

        :param str country_code: of the buyer; None: that of the customer's contact
        """
        record = self.env["ecom.store"].browse(store.id)
        if not record._ecom_is_priced():
            return None
        buyer = self.env["ecom.customer"].browse(customer.id)
        row = record._ecom_currency_row(buyer.currency_id)
        # sudo: where the customer lives, for the customer
        country = currency_errors.country(self.env, country_code) or buyer.sudo().country_id
        return row.currency_id.name if row.enabled and row._ecom_sells_to(country) else None

    @api.model
    @tools.ormcache("store_id", "country_id")
    def _available(self, store_id, country_id):
        store = self.env["ecom.store"].sudo().browse(store_id)  # sudo: shown to everybody
        country = self.env["res.country"].browse(country_id)
        rows = store._ecom_enabled_currencies()
        offered = rows.filtered(lambda row: row._ecom_sells_to(country))
        region = self.env["ecom.price.reader"]._region(store, country)
        wanted = [region.sudo().currency_id, store.currency_id]  # sudo: as above
        suggested = next(
            (currency for currency in wanted if currency and currency in offered.currency_id),
            offered[:1].currency_id,
        )
        currencies = [
            self._currency(row, place)
            for place, row in enumerate(rows.sorted(lambda row: (row.sequence, row.id)), 1)
            if row in offered
        ]
        if not rows:
            currencies = [self._plain_currency(store.currency_id)]
            suggested = store.currency_id
        return {
            "store": store.code,
            "primary": store.currency_id.name,
            "suggested": suggested.name or None,
            "version": store.price_version,
            "currencies": currencies,
        }

    @api.model
    def _currency(self, row, place):
        """Return what is told of a store's currency: dict for ``schemas.currency.Currency``."""
        return self._facts(row.currency_id) | {
            "flag": row.flag,
            "order": place,
            "prominent": row.prominent,
            "primary": row.is_primary,
            "checkout": row.allow_checkout,
            "regions": sorted(row.region_ids.mapped("code")),
            "countries": sorted(row.country_ids.mapped("code")),
        }

    @api.model
    def _plain_currency(self, currency):
        """Likewise of the only currency of a store without prices of its own."""
        row = self.env["ecom.store.currency"].new({"currency_id": currency.id})
        return self._facts(currency) | {
            "flag": row.flag,
            "order": 1,
            "prominent": True,
            "primary": True,
            "checkout": True,
            "regions": [],
            "countries": [],
        }

    @api.model
    def _facts(self, currency):
        return {
            "code": currency.name,
            "name": currency.full_name or currency.name,
            "symbol": (currency.symbol or currency.name).strip(),
            "symbolPosition": currency.position or "after",
            "decimals": currency.decimal_places,
        }
