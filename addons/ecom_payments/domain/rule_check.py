"""What is odd about a shop's rules: those that never decide anything, and those that contradict each other."""

from bisect import bisect_right
from dataclasses import dataclass, field
from decimal import Decimal

from .pincode import Span


@dataclass(frozen=True, slots=True)
class Scope:
    """The conditions of a rule. What is empty always holds.

    :ivar store_id: None for all stores
    :ivar zip_mode: ``any``, ``only`` or ``except``
    :ivar spans: the PIN codes of its list, merged and sorted
    :ivar among: ids by name of the condition; a situation may have several of the same kind
    :ivar currency_id: of its amounts, None if it has none
    :ivar minimum: of the total, zero for none
    :ivar maximum: of the total, None for none
    """

    store_id: int | None = None
    zip_mode: str = "any"
    spans: tuple[Span, ...] = ()
    among: dict = field(default_factory=dict)
    currency_id: int | None = None
    minimum: Decimal = Decimal(0)
    maximum: Decimal | None = None

    def covers(self, other):
        """Say whether whatever fits the other one fits this one too."""
        return (
            self.store_id in (None, other.store_id)
            and self._covers_zips(other)
            and all(_wider(ids, other.among.get(name)) for name, ids in self.among.items())
            and (self.currency_id is None or self.currency_id == other.currency_id)
            and self.minimum <= other.minimum
            and (
                self.maximum is None
                or (other.maximum is not None and other.maximum <= self.maximum)
            )
        )

    def meets(self, other, single):
        """Say whether an order can fit both.

        :param single: conditions of which an order has one value only, such as its country
        """
        apart = any(
            ids and other.among.get(name) and ids.isdisjoint(other.among[name])
            for name, ids in self.among.items()
            if name in single
        )
        stores = {self.store_id, other.store_id} - {None}
        currencies = {self.currency_id, other.currency_id} - {None}
        return (
            not apart
            and len(stores) < 2
            and len(currencies) < 2
            and _reaches(self, other)
            and _reaches(other, self)
            and self._meets_zips(other)
        )

    def _covers_zips(self, other):
        if self.zip_mode == "any":
            return True
        if other.zip_mode == "any":
            return False
        if self.zip_mode == other.zip_mode == "only":
            return all(_within(span, self.spans) for span in other.spans)
        if self.zip_mode == "except" and other.zip_mode == "except":
            return all(_within(span, other.spans) for span in self.spans)
        return self.zip_mode == "except" and not _overlap(self.spans, other.spans)

    def _meets_zips(self, other):
        modes = {self.zip_mode, other.zip_mode}
        if modes == {"only"}:
            return _overlap(self.spans, other.spans)
        if modes == {"only", "except"}:
            only, but = (self, other) if self.zip_mode == "only" else (other, self)
            return not all(_within(span, but.spans) for span in only.spans)
        return True


@dataclass(frozen=True, slots=True)
class Checked:
    """A rule to be looked at.

    :ivar says: what it decides, e.g. ``{"cod": "refuse", "fee": "49"}``
    """

    id: int
    sequence: int
    scope: Scope
    says: dict


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd about a rule.

    :ivar kind: ``unheard`` (``topics`` are all it says), ``partly_unheard`` or ``contradiction``
    :ivar topics: what it says in vain, or what both speak about
    :ivar other_id: the rule that decides instead, or contradicts
    """

    kind: str
    topics: tuple[str, ...]
    other_id: int


def findings(rule, others, single):
    """Return what is odd about a rule among the others of its company: list of :class:`Finding`.

    :param Checked rule: the rule
    :param others: :class:`Checked` of all rules, in the merchant's order
    :param single: see :meth:`Scope.meets`
    """
    found, heard = [], dict(rule.says)
    for other in others:
        if other.id == rule.id:
            continue
        is_before = (other.sequence, other.id) < (rule.sequence, rule.id)
        shared = tuple(topic for topic in heard if topic in other.says)
        if is_before and shared and other.scope.covers(rule.scope):
            for topic in shared:
                del heard[topic]
            found.append(Finding("partly_unheard" if heard else "unheard", shared, other.id))
        elif other.sequence == rule.sequence:
            against = tuple(topic for topic in shared if heard[topic] != other.says[topic])
            if against and rule.scope.meets(other.scope, single):
                found.append(Finding("contradiction", against, other.id))
    return found


def _wider(ids, others):
    return not ids or (bool(others) and ids >= others)


def _reaches(one, other):
    return one.maximum is None or one.maximum >= other.minimum


def _within(span, spans):
    """Say whether one of merged, sorted spans holds all of another."""
    at = bisect_right(
        spans, (len(span.first), span.first), key=lambda wide: (len(wide.first), wide.first)
    )
    return at > 0 and span.first in spans[at - 1] and span.last in spans[at - 1]


def _overlap(spans, others):
    """Say whether two sorted lists have a code in common."""
    i = j = 0
    while i < len(spans) and j < len(others):
        one, two = spans[i], others[j]
        if one.first in two or two.first in one:
            return True
        if (len(one.last), one.last) < (len(two.last), two.last):
            i += 1
        else:
            j += 1
    return False
