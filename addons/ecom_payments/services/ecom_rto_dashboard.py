from datetime import UTC, datetime

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..domain import rto

_MONTHS = (3, 6, 12)
#: What parcels are grouped by.
_GROUPS = ("month", "payment_type", "state_id", "carrier_id", "risk_band")
_MEASURES = ("returned", "final", "pending", "final_value", "returned_value", "expected")


class EcomRtoDashboard(models.AbstractModel):
    """Figures of the RTO screen: how many parcels come back, where, at what cost, and whether scores and policies work."""

    _name = "ecom.rto.dashboard"
    _description = "RTO Dashboard"

    @api.model
    def load(self, store_id=None, months=6):
        """Return all the screen shows, as one JSON-able dict. Parcels count in the month in which they were sent off.

        :param int store_id: one of the user's stores; None for the first
        :param int months: how far back, with the current month: 3, 6 or 12
        """
        stores = self.env["ecom.store"].search([])
        if not stores:
            return {"stores": [], "store": None}
        store = stores.filtered(lambda record: record.id == store_id) or stores[0]
        months = months if months in _MONTHS else 6
        first = self._first_month(store, months)
        groups = self._groups(store, first)
        [total] = groups["total"] or [dict.fromkeys(_MEASURES, 0)]
        return {
            "stores": [{"id": record.id, "name": record.name} for record in stores],
            "store": {
                "id": store.id,
                "name": store.name,
                "currencyId": store.risk_currency_id.id,
                "canSet": store.has_access("write"),
            },
            "months": months,
            "enough": rto.ENOUGH,
            "total": self._figures(total),
            "cost": self._cost(store, total),
            "cohorts": self._cohorts(groups["month"], first, months),
            "types": self._types(groups["payment_type"]),
            "states": self._named(groups["state_id"], "res.country.state"),
            "carriers": self._named(groups["carrier_id"], "delivery.carrier"),
            "calibration": self._calibration(groups["risk_band"]),
            "model": self._model(store),
            "policies": self._policies(store),
        }

    def _first_month(self, store, months):
        """Return the first day that counts, in the store's time zone."""
        today = datetime.now(UTC).astimezone(store._ecom_zone()).date()
        return today.replace(day=1) - relativedelta(months=months - 1)

    def _groups(self, store, first):
        """Return the sums of parcels by each of :data:`_GROUPS`, in one query: dict of list of dict."""
        report = self.env["ecom.rto.report"]
        for name in ("sale.order", "stock.picking"):
            self.env[name].flush_model()
        begin = datetime(first.year, first.month, 1, tzinfo=store._ecom_zone())
        domain = Domain("store_id", "=", store.id) & Domain(
            "dispatched_at", ">=", begin.astimezone(UTC).replace(tzinfo=None)
        )
        query = report._search(domain, order="id")
        query.order = None
        columns = {
            name: report._field_to_sql(query.table, name, query)
            for name in report._fields
            if name in {*_GROUPS, *_MEASURES, "risk_score"}
        }
        columns["expected"] = SQL("%s * %s", columns.pop("risk_score"), columns["final"])
        columns["month"] = SQL(
            "to_char(%s AT TIME ZONE 'UTC' AT TIME ZONE %s, 'YYYY-MM')",
            report._field_to_sql(query.table, "dispatched_at", query),
            store.tz or "UTC",
        )
        keys = [SQL("%s AS %s", columns[name], SQL.identifier(name)) for name in _GROUPS]
        inner = query.select(
            *keys, *(SQL("%s AS %s", columns[name], SQL.identifier(name)) for name in _MEASURES)
        )
        names = SQL(", ").join(SQL.identifier(name) for name in _GROUPS)
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT %(names)s, GROUPING(%(names)s) AS kind, %(sums)s FROM (%(parcels)s) parcel"
                " GROUP BY GROUPING SETS ((), %(sets)s)",
                names=names,
                sums=SQL(", ").join(
                    SQL("COALESCE(sum(%s), 0) AS %s", SQL.identifier(name), SQL.identifier(name))
                    for name in _MEASURES
                ),
                parcels=inner,
                sets=SQL(", ").join(SQL("(%s)", SQL.identifier(name)) for name in _GROUPS),
            )
        )
        return self._sorted_out(rows)

    def _sorted_out(self, rows):
        """Sort the rows of grouping sets by which set they are of. ``kind`` has a bit for each column left out."""
        every = 2 ** len(_GROUPS) - 1
        kinds = {every: "total"} | {
            every - 2 ** (len(_GROUPS) - 1 - place): name for place, name in enumerate(_GROUPS)
        }
        found = {name: [] for name in kinds.values()}
        for row in rows:
            name = kinds[row["kind"]]
            found[name].append(row | {"key": row.get(name)})
        return found

    # === PARTS OF THE SCREEN === #

    def _figures(self, row):
        """Return the rate of a group, its interval, by value, and what is on the way."""
        ended = row["final_value"]
        return rto.Rate(int(row["returned"]), int(row["final"])).dump() | {
            "pending": int(row["pending"]),
            "byValue": float(row["returned_value"] / ended) if ended else None,
            "returnedValue": float(row["returned_value"]),
        }

    def _cost(self, store, total):
        cost = store.rto_parcel_cost
        return {
            "perParcel": cost,
            "total": store.risk_currency_id.round(cost * int(total["returned"])) if cost else None,
            "goods": float(total["returned_value"]),
        }

    def _cohorts(self, rows, first, months):
        by_month = {row["key"]: row for row in rows}
        nothing = dict.fromkeys(_MEASURES, 0)
        keys = [f"{first + relativedelta(months=number):%Y-%m}" for number in range(months)]
        return [{"key": key} | self._figures(by_month.get(key, nothing)) for key in keys]

    def _types(self, rows):
        by_type = {row["key"]: row for row in rows}
        labels = (
            self.env["ecom.rto.report"]._fields["payment_type"]._description_selection(self.env)
        )
        return [
            {"key": key, "label": label} | self._figures(by_type[key])
            for key, label in labels
            if key in by_type
        ]

    def _named(self, rows, model):
        """Return groups of records, those with most parcels first."""
        # sudo: names of states and carriers, of groups that may be seen
        records = self.env[model].sudo().browse(row["key"] for row in rows if row["key"])
        names = {record.id: record.name for record in records}
        rows = sorted(rows, key=lambda row: (-row["final"], row["key"] or 0))
        return [
            {"key": row["key"], "label": names.get(row["key"], self.env._("Not given"))}
            | self._figures(row)
            for row in rows
        ]

    def _calibration(self, rows):
        """Return the parcels by the risk they were given, with the mean of that risk where their end is known."""
        return [
            {"key": row["key"], "label": f"{row['key'] - 10}–{row['key']} %"}  # noqa: RUF001
            | self._figures(row)
            | {"expected": row["expected"] / row["final"] / 100 if row["final"] else None}
            for row in sorted((row for row in rows if row["key"]), key=lambda row: row["key"])
        ]

    def _model(self, store):
        model = self.env["ecom.risk.model"].search([("store_id", "=", store.id)], limit=1)
        if not model:
            return None
        return {
            "id": model.id,
            "name": model.name,
            "orders": model.order_count,
            "judgedOn": model.held_out_count,
            "auc": model.auc,
            "rulesAuc": model.rules_auc,
        }

    def _policies(self, store):
        policies = self.env["ecom.risk.policy"].search([("store_id", "=", store.id)])
        effects = self.env["ecom.risk.policies"].effects(policies)
        return [{"id": policy.id, "name": policy.name} | effects[policy.id] for policy in policies]
