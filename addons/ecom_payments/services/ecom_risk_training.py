import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..domain import risk_rules

_logger = logging.getLogger(__name__)
_MOST_ORDERS = 20_000
#: A model is learnt again after so many days, or once so many more orders have ended.
_DAYS, _NEW_ORDERS = 7, 50
_ENDED = SQL("parcel.ended AND o.ecom_placed_at IS NOT NULL")


class EcomRiskTraining(models.AbstractModel):
    """Learns, once a day and outside requests, which orders of a store come back."""

    _name = "ecom.risk.training"
    _description = "Learning the Risk of Return"

    @api.model
    def run(self):
        """Bring each store's counts up to date and learn where there is news. One commit each; called by a cron."""
        stores = self.env["ecom.store"].search([])
        self.env["ir.cron"]._commit_progress(remaining=len(stores))
        for store in stores:
            self.refresh(store)
            if self._is_due(store):
                self.learn(store)
            if not self.env["ir.cron"]._commit_progress(processed=1):
                break

    @api.model
    def refresh(self, store):
        """Count a store's parcels by area, and work out its typical order."""
        self.env["ecom.risk.area"]._count(store)
        [(typical,)] = self.env.execute_query(
            SQL(
                "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY amount_total) FROM sale_order"
                " WHERE ecom_store_id = %s AND currency_id = %s AND ecom_placed_at > %s AND state <> 'cancel'",
                store.id,
                store.currency_id.id,
                fields.Datetime.now() - timedelta(days=365),
            )
        )
        typical = store.currency_id.round(typical or 0.0)
        if typical != store.risk_typical_total:
            store.risk_typical_total = typical

    def _is_due(self, store):
        models_ = self.env["ecom.risk.model"].with_context(active_test=False)
        last = models_.search([("store_id", "=", store.id)], limit=1)
        if not last:
            return True
        if last.trained_at <= fields.Datetime.now() - timedelta(days=_DAYS):
            return True
        [(ended,)] = self.env.execute_query(
            SQL(
                "SELECT COALESCE(sum(delivered + returned), 0) FROM ecom_risk_area"
                " WHERE store_id = %s AND kind = 'store' AND day >= %s",
                store.id,
                last.trained_at.date(),
            )
        )
        return ended >= _NEW_ORDERS

    @api.model
    def learn(self, store, known_by=None):
        """Learn from a store's orders. The model scores new orders if it foretold the later part of them better than
        the rules did; else it is kept to look at, and the rules score.

        :param store: one ``ecom.store``
        :param datetime known_by: forget what was not known by then (naive UTC); None for now
        :return: ``ecom.risk.model``, empty if there is too little to learn from
        """
        known_by = known_by or fields.Datetime.now()
        rows = self.env["ecom.risk.history"].of_orders(store, self._recent(store, known_by))
        returned = sum(row["returned"] for _id, row, _facts in rows)
        if risk_rules.is_thin(len(rows) - returned, returned):
            _logger.info("Risk of %s: %d ended orders are too few", store.code, len(rows))
            return self.env["ecom.risk.model"]
        result = self._train(rows)
        if result is None:
            return self.env["ecom.risk.model"]
        return self._keep(store, result, len(rows), returned, known_by)

    def _recent(self, store, known_by):
        return SQL(
            "%s AND parcel.known_at < %s AND o.id IN (SELECT id FROM sale_order WHERE ecom_store_id = %s"
            " AND ecom_placed_at IS NOT NULL ORDER BY ecom_placed_at DESC LIMIT %s)",
            _ENDED,
            known_by,
            store.id,
            _MOST_ORDERS,
        )

    def _train(self, rows):
        # loads scikit-learn, which web workers never need
        from ..domain import risk_features, risk_training  # noqa: PLC0415

        return risk_training.train(
            [
                risk_training.Example(
                    placed_at=row["at"],
                    known_at=row["known_at"],
                    figures=risk_features.features(facts),
                    rules=risk_rules.risk(risk_rules.points(facts)),
                    returned=row["returned"],
                )
                for _id, row, facts in rows
            ]
        )

    def _keep(self, store, result, count, returned, known_by):
        models_, version = self.env["ecom.risk.model"], self._next_version(store)
        models_.search([("store_id", "=", store.id)]).write({"active": False})
        self.env.flush_all()
        ours, theirs = result.held_out["model"], result.held_out["rules"]
        model = models_.create(
            {
                "name": f"Model {version}, {known_by.date().isoformat()}",
                "version": version,
                "store_id": store.id,
                "active": result.better,
                "trained_at": known_by,
                "order_count": count,
                "returned_count": returned,
                "base_rate": returned / count,
                "parameters": result.model.to_json() | {"dropped": list(result.dropped)},
                "held_out": result.held_out,
                "held_out_count": result.held_out["orders"],
                "auc": ours["auc"],
                "rules_auc": theirs["auc"],
                "brier": ours["brier"],
                "rules_brier": theirs["brier"],
                "verdict": self._verdict(result),
            }
        )
        model._prune()
        return model

    def _next_version(self, store):
        every = self.env["ecom.risk.model"].with_context(active_test=False)
        return every.search([("store_id", "=", store.id)], limit=1).version + 1

    def _verdict(self, result):
        if result.better:
            return self.env._(
                "Used: on the later orders its error was smaller than that of the rules, and its ranking no worse."
            )
        return self.env._(
            "Not used: on the later orders it was not better than the rules, or no better than chance."
        )
