from dataclasses import dataclass
from decimal import Decimal

from odoo import api, models

from odoo.addons.ecom_base.api.call import api_env
from odoo.addons.ecom_base.api.errors import DomainError
from odoo.addons.ecom_base.domain.address import PostalAddress

from ..domain import availability, rules

#: More rules that do not fit than anybody reads are counted, not listed.
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class SimulatedItem:
    """One line of the cart, as requests have it."""

    product_id: str
    quantity: Decimal
    unit_price: None = None


class EcomPaymentSimulation(models.AbstractModel):
    """What a cart at an address would be offered, and why: asked of ``ecom.payment.options`` as a storefront would."""

    _name = "ecom.payment.simulation"
    _description = "Payment Rule Simulation"

    @api.model
    def simulate(self, store, items, *, address, currency=None, values=None):
        """Return what to show: dict for the template ``ecom_payments.simulation``.

        :param store: one ``ecom.store``
        :param items: list of (``product.product``, float quantity)
        :param address: dict with ``country``, ``state`` (ISO codes) and ``postal_code``
        :param str currency: ISO code, None for the store's own
        :param dict values: further ``sale.order`` values, such as the customer and the carrier
        """
        try:
            order, judgement = self._judge(store, items, address, currency, values or {})
        except DomainError as error:
            problems = error.details.get("fields", {}).values()
            return {"problem": " ".join([error.message, *map(str, problems)])}
        rule_ids = [rule.id for rule in judgement.fitting]
        unfitting = self.env["ecom.payment.rule"]._unfitting(judgement.situation)
        shown = unfitting[:_SHOWN]
        records = self.env["ecom.payment.rule"].browse([*rule_ids, *(one for one, _why in shown)])
        by_id = {record.id: record for record in records}
        reasons = self.env["ecom.payment.reasons"]
        return {
            "problem": False,
            "goods": self._money(order.currency_id, judgement.situation.total),
            "cards": [
                self._card(option, order, judgement.fitting, by_id) for option in judgement.options
            ],
            "fitting": [
                (by_id[rule.id], self._decisions(rule, judgement.fitting, by_id))
                for rule in judgement.fitting
            ],
            "unfitting": [
                (by_id[one], reasons.unmet(why, by_id[one], judgement.situation))
                for one, why in shown
            ],
            "more": len(unfitting) - len(shown),
        }

    def _judge(self, store, items, address, currency, values):
        """Return the previewed ``sale.order`` and its :class:`Judgement`, with the rights of the API."""
        info = store._to_info()
        env = api_env(self.env, info)
        options = env["ecom.payment.options"]
        ship_to = options._ship_to(info, PostalAddress(name="-", line1="-", city="-", **address))
        wanted = [
            SimulatedItem(product.ecom_uid, Decimal(repr(quantity))) for product, quantity in items
        ]
        order = env["ecom.order.builder"].preview(
            info, wanted, ship_to=ship_to, currency=currency, values=values
        )
        return order, options.judge(order, ship_to=ship_to)

    def _card(self, option, order, fitting, by_id):
        currency = order.currency_id
        decided = rules.verdict(fitting, option.type)
        return {
            "title": dict(order._fields["ecom_payment_type"]._description_selection(self.env))[
                option.type
            ],
            "offered": option.available,
            "upfront": self._money(currency, option.upfront),
            "at_door": self._money(currency, option.at_door),
            "total": self._money(currency, option.total),
            "fee": option.fee.total and self._money(currency, option.fee.total),
            "percent": option.type == availability.PARTIAL_COD
            and option.percent is not None
            and f"{option.percent.normalize():f} %",
            "reasons": [self._reason(reason, currency, by_id) for reason in option.reasons],
            "rule": decided and by_id[decided.id],
        }

    def _reason(self, reason, currency, by_id):
        """Return the sentence, what the customer reads, and the rule that decided."""
        rule = next(
            (one for one in by_id.values() if one.ecom_uid == reason.details.get("rule")), 0
        )
        if not rule:
            return {
                "text": self.env["ecom.payment.reasons"].sentence(reason, currency),
                "message": False,
                "rule": False,
            }
        label = dict(rule._fields["reason"]._description_selection(self.env))[rule.reason]
        return {"text": label, "message": rule.message, "rule": rule}

    def _decisions(self, rule, fitting, by_id):
        """Return what a rule that fits has to say, and what came of it: list of (text, whether it decides, by whom)."""
        record = by_id[rule.id]
        labels = dict(
            self.env["sale.order"]._fields["ecom_payment_type"]._description_selection(self.env)
        )
        found = []
        for payment_type, effect in rule.effects.items():
            text = (
                self.env._("%s: offered", labels[payment_type])
                if effect == rules.ALLOW
                else self.env._("%s: not offered", labels[payment_type])
            )
            found.append((text, rules.verdict(fitting, payment_type)))
        if rule.upfront_percent is not None:
            text = self.env._("Upfront share: %s %%", f"{rule.upfront_percent.normalize():f}")
            found.append((text, rules.upfront_of(fitting)))
        if rule.upfront_fixed is not None:
            money = self._money(record.currency_id, rule.upfront_fixed)
            found.append((self.env._("Upfront: %s", money), rules.upfront_of(fitting)))
        if rule.fee is not None:
            money = self._money(record.currency_id, rule.fee)
            text = self.env._("COD fee: %s", money) if rule.fee else self.env._("No COD fee")
            found.append((text, rules.fee_of(fitting)))
        return [(text, by.id == rule.id, by_id[by.id]) for text, by in found]

    def _money(self, currency, amount):
        return currency.with_env(self.env).format(float(amount))
