from odoo import api, models

from ..domain import ranking, rto
from .ecom_order_figures import fold, total

_BAND = 10  # percent
#: Parcels that came back, and that arrived, from which on it can be said how well they were ranked.
_RANKED = 5


class EcomOrderDashboard(models.AbstractModel):
    """What comes back, where, at what cost, and whether scores and policies work."""

    _inherit = "ecom.order.dashboard"

    @api.model
    def _returns(self, scope, cells, unit):
        figures = self.env["ecom.order.figures"]
        parcels = figures.add_up(scope, "parcel", ["cohort", "payment_type", "carrier_id"], unit)
        scores = figures.add_up(scope, "parcel", ["cohort", "risk_percent"], unit)
        sums = total(parcels)
        return {
            "total": self._rate(sums),
            "cost": self._cost(scope.stores, parcels),
            "cohorts": self._cohorts(scope, parcels, unit),
            "types": self._by_type(cells, parcels),
            "carriers": self._rows(
                fold(cells + parcels, "carrier_id"),
                lambda ids: self._names("delivery.carrier", ids),
                self.env._("No carrier, own riders"),
            ),
            "states": self._grouped(
                scope, "state_id", lambda ids: self._names("res.country.state", ids)
            ),
            "categories": self._grouped(
                scope, "categ_id", lambda ids: self._names("product.category", ids)
            ),
            "calibration": self._calibration(scores),
            "ranking": self._ranking(scope, scores, unit),
            "model": self._model(scope.stores),
            "policies": self._policies(scope.stores),
        }

    def _rate(self, sums):
        """Return the rate of a group, its interval, by value, and what is on the way."""
        ended = sums["final_value"]
        return rto.Rate(int(sums["returned"]), int(sums["final"])).dump() | {
            "parcels": int(sums["parcels"]),
            "onTheWay": int(sums["on_the_way"]),
            "byValue": float(sums["returned_value"] / ended) if ended else None,
            "returnedValue": float(sums["returned_value"]),
        }

    def _cost(self, store, parcels):
        """Return what returns cost by the merchant's own figures: None where nothing was set."""
        sums = total(parcels)
        carriers = self._cost_of_carriers(store, [row["carrier_id"] for row in parcels])
        cost = sum(
            row["returned"] * (carriers.get(row["carrier_id"]) or store.rto_parcel_cost)
            for row in parcels
        )
        known = bool(cost or store.rto_parcel_cost or not sums["returned"])
        return {
            "total": store.risk_currency_id.round(cost) if known else None,
            "perParcel": cost / sums["returned"] if sums["returned"] else store.rto_parcel_cost,
            "writtenOff": float(sums["write_off"]),
            "goods": float(sums["returned_value"]),
        }

    def _cost_of_carriers(self, store, carrier_ids):
        # sudo: what parcels of one's own store cost
        carriers = self.env["delivery.carrier"].sudo().with_company(store.company_id)
        found = carriers.browse({carrier_id for carrier_id in carrier_ids if carrier_id})
        return {carrier.id: carrier._ecom_cost_of_a_return() for carrier in found}

    def _cohorts(self, scope, parcels, unit):
        found = fold(parcels, "cohort")
        return [
            {"key": cohort.key, "day": cohort.day.isoformat()} | self._rate(found[cohort])
            for cohort in scope.cohorts(unit)
        ]

    def _by_type(self, cells, parcels):
        found = fold(cells + parcels, "payment_type")
        return [
            {"key": key, "label": label} | self._sums(found[key]) | self._rate(found[key])
            for key, label in self._types()
            if key in found
        ]

    def _calibration(self, scores):
        """Return the parcels by the risk they were given, with the mean of that risk where their end is known."""
        bands = {}
        for row in scores:
            if row["risk_percent"] is not None:
                band = min(row["risk_percent"] // _BAND * _BAND + _BAND, 100)
                bands.setdefault(band, []).append(row)
        sums = {band: total(rows) for band, rows in sorted(bands.items())}
        return [
            {"key": band, "label": f"{band - _BAND}–{band} %"}  # noqa: RUF001
            | self._rate(row)
            | {"expected": float(row["expected"]) / row["final"] if row["final"] else None}
            for band, row in sums.items()
        ]

    def _ranking(self, scope, scores, unit):
        """Return how well the scores given at placing ranked the parcels sent off since, over time (AUC)."""
        found = {}
        for row in scores:
            if row["risk_percent"] is not None:
                found.setdefault(row["cohort"], []).append(row)
        points = []
        for cohort in scope.cohorts(unit):
            rows = found.get(cohort, [])
            final = sum(row["final"] for row in rows)
            returned = sum(row["returned"] for row in rows)
            auc = ranking.auc(
                (row["risk_percent"], row["returned"], row["final"] - row["returned"])
                for row in rows
            )
            points.append(
                {
                    "key": cohort.key,
                    "day": cohort.day.isoformat(),
                    "auc": auc if min(returned, final - returned) >= _RANKED else None,
                    "final": final,
                }
            )
        return points

    def _model(self, store):
        model = self.env["ecom.risk.model"].search([("store_id", "=", store.id)], limit=1)
        return (
            {
                "id": model.id,
                "name": model.name,
                "orders": model.order_count,
                "judgedOn": model.held_out_count,
                "auc": model.auc,
                "rulesAuc": model.rules_auc,
            }
            if model
            else None
        )

    def _policies(self, store):
        policies = self.env["ecom.risk.policy"].search([("store_id", "=", store.id)])
        effects = self.env["ecom.risk.policies"].effects(policies)
        return [{"id": policy.id, "name": policy.name} | effects[policy.id] for policy in policies]
