"""What campaigns make of the seller's price: pure arithmetic, in one currency, never a conversion."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from .money import Ending, apply_ending, round_half_up
from .offer import Offer

PERCENT, AMOUNT, FIXED = "percent", "amount", "fixed"


@dataclass(frozen=True, slots=True)
class Campaign:
    """The terms of a campaign that is switched on.

    ``currency_ids`` and ``region_ids`` None: all of them. ``amounts`` (by currency id) is what is taken off or asked
    instead, for the kinds ``amount`` and ``fixed``; ``endings`` (by currency id) is how prices of a percent campaign
    end. Moments are naive UTC, half open: ``starts_at <= at < ends_at``. ``everything``: it is for all products.
    """

    id: int
    kind: str
    starts_at: datetime
    ends_at: datetime | None = None
    percent: Decimal = Decimal(0)
    amounts: dict[int, Decimal] = field(default_factory=dict)
    endings: dict[int, Ending] = field(default_factory=dict)
    currency_ids: Collection[int] | None = None
    region_ids: Collection[int] | None = None
    priority: int = 0
    exclusive: bool = False
    everything: bool = False


def runs(campaign: Campaign, at: datetime) -> bool:
    """Tell whether a campaign runs at a moment."""
    return campaign.starts_at <= at and (campaign.ends_at is None or at < campaign.ends_at)


def concerns(campaign: Campaign, currency_id: int, region_id: int | None) -> bool:
    """Tell whether a campaign is for buyers of a region who pay in a currency. Amounts exist only in their own one."""
    if campaign.region_ids is not None and region_id not in campaign.region_ids:
        return False
    if campaign.kind == PERCENT:
        return campaign.currency_ids is None or currency_id in campaign.currency_ids
    return currency_id in campaign.amounts


def apply_campaigns(
    offer: Offer, campaigns: Iterable[Campaign], currency_id: int, decimals: int
) -> Offer:
    """Return an offer lowered by the campaigns that run for it; the regular price is then shown struck out beside.

    The one of the highest priority decides; of equals, the one that is best for the buyer. If it is exclusive, it stands
    alone. If not, all that are not exclusive are taken one after the other, the highest priority first. One that would
    not lower the price, or leave nothing to pay, counts for nothing.

    :param campaigns: that run and concern the buyer and the product
    :param decimals: of the currency
    """
    ranked = sorted(campaigns, key=lambda one: (-one.priority, one.id))
    shared = [one for one in ranked if not one.exclusive]
    ways = [(one.priority, [one]) for one in ranked if one.exclusive]
    ways += [(shared[0].priority, shared)] if shared else []
    results = [
        (-priority, amount, first)
        for priority, chosen in ways
        for amount, first in [_lowered(offer.amount, chosen, currency_id, decimals)]
        if first is not None
    ]
    if not results:
        return offer
    _priority, amount, campaign_id = min(results)
    compare_at = max(offer.compare_at or offer.amount, offer.amount)
    return replace(offer, amount=amount, compare_at=compare_at, campaign_id=campaign_id)


def problem(amount: Decimal, campaign: Campaign, currency_id: int, decimals: int) -> str | None:
    """Say why a campaign leaves a price as it is: ``not_positive``, ``not_lower``, or None if it lowers it."""
    return _step(amount, campaign, currency_id, decimals)[1]


def _lowered(amount, campaigns, currency_id, decimals):
    """Return (amount, id of the first campaign that lowered it or None)."""
    first = None
    for campaign in campaigns:
        amount, reason = _step(amount, campaign, currency_id, decimals)
        if reason is None and first is None:
            first = campaign.id
    return amount, first


def _step(amount, campaign, currency_id, decimals):
    """Return (amount after one campaign, why it is unchanged or None)."""
    if campaign.kind == PERCENT:
        lower = amount * (100 - campaign.percent) / 100
        rounded = round_half_up(lower, decimals)
        ended = apply_ending(lower, campaign.endings.get(currency_id), decimals)
        # an ending must not undo the reduction
        after = ended if ended < amount else rounded
    elif campaign.kind == AMOUNT:
        after = amount - campaign.amounts[currency_id]
    else:
        after = campaign.amounts[currency_id]
    if after <= 0:
        return amount, "not_positive"
    return (after, None) if after < amount else (amount, "not_lower")
