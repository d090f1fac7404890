"""What one unit of a product was offered at, when: worked out from what was recorded, again and again the same."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .campaign import Campaign, apply_campaigns, concerns, runs
from .offer import offer_of
from .selection import PriceRow, Wish, select


@dataclass(frozen=True, slots=True)
class RowChange:
    """A price became ``row``, or went (None). Moments are naive UTC."""

    at: datetime
    price_id: int
    currency_id: int
    row: PriceRow | None


@dataclass(frozen=True, slots=True)
class TermsChange:
    """The terms of a campaign became ``terms``, or it was switched off (None)."""

    at: datetime
    campaign_id: int
    terms: Campaign | None


@dataclass(frozen=True, slots=True)
class Cover:
    """A campaign was for the product, or for one variant of it, in ``[since, until)``."""

    campaign_id: int
    product_id: int | None
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Presented:
    """One unit was offered at ``amount`` in ``[start, end)``; ``end`` None: it still is.

    ``product_id`` None: variants that never had a price of their own; ``region_id`` None: regions that never had one.
    ``compare_at``: the higher price it was shown as a reduction from.
    """

    currency_id: int
    product_id: int | None
    region_id: int | None
    amount: Decimal
    compare_at: Decimal | None
    start: datetime
    end: datetime | None
    price_id: int
    campaign_id: int | None


@dataclass(frozen=True)
class Records:
    """All that was recorded about one product in one store, oldest first. ``decimals`` by currency id."""

    rows: list[RowChange]
    terms: list[TermsChange]
    covers: list[Cover]
    decimals: Mapping[int, int]


def timeline(records: Records, until: datetime) -> tuple[list[Presented], datetime | None]:
    """Return what was presented up to a moment, and the next moment known at which it may change.

    Every line (currency, variant, region) is complete: where the variant or the region had no price of its own at a
    time, it shows the general one.
    """
    by_currency = defaultdict(list)
    for change in records.rows:
        if change.at <= until:
            by_currency[change.currency_id].append(change)
    moments = _moments(records)
    past = [at for at in moments if at <= until]
    presented = []
    for currency_id, changes in by_currency.items():
        replay = _Replay(currency_id, changes, records, past)
        for scope in _scopes(changes, records):
            presented += replay.line(scope)
    return presented, min((at for at in moments if at > until), default=None)


def _moments(records):
    """Return every moment at which anything may have changed, or will, in order."""
    found = {change.at for change in records.rows} | {change.at for change in records.terms}
    for change in records.rows:
        if change.row:
            found |= {change.row.valid_from, change.row.valid_to}
    covering = {cover.campaign_id for cover in records.covers}
    for change in records.terms:
        if change.terms and (change.terms.everything or change.campaign_id in covering):
            found |= {change.terms.starts_at, change.terms.ends_at}
    for cover in records.covers:
        found |= {cover.since, cover.until}
    return sorted(found - {None})


def _scopes(changes, records):
    rows = [change.row for change in changes if change.row]
    products = {row.product_id for row in rows} | {cover.product_id for cover in records.covers}
    regions = {row.region_id for row in rows}.union(
        *(change.terms.region_ids or () for change in records.terms if change.terms)
    )
    return [
        (product_id, region_id)
        for product_id in sorted(products | {None}, key=lambda found: found or 0)
        for region_id in sorted(regions | {None}, key=lambda found: found or 0)
    ]


class _Replay:
    """What was in force in one currency at each moment."""

    def __init__(self, currency_id, changes, records, moments):
        self.currency_id = currency_id
        self.records = records
        rows = _states(changes, moments, "price_id", "row")
        terms = _states(records.terms, moments, "campaign_id", "terms")
        self.states = list(zip(moments, rows, terms, strict=True))

    def line(self, scope):
        """Return the :class:`Presented` of one variant and region, in order."""
        found, facts, start = [], None, None
        for at, rows, terms in self.states:
            offer = self._offer(scope, at, rows, terms)
            now = offer and (offer.amount, offer.compare_at, offer.row.id, offer.campaign_id)
            if now == facts:
                continue
            if facts:
                found.append(self._presented(scope, facts, start, at))
            facts, start = now, at
        if facts:
            found.append(self._presented(scope, facts, start, None))
        return found

    def _presented(self, scope, facts, start, end):
        amount, compare_at, price_id, campaign_id = facts
        return Presented(
            self.currency_id, *scope, amount, compare_at, start, end, price_id, campaign_id
        )

    def _offer(self, scope, at, rows, terms):
        product_id, region_id = scope
        # -1: any variant without a price of its own
        row = select(rows, Wish(product_id or -1, region_id, 1.0, at))
        if row is None:
            return None
        covering = {
            cover.campaign_id
            for cover in self.records.covers
            if cover.product_id in (None, product_id)
            and cover.since <= at
            and (cover.until is None or at < cover.until)
        }
        campaigns = [
            campaign
            for campaign in terms
            if runs(campaign, at)
            and concerns(campaign, self.currency_id, region_id)
            and (campaign.everything or campaign.id in covering)
        ]
        decimals = self.records.decimals[self.currency_id]
        return apply_campaigns(offer_of(row), campaigns, self.currency_id, decimals)


def _states(changes, moments, key, value):
    """Return what had been recorded by each moment: a list of the latest values that are not None for each."""
    latest, states, place = {}, [], 0
    for at in moments:
        while place < len(changes) and changes[place].at <= at:
            latest[getattr(changes[place], key)] = getattr(changes[place], value)
            place += 1
        states.append([found for found in latest.values() if found is not None])
    return states
