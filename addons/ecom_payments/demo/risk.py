from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

_POLICIES_SINCE = 60  # days ago; since then the shop also scores with what it has learnt
_PARCEL_COST = 160
_LEVELS = {"risk_medium_percent": 12.0, "risk_high_percent": 25.0}
_POLICIES = (
    {
        "name": "High risk: a person looks at the order",
        "risk_from": "high",
        "applies_to": "door",
        "action": "review",
        "holdout_percent": 10.0,
    },
    {
        "name": "Medium risk: the customer confirms",
        "risk_from": "medium",
        "applies_to": "door",
        "action": "confirm",
        "holdout_percent": 20.0,
    },
)


class EcomDemo(models.AbstractModel):
    """Scores of the year's orders, each by what was known when it was placed, and policies since two months."""

    _inherit = "ecom.demo"

    @api.model
    def _steps(self):
        return super()._steps() + [("risk", "Risk of return", "_fill_risk")]

    @api.model
    def _fill_risk(self, scale):
        store, training = self._store(), self.env["ecom.risk.training"]
        store.write({"rto_parcel_cost": _PARCEL_COST} | _LEVELS)
        training.refresh(store)
        since = self._now() - timedelta(days=_POLICIES_SINCE)
        self._score(store, SQL("o.ecom_placed_at < %s", since))
        training.learn(store, known_by=since)
        self.env["ecom.risk.policy"].create(
            [
                values | {"store_id": store.id, "sequence": number}
                for number, values in enumerate(_POLICIES, start=1)
            ]
        )
        held = self._score(store, SQL("o.ecom_placed_at >= %s", since))
        self._hold(held | self._unconfirmed(store))
        training.learn(store, known_by=self._now())

    def _score(self, store, which):
        """Give orders the risk and the policy they would have got; return those that still can be held."""
        risk, policies = self.env["ecom.risk"], self.env["ecom.risk.policies"]
        held = {}
        for order_id, row, facts in self.env["ecom.risk.history"].of_orders(store, which):
            order = self.env["sale.order"].browse(order_id)
            assessment = risk._judge(store, facts)
            values = policies.values(order, row["type"], assessment)
            hold = {
                name: values.pop(name)
                for name in ("ecom_hold", "ecom_hold_reason")
                if name in values
            }
            order.write(risk.values(order, row["type"], assessment) | values)
            if hold and order.state == "sale" and not order._ecom_has_left():
                held[order] = hold
        return held

    def _unconfirmed(self, store):
        """Return the hold of an order whose customer has not confirmed it for more than a day, whatever its risk."""
        order = self.env["sale.order"].search(
            [
                ("ecom_store_id", "=", store.id),
                ("ecom_payment_type", "=", "cod"),
                ("ecom_status", "=", "confirmed"),
                ("ecom_placed_at", "<", self._now() - timedelta(days=1)),
            ],
            order="ecom_placed_at",
            limit=1,
        )
        policy = self.env["ecom.risk.policy"].search(
            [("store_id", "=", store.id), ("action", "=", "confirm")], limit=1
        )
        order.write({"ecom_risk_policy_id": policy.id, "ecom_risk_arm": "policy"})
        reason = self.env._("The customer is to confirm the order and the address.")
        return {order: {"ecom_hold": "confirm", "ecom_hold_reason": reason}} if order else {}

    def _hold(self, held):
        for order, hold in held.items():
            order.write(hold)
            acting = order._ecom_acting("api", order.ecom_store_id.name)
            event = acting.env["ecom.payment.event"]._record(
                acting, "held", message=order.ecom_hold_reason
            )
            self._backdate(event, [order.ecom_placed_at], ("occurred_at",))
