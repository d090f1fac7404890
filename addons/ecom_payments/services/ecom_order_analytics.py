from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from odoo import api, models

from odoo.addons.ecom_base.api.errors import NotFound, ValidationFailed

from ..domain import rto
from .ecom_order_figures import Scope, fold, net_paid

_DEFAULT_DAYS = 30
_MAX_DAYS = 366 * 5
_CENT = Decimal("0.01")
#: Field of ``ecom.order.report`` to group by. Days, weeks and months are those of the store.
_COLUMNS = {
    "paymentType": "payment_type",
    "placedType": "placed_type",
    "status": "status",
    "paymentStatus": "payment_status",
    "gateway": "provider_id",
    "state": "state_id",
    "pinCode": "zip",
    "carrier": "carrier_id",
    "category": "categ_id",
    "currency": "currency_id",
}
_AMOUNTS = {
    "revenue": "revenue",
    "paidOnline": "online",
    "collected": "cash",
    "refunded": "refunded",
    "pending": "pending",
}
_COUNTS = {
    "orders": "orders",
    "cancelled": "cancelled",
    "converted": "converted",
    "returnedToOrigin": "returned",
    "onTheWay": "on_the_way",
}


class EcomOrderAnalytics(models.AbstractModel):
    """Figures of orders for people who run the shop, within what they may see."""

    _name = "ecom.order.analytics"
    _description = "Figures of Storefront Orders"

    @api.model
    def figures(self, data):
        """Return the figures of a period: dict for ``schemas.analytics.OrderAnalytics``. Two queries.

        :param data: ``schemas.analytics.OrderAnalyticsRequest``
        :raise NotFound: ``store_not_found``
        :raise ValidationFailed: if the period is upside down or too long
        """
        stores = self._stores(data.store)
        scope = Scope(stores, *self._period(data, stores[:1].tz or "UTC"))
        groups = self._groups(scope, data.group_by)
        label = self._labels(data.group_by, {key for key, _currency in groups})
        totals = fold(
            [{"currency": currency} | sums for (_key, currency), sums in groups.items()],
            "currency",
        )
        # states, PIN codes … by orders, so that the limit leaves out the small ones
        found = sorted(groups.items(), key=lambda item: self._place(data.group_by, item))
        return {
            "from": scope.first,
            "to": scope.last,
            "groupBy": data.group_by,
            "groups": [
                self._figures(sums, currency, key, label(key))
                for (key, currency), sums in found[: data.limit]
            ],
            "totals": [
                self._figures(sums, currency, None, self.env._("Total"))
                for currency, sums in totals.items()
            ],
            "more": len(found) > data.limit,
        }

    def _stores(self, code):
        """Return the stores that count, of those the user may see."""
        stores = self.env["ecom.store"].search([("code", "=", code)] if code else [])
        if code and not stores:
            raise NotFound("There is no such store.", code="store_not_found")
        return stores

    def _period(self, data, tz):
        """Return the first and last day, in the store's time zone."""
        last = data.to or datetime.now(ZoneInfo(tz)).date()
        first = data.from_ or last - timedelta(days=_DEFAULT_DAYS - 1)
        if first > last:
            raise ValidationFailed.for_field("from", "Must not be after `to`.")
        if (last - first).days > _MAX_DAYS:
            raise ValidationFailed.for_field("from", "At most five years at once.")
        return first, last

    def _groups(self, scope, group_by):
        """Return sums of orders and parcels by (key, currency id)."""
        name = _COLUMNS.get(group_by, "cohort")
        keys = [name, "currency_id"] if name != "currency_id" else [name]
        figures = self.env["ecom.order.figures"]
        rows = [
            row
            for kind in ("order", "parcel")
            for row in figures.add_up(
                scope, kind, keys, unit=group_by if name == "cohort" else "month"
            )
        ]
        for row in rows:
            row["key"] = row[name].key if name == "cohort" else row[name]
        return fold(rows, "key", "currency_id")

    def _place(self, group_by, item):
        (key, currency), sums = item
        if group_by in _COLUMNS and group_by not in {"paymentType", "placedType"}:
            return -sums["orders"], -sums["final"], str(key), currency
        return key is None, str(key), currency

    def _labels(self, group_by, keys):
        """Return a function from a key to what people call it."""
        nothing = self.env._("None")
        field = self.env["ecom.order.report"]._fields.get(_COLUMNS.get(group_by))
        if field is not None and field.type == "many2one":
            # sudo: names of gateways, carriers … of orders that may be seen
            records = self.env[field.comodel_name].sudo().browse(key for key in keys if key)
            names = {record.id: record.name for record in records.exists()}
        elif field is not None and field.type == "selection":
            names = dict(field._description_selection(self.env))
        else:
            names = {}
        return lambda key: names.get(key, key) if key else nothing

    def _figures(self, sums, currency_id, key, label):
        currency = self.env["res.currency"].browse(currency_id)
        cent = Decimal(1).scaleb(-currency.decimal_places)
        rate = rto.Rate(int(sums["returned"]), int(sums["final"]))
        low, high = rate.interval or (None, None)
        return (
            {
                "key": None if key is None else str(key),
                "label": label,
                "currency": currency.name,
            }
            | {name: Decimal(sums[column]).quantize(cent) for name, column in _AMOUNTS.items()}
            | {"paid": net_paid(sums).quantize(cent)}
            | {name: int(sums[column]) for name, column in _COUNTS.items()}
            | {
                "delivered": rate.final - rate.returned,
                "rtoRate": _percent(rate.value),
                "rtoRateLow": _percent(low),
                "rtoRateHigh": _percent(high),
                "rtoEnough": rate.is_enough,
            }
        )


def _percent(share):
    return None if share is None else (Decimal(share) * 100).quantize(_CENT)
