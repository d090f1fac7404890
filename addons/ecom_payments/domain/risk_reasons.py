"""Why an order has the risk it has: the topics that count most, with the figures that a sentence needs."""

from dataclasses import dataclass, field

#: Topics that change the risk by less than this share of the largest one are not worth a sentence.
_WORTH_SAYING = 0.05


@dataclass(frozen=True, slots=True)
class Reason:
    """A topic that raises or lowers the risk.

    :ivar code: which sentence says it
    :ivar effect: above 0 it raises the risk, below it lowers it; in the scorer's own unit
    :ivar values: what the sentence names
    """

    code: str
    effect: float
    values: dict = field(default_factory=dict)


def top(effects, facts, count=3):
    """Return the reasons that count most, strongest first.

    :param dict effects: by topic, see ``risk_features.TOPICS``
    :param Facts facts: of the order
    """
    ranked = sorted(effects.items(), key=lambda item: (-abs(item[1]), item[0]))
    least = _WORTH_SAYING * max((abs(effect) for _topic, effect in ranked), default=0)
    found = []
    for topic, effect in ranked:
        if abs(effect) > least:
            code, values = _SAYING[topic](facts)
            if code:
                found.append(Reason(code, effect, values))
    return tuple(found[:count])


def _history(code, history, **values):
    if not history.total:
        return None, {}
    return code, {"returned": history.returned, "total": history.total} | values


def _address(facts):
    return (f"address_{facts.defects[0]}", {}) if facts.defects else ("address_complete", {})


def _value(facts):
    # close to typical is no reason
    return (None, {}) if 0.8 <= facts.value <= 1.25 else ("value", {"times": round(facts.value, 1)})


def _time(facts):
    if facts.is_night:
        return "night", {}
    return ("weekend", {}) if facts.is_weekend else (None, {})


def _first_order(facts):
    earlier = facts.earlier_orders
    return ("returning", {"orders": earlier}) if earlier else ("first_order", {})


_SAYING = {
    "customer": lambda facts: _history("customer", facts.customer),
    "phone": lambda facts: _history("phone", facts.phone),
    "zip": lambda facts: _history("zip", facts.zip),
    "state": lambda facts: _history("state", facts.state),
    "value": _value,
    "address": _address,
    "type": lambda facts: (f"type_{facts.payment_type}", {}),
    "time": _time,
    "first_order": _first_order,
    "basket": lambda facts: ("basket", {"items": facts.items, "categories": facts.categories}),
    "email": lambda facts: (None, {}) if facts.has_email else ("no_email", {}),
}
