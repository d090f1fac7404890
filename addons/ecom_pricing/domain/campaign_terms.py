"""Terms of campaigns as the history keeps them: JSON with amounts as text and moments in UTC."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from .campaign import Campaign
from .money import Ending


def to_json(campaign: Campaign) -> dict:
    """Return a campaign as JSON-able dict, always the same for the same terms."""
    values = asdict(campaign)
    values |= {
        "starts_at": campaign.starts_at.isoformat(),
        "ends_at": campaign.ends_at and campaign.ends_at.isoformat(),
        "percent": str(campaign.percent),
        "amounts": {str(key): str(amount) for key, amount in campaign.amounts.items()},
        "endings": {
            str(key): [str(ending.step), str(ending.tail)]
            for key, ending in campaign.endings.items()
        },
    }
    for name in ("currency_ids", "region_ids"):
        ids = getattr(campaign, name)
        values[name] = None if ids is None else sorted(ids)
    return values


def from_json(values: dict) -> Campaign:
    """Return the campaign that :func:`to_json` wrote."""
    ends_at = values["ends_at"]
    return Campaign(
        **values
        | {
            "starts_at": datetime.fromisoformat(values["starts_at"]),
            "ends_at": ends_at and datetime.fromisoformat(ends_at),
            "percent": Decimal(values["percent"]),
            "amounts": {int(key): Decimal(text) for key, text in values["amounts"].items()},
            "endings": {
                int(key): Ending(*map(Decimal, pair)) for key, pair in values["endings"].items()
            },
        }
    )
