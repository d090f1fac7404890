from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from odoo import api, models
from odoo.fields import Domain

from ..domain import rto
from ..domain.cohorts import months_back
from .ecom_order_figures import ORDERS, Scope, fold, net_paid, total

_MONTHS = (1, 3, 6, 12)
_BY_WEEK = 3  # months at most
_MOST_ROWS = 40
#: What is shown of PIN codes, which nothing is added up for ahead.
_OF_PIN_CODES = {
    "order": ("orders", "revenue"),
    "parcel": ("parcels", "final", "returned", "on_the_way", "final_value", "returned_value"),
}


class EcomOrderDashboard(models.AbstractModel):
    """Figures of the analysis screen: what is sold how, what is paid, what comes back, at what cost.

    Orders count on the day on which they were placed, parcels on that on which they were sent off. One currency at a time.
    """

    _name = "ecom.order.dashboard"
    _description = "Order Dashboard"

    @api.model
    def load(self, store_id=None, months=6, currency_id=None):
        """Return all the screen shows, as one JSON-able dict.

        :param int store_id: one of the user's stores; None for the first
        :param int months: how far back, with the current month: 1, 3, 6 or 12
        :param int currency_id: whose orders; None for the currency of most orders
        """
        stores = self.env["ecom.store"].search([])
        if not stores:
            return {"stores": [], "store": None}
        store = stores.filtered(lambda record: record.id == store_id) or stores[0]
        months = months if months in _MONTHS else 6
        unit = "week" if months <= _BY_WEEK else "month"
        scope, currencies, cells = self._begin(store, months, currency_id, unit)
        currency = currencies[:1]
        return (
            {
                "stores": [{"id": record.id, "name": record.name} for record in stores],
                "store": {
                    "id": store.id,
                    "name": store.name,
                    "currencyId": store.risk_currency_id.id,
                    "canSet": store.has_access("write"),
                },
                "months": months,
                "unit": unit,
                "enough": rto.ENOUGH,
                "currencies": [
                    {"id": record.id, "name": record.name} for record in currencies.sorted("name")
                ],
                "currencyId": currency.id,
                "domains": {
                    kind: list(self.env["ecom.order.figures"].domain(scope, kind))
                    for kind in ("order", "parcel")
                },
            }
            | self._orders(scope, cells, unit)
            | self._returns(scope, cells, unit)
        )

    @api.model
    def pin_codes(self, store_id, months, currency_id, state_id):
        """Return the PIN codes of a state, those with most returned parcels first, as the rows of ``states``."""
        store = self.env["ecom.store"].browse(store_id)
        scope = replace(
            self._scope(store, months),
            currency_id=currency_id,
            domain=Domain("state_id", "=", state_id),
        )
        figures = self.env["ecom.order.figures"]
        found = [
            row
            for kind, names in _OF_PIN_CODES.items()
            for row in figures.add_up(scope, kind, ["zip"], names=names)
        ]
        rows = self._rows(fold(found, "zip"), lambda zips: {code: code for code in zips})
        return sorted(rows, key=lambda row: (-row["returned"], -row["final"], str(row["key"])))[
            :_MOST_ROWS
        ]

    def _scope(self, store, months):
        today = datetime.now(ZoneInfo(store.tz or "UTC")).date()
        return Scope(store, months_back(today, months - 1), today)

    def _begin(self, store, months, currency_id, unit):
        """Return the scope, the currencies that occur, the wanted one in front, and the orders as cells of one query."""
        scope = self._scope(store, months)
        keys = ["currency_id", "cohort", "placed_type", "payment_type", "provider_id", "carrier_id"]
        cells = self.env["ecom.order.figures"].add_up(scope, "order", keys, unit)
        counts = {
            key: sums["orders"] + sums["cancelled"]
            for key, sums in fold(cells, "currency_id").items()
        } or {store.currency_id.id: 0}
        ids = sorted(counts, key=lambda key: (key != currency_id, -counts[key], key))
        scope = replace(scope, currency_id=ids[0])
        cells = [cell for cell in cells if cell["currency_id"] == ids[0]]
        return scope, self.env["res.currency"].browse(ids), cells

    # === ORDERS === #

    def _orders(self, scope, cells, unit):
        return {
            "orders": self._sums(total(cells)),
            "preference": self._preference(scope, cells, unit),
            "conversions": self._conversions(cells),
            "gateways": self._gateways(cells),
        }

    def _sums(self, sums):
        return {name: float(sums[name]) for name in ORDERS} | {"paid": float(net_paid(sums))}

    def _preference(self, scope, cells, unit):
        """Return how many orders were placed as what, over time; cancelled ones count, they were chosen too."""
        found = fold(cells, "cohort", "placed_type")
        return [
            {"key": cohort.key, "day": cohort.day.isoformat()}
            | {
                kind: found[cohort, kind]["orders"] + found[cohort, kind]["cancelled"]
                for kind, _label in self._types()
            }
            for cohort in scope.cohorts(unit)
        ]

    def _conversions(self, cells):
        """Return what became of orders placed as each type: the types they have now."""
        labels = dict(self._types())
        pairs = fold(cells, "placed_type", "payment_type")
        placed = fold(cells, "placed_type")
        return [
            {
                "placed": before,
                "now": after,
                "placedLabel": labels[before],
                "label": labels[after],
                "orders": pairs[before, after]["orders"],
                "of": placed[before]["orders"],
            }
            for before in labels
            for after in labels
            if before != after and pairs[before, after]["orders"]
        ]

    def _gateways(self, cells):
        sums = fold(cells, "provider_id")
        names = self._names("payment.provider", sums)
        return [
            {"key": key, "label": names.get(key, self.env._("Cash on delivery"))} | self._sums(row)
            for key, row in sorted(sums.items(), key=lambda item: -item[1]["orders"])
        ]

    # === PARTS === #

    def _types(self):
        return self.env["sale.order"]._fields["ecom_payment_type"]._description_selection(self.env)

    def _names(self, model, ids):
        # sudo: names of states, carriers … of groups that may be seen
        records = self.env[model].sudo().browse(key for key in ids if key)
        return {record.id: record.name for record in records}

    def _grouped(self, scope, name, names):
        """Return orders and parcels by a field, those with most orders first. Two queries."""
        figures = self.env["ecom.order.figures"]
        rows = figures.add_up(scope, "order", [name]) + figures.add_up(scope, "parcel", [name])
        return self._rows(fold(rows, name), names)

    def _rows(self, sums, names, nothing=None):
        labels = names(sums.keys())
        nothing = nothing or self.env._("Not given")
        return [
            {"key": key or None, "label": labels.get(key) or nothing}
            | self._sums(row)
            | self._rate(row)
            for key, row in sorted(
                sums.items(), key=lambda item: (-item[1]["orders"], -item[1]["final"], str(item[0]))
            )
        ]
