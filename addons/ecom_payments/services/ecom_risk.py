from dataclasses import dataclass, replace

from odoo import api, models

from ..domain import availability, risk_features, risk_policy, risk_reasons, risk_rules
from ..domain.risk_features import Facts


@dataclass(frozen=True, slots=True)
class Assessment:
    """How likely an order comes back.

    :ivar risks: 0 to 1, by payment type it could be placed with
    :ivar effects: what each topic adds, by payment type
    :ivar facts: what was known
    :ivar model_id: ``ecom.risk.model``, None for the rules
    :ivar scorer: its name
    """

    risks: dict[str, float]
    effects: dict[str, dict[str, float]]
    facts: Facts
    model_id: int | None
    scorer: str

    def reasons(self, payment_type):
        """Return the strongest reasons for the risk with a payment type, as JSON: list of dict."""
        facts = replace(self.facts, payment_type=payment_type)
        return [
            {"code": reason.code, "effect": round(reason.effect, 4), "values": reason.values}
            for reason in risk_reasons.top(self.effects[payment_type], facts)
        ]


class EcomRisk(models.AbstractModel):
    """The risk that an order's parcel comes back undelivered."""

    _name = "ecom.risk"
    _description = "Risk of Return"

    @api.model
    def assess(self, order, ship_to=None):
        """Work out the risk of one order with each payment type: :class:`Assessment`. One query, and within a
        transaction once for each order, its items and destination.

        :param order: one ``sale.order``, placed or not
        :param ship_to: ``res.partner`` it goes to, if not (yet) that of the order
        """
        ship_to = ship_to or order.partner_shipping_id
        facts_of = self.env["ecom.risk.history"].of_draft
        if not order.id:
            return self._judge(order.ecom_store_id, facts_of(order, ship_to, availability.COD))
        # placing asks twice: which types are offered, and what to write down. In between comes the COD fee, which
        # makes no order riskier
        goods = order.order_line.filtered(lambda line: line._ecom_kind() != "fee")
        items = tuple((line.id, line.price_total) for line in goods)
        key = ("ecom_risk", order.id, ship_to.id, items)
        cache = self.env.cr.cache
        if key not in cache:
            facts = facts_of(order, ship_to, availability.COD)
            cache[key] = self._judge(order.ecom_store_id, facts)
        return cache[key]

    @api.model
    def _judge(self, store, facts):
        """Return the :class:`Assessment` of facts."""
        found = self.env["ecom.risk.model"]._scorer(store.id)
        risks, effects = {}, {}
        for payment_type in availability.TYPES:
            as_if = replace(facts, payment_type=payment_type)
            if found:
                figures = risk_features.features(as_if)
                effects[payment_type] = found[2].effects(figures)
                risks[payment_type] = found[2].risk(figures)
            else:
                effects[payment_type] = risk_rules.points(as_if)
                risks[payment_type] = risk_rules.risk(effects[payment_type])
        model_id, scorer = found[:2] if found else (None, self._rules_name())
        return Assessment(risks, effects, facts, model_id, scorer)

    @api.model
    def _rules_name(self):
        return f"Rules {risk_rules.VERSION}"

    @api.model
    def values(self, order, payment_type, assessment):
        """Return what an order keeps of its assessment: dict for ``write``."""
        store, risk = order.ecom_store_id, assessment.risks[payment_type]
        return {
            "ecom_risk_score": round(100 * risk, 1),
            "ecom_risk_level": risk_policy.level(
                risk, store.risk_medium_percent / 100, store.risk_high_percent / 100
            ),
            "ecom_risk_reasons": assessment.reasons(payment_type),
            "ecom_risk_model_id": assessment.model_id,
            "ecom_risk_scorer": assessment.scorer,
        }
