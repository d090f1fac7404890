from odoo import api, models
from odoo.fields import Domain

from odoo.addons.ecom_base.domain.period import ENOUGH, change

from ..models.sale_order import PAYMENT_TYPES

_BACK = "rto_received"
_FINAL = ("delivered", _BACK)


class EcomHome(models.AbstractModel):
    """What is still to be paid, and what came back unpaid."""

    _inherit = "ecom.home"

    @api.model
    def _cards(self, scope):
        return super()._cards(scope) + [
            self._waiting_card(scope),
            self._at_door_card(scope),
            *self._rto_cards(scope),
        ]

    @api.model
    def _charts(self, scope):
        return super()._charts(scope) + [self._type_chart(scope), *self._rto_charts(scope)]

    @api.model
    def _health(self, scope):
        flagged = self._orders_domain(scope) & Domain("ecom_review_reason", "!=", False)
        count = self.env["sale.order"].search_count(flagged)
        light = self._light(
            self.env._("Payments to look at"),
            "warning" if count else "good",
            self.env._("%(count)s orders need a person", count=count)
            if count
            else self.env._("Nothing unusual"),
            self._orders_action(scope, Domain("ecom_review_reason", "!=", False)),
        )
        return super()._health(scope) + [light]

    # === TILES === #

    @api.model
    def _waiting_card(self, scope):
        waiting = Domain("state", "in", ("draft", "sent")) & Domain(
            "ecom_payment_type", "in", ("prepaid", "partial_cod")
        )
        count, amount = self._count_and_amount(scope, waiting, "ecom_upfront_amount")
        return self._card(
            "awaiting_payment",
            self.env._("Awaiting payment"),
            amount,
            kind="money",
            hint=self.env._("asked for online, %(count)s orders, right now", count=count),
            action=self._orders_action(scope, waiting),
        )

    @api.model
    def _at_door_card(self, scope):
        due = Domain("state", "=", "sale") & Domain("ecom_to_collect", ">", 0)
        count, amount = self._count_and_amount(scope, due, "ecom_to_collect")
        return self._card(
            "to_collect",
            self.env._("To collect at the door"),
            amount,
            kind="money",
            hint=self.env._("cash of %(count)s orders, right now", count=count),
            action=self._orders_action(scope, due),
        )

    @api.model
    def _count_and_amount(self, scope, domain, field):
        """Count orders in the store's currency and add up an amount of theirs."""
        own = Domain("currency_id", "=", scope.store.currency_id.id)
        count, amount = self.env["sale.order"]._read_group(
            self._orders_domain(scope) & own & domain, [], ["__count", f"{field}:sum"]
        )[0]
        return count, scope.store.currency_id.round(amount or 0.0)

    @api.model
    def _rto_cards(self, scope):
        if not self.env["stock.picking"].has_access("read"):
            return []
        now = self._outcomes(scope, scope.during("ecom_outcome_at"))[None]
        past = self._outcomes(scope, scope.before("ecom_outcome_at"))[None]
        return [
            self._card(
                "rto",
                self.env._("Return to origin"),
                _rate(now),
                kind="percent",
                hint=self.env._(
                    "%(back)s of %(final)s parcels that ended in this period",
                    back=now[_BACK],
                    final=sum(now.values()),
                ),
                change=None
                if _rate(now) is None
                else change(_rate(now), _rate(past), sum(past.values())),
                good=-1,
                action=self._orders_action(scope, Domain("ecom_has_rto", "=", True)),
            )
        ]

    # === CHARTS === #

    @api.model
    def _type_chart(self, scope):
        counts = dict(
            self.env["sale.order"]._read_group(
                self._orders_domain(scope)
                & scope.during("ecom_placed_at")
                & Domain("state", "!=", "cancel"),
                ["ecom_payment_type"],
                ["__count"],
            )
        )
        return {
            "key": "payment_types",
            "title": self.env._("Orders by payment type"),
            "type": "doughnut",
            "labels": [label for _key, label in self._type_labels()],
            "series": [
                {
                    "label": self.env._("Orders"),
                    "kind": "count",
                    "data": [counts.get(key, 0) for key, _label in self._type_labels()],
                }
            ],
        }

    @api.model
    def _rto_charts(self, scope):
        if not self.env["stock.picking"].has_access("read"):
            return []
        outcomes = self._outcomes(scope, scope.during("ecom_outcome_at"))
        return [
            {
                "key": "rto_by_type",
                "title": self.env._("Return to origin by payment type"),
                "type": "bar",
                "labels": [
                    f"{label} ({sum(outcomes[key].values())})" for key, label in self._type_labels()
                ],
                "series": [
                    {
                        "label": self.env._("Parcels that came back"),
                        "kind": "percent",
                        "data": [
                            _rate(outcomes[key]) or 0.0 for key, _label in self._type_labels()
                        ],
                    }
                ],
            }
        ]

    @api.model
    def _type_labels(self):
        field = self.env["sale.order"]._fields["ecom_payment_type"]
        return field._description_selection(self.env)

    @api.model
    def _outcomes(self, scope, when):
        """Count parcels that were delivered or came back, by payment type and, under None, in all.

        :return: dict of ``{"delivered": int, "rto_received": int}``
        """
        counts = {key: dict.fromkeys(_FINAL, 0) for key in (None, *dict(PAYMENT_TYPES))}
        groups = self.env["stock.picking"]._read_group(
            Domain("sale_id.ecom_store_id", "=", scope.store.id)
            & Domain("ecom_outcome", "in", _FINAL)
            & when,
            ["sale_id.ecom_payment_type", "ecom_outcome"],
            ["__count"],
        )
        for payment_type, outcome, count in groups:
            counts[None][outcome] += count
            if payment_type:
                counts[payment_type][outcome] += count
        return counts


def _rate(outcomes):
    """Return the share that came back as a float, or None if too few parcels ended to speak of a share."""
    total = sum(outcomes.values())
    return outcomes[_BACK] / total if total >= ENOUGH else None
