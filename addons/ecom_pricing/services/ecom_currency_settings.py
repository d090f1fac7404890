from odoo import api, models

from odoo.addons.ecom_base.api.errors import (
    PreconditionFailed,
    ValidationFailed,
)
from odoo.addons.ecom_base.domain.order_totals import plain

from . import currency_errors

#: Field of a request and field of ``ecom.store.currency``.
_PLAIN = (
    ("enabled", "enabled"),
    ("order", "sequence"),
    ("prominent", "prominent"),
    ("checkout", "allow_checkout"),
)


class EcomCurrencySettings(models.AbstractModel):
    """The currencies of a store, read and changed by the administrator's programs, with the rights of their user."""

    _name = "ecom.currency.settings"
    _description = "Currency Settings in the API"

    @api.model
    def store(self, code):
        """Return the ``ecom.store`` of a code.

        :raise NotFound: ``store_not_found``, also if the user may not see it
        """
        return self.env["ecom.price.admin"]._store(code)

    @api.model
    def tag(self, store):
        """Return the entity tag of a store's settings."""
        return f'"{store.price_version}"'

    @api.model
    def dump(self, store):
        """Return a store's settings: dict for ``schemas.currency.Settings``."""
        currencies = self.env["ecom.currencies"]
        rows = store.store_currency_ids.sorted(lambda row: (row.sequence, row.id))
        counts = self._product_counts(store)
        return {
            "store": store.code,
            "primary": store.currency_id.name,
            "version": store.price_version,
            "currencies": [
                currencies._currency(row, place)
                | {
                    "enabled": row.enabled,
                    "ending": self._dump_ending(row),
                    "productCount": counts.get(row.currency_id, 0),
                }
                for place, row in enumerate(rows, 1)
            ],
        }

    def _dump_ending(self, row):
        ending = row._ecom_ending()
        return ending and {"step": plain(ending.step), "tail": plain(ending.tail)}

    def _product_counts(self, store):
        groups = self.env["ecom.product.price"]._read_group(
            [("store_id", "=", store.id)],
            ["currency_id"],
            ["product_tmpl_id:count_distinct"],
        )
        return dict(groups)

    @api.model
    def update(self, store, request, if_match):
        """Change a store's settings, all or nothing.

        :param request: ``schemas.currency.SettingsUpdate``
        :param str if_match: header of the request: the tag of what its author has read
        :raise PreconditionFailed: ``version_conflict``
        :raise ValidationFailed: ``unknown_currency``, ``unknown_region``, ``unknown_country``, ``primary_not_enabled``,
            ``amount_precision``
        """
        known = [tag.strip().removeprefix("W/") for tag in if_match.split(",")]
        if self.tag(store) not in known and "*" not in known:
            raise PreconditionFailed(
                "The currencies were changed since you read them.",
                details={"version": store.price_version},
            )
        rows = {row.currency_id.name: row for row in store.store_currency_ids}
        wanted = {}
        for index, setting in enumerate(request.currencies):
            wanted[setting.code] = self._values(store, rows, setting, f"currencies.{index}")
        primary = request.primary or store.currency_id.name
        self._check_primary(rows, wanted, primary)
        self._write(store, rows, wanted, primary)

    def _values(self, store, rows, setting, path):
        """Return ``ecom.store.currency`` values of one entry of a request."""
        given = setting.model_fields_set
        values = {
            column: getattr(setting, name)
            for name, column in _PLAIN
            if getattr(setting, name) is not None
        }
        if setting.code not in rows:
            values["currency_id"] = self._currency(setting.code, f"{path}.code").id
        if setting.regions is not None:
            values["region_ids"] = [(6, 0, self._regions(store, setting.regions, path))]
        if setting.countries is not None:
            values["country_ids"] = [(6, 0, self._countries(setting.countries, path))]
        if "ending" in given:
            currency = self._currency(setting.code, f"{path}.code")
            values |= self._ending(setting.ending, currency, f"{path}.ending")
        return values

    def _currency(self, code, path):
        currencies = self.env["res.currency"].with_context(active_test=False)
        currency = currencies.search([("name", "=", code)], limit=1)
        if not currency:
            raise currency_errors.unknown(code, path)
        return currency

    def _regions(self, store, codes, path):
        regions = {region.code: region.id for region in store.region_ids}
        unknown = ("The store has no such region.", "unknown_region")
        return self._known(regions, codes, f"{path}.regions", *unknown)

    def _countries(self, codes, path):
        ids = self.env["res.country"]._ecom_country_ids()
        unknown = ("No country has this code.", "unknown_country")
        return self._known(ids, codes, f"{path}.countries", *unknown)

    def _known(self, ids, codes, path, message, error):
        for index, code in enumerate(codes):
            if code not in ids:
                raise ValidationFailed.for_field(f"{path}.{index}", message, code=error)
        return [ids[code] for code in codes]

    def _ending(self, ending, currency, path):
        if ending is None:
            return {"ending_step": 0.0, "ending_tail": 0.0}
        for name in ("step", "tail"):
            places = -getattr(ending, name).normalize().as_tuple().exponent
            if places > currency.decimal_places:
                raise ValidationFailed.for_field(
                    f"{path}.{name}",
                    f"{currency.name} has {currency.decimal_places} decimals.",
                    code="amount_precision",
                )
        if ending.tail >= ending.step:
            raise ValidationFailed.for_field(f"{path}.tail", "Must be less than the step.")
        return {"ending_step": float(ending.step), "ending_tail": float(ending.tail)}

    def _check_primary(self, rows, wanted, primary):
        row = rows.get(primary)
        enabled = bool(row and row.enabled) or (not row and primary in wanted)
        if not wanted.get(primary, {}).get("enabled", enabled):
            raise ValidationFailed.for_field(
                "primary",
                "The primary currency must be one of the store's, switched on.",
                code="primary_not_enabled",
            )

    def _write(self, store, rows, wanted, primary):
        """Write the values of currencies by code. Those that go off come last: one of them may be primary until then."""
        new = [
            values | {"store_id": store.id} for code, values in wanted.items() if code not in rows
        ]
        off = [code for code in wanted if code in rows and wanted[code].get("enabled") is False]
        currency = self._currency(primary, "primary")
        if not rows:
            store.currency_id = currency
        self.env["ecom.store.currency"].create(new)
        for code, row in rows.items():
            if code in wanted and code not in off:
                row.write(wanted[code])
        if store.currency_id != currency:
            store.currency_id = currency
        for code in off:
            rows[code].write(wanted[code])
