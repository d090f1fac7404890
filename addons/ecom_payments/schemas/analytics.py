"""Figures of orders for the back office."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from odoo.addons.ecom_base.schemas.base import Amount, ApiModel, ApiRequest, CurrencyCode

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
GroupBy = Literal[
    "paymentType",
    "placedType",
    "status",
    "paymentStatus",
    "gateway",
    "state",
    "pinCode",
    "carrier",
    "category",
    "currency",
    "day",
    "week",
    "month",
]


def _written_as_a_day(value):
    """Refuse what pydantic would take for a day beside ``2026-01-31``: Unix times."""
    if not isinstance(value, date) and not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise ValueError("Write a day as 2026-01-31.")
    return value


Day = Annotated[date, BeforeValidator(_written_as_a_day)]


class OrderAnalyticsRequest(ApiRequest):
    """From one day to another, both included, in the store's time zone."""

    store: Annotated[
        str | None, Field(max_length=40, description="Code of a store; empty: all you may see.")
    ] = None
    from_: Annotated[Day | None, Field(alias="from", description="Empty: 30 days before `to`.")] = (
        None
    )
    to: Annotated[Day | None, Field(description="Empty: today.")] = None
    group_by: Annotated[
        GroupBy,
        Field(
            description="`placedType` is the payment type before any conversion, `category` that of the item that costs most, "
            "`gateway` the one that took the money or was asked last."
        ),
    ] = "paymentType"
    limit: Annotated[
        int, Field(ge=1, le=5000, description="Groups at most, those with most orders.")
    ] = 1000


class OrderFigures(ApiModel):
    """Amounts with tax. Cancelled orders count in `cancelled` only.

    Orders and amounts count on the day on which the order was placed; `delivered`, `returnedToOrigin`, `onTheWay` and the
    rate on the day on which the parcel was sent off, by the payment type it was sent off with.
    """

    key: Annotated[str | None, Field(description="Value of what was grouped by; null for none.")]
    label: str
    currency: CurrencyCode
    orders: int
    revenue: Amount
    paid: Annotated[Amount, Field(description="Received, less what was given back.")]
    paid_online: Annotated[Amount, Field(description="Received online, before refunds.")]
    collected: Annotated[Amount, Field(description="Collected at the door, before refunds.")]
    refunded: Amount
    pending: Annotated[Amount, Field(description="Still to be paid.")]
    cancelled: int
    converted: Annotated[
        int, Field(description="Orders placed with another payment type than they have now.")
    ]
    delivered: Annotated[int, Field(description="Parcels that were delivered.")]
    returned_to_origin: Annotated[int, Field(description="Parcels that came back undelivered.")]
    on_the_way: Annotated[int, Field(description="Parcels whose end is not known yet.")]
    rto_rate: Annotated[
        Amount | None,
        Field(
            description="Percent: came back / (delivered + came back), over parcels whose outcome is final. Empty "
            "without any."
        ),
    ] = None
    rto_rate_low: Annotated[
        Amount | None, Field(description="Lower end of the rate's 95 % interval (Wilson), percent.")
    ] = None
    rto_rate_high: Annotated[Amount | None, Field(description="Its upper end.")] = None
    rto_enough: Annotated[
        bool, Field(description="False: too few parcels (under 20) to speak of a rate.")
    ]


class OrderAnalytics(ApiModel):
    from_: Annotated[date, Field(alias="from")]
    to: date
    group_by: GroupBy
    groups: list[OrderFigures]
    totals: Annotated[list[OrderFigures], Field(description="One per currency, of all groups.")]
    more: Annotated[bool, Field(description="Whether `limit` left groups out.")] = False
