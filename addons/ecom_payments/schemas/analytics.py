"""Figures of orders for the back office."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from odoo.addons.ecom_base.schemas.base import Amount, ApiModel, ApiRequest, CurrencyCode

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
GroupBy = Literal["paymentType", "status", "paymentStatus", "state", "day", "month"]


def _written_as_a_day(value):
    """Refuse what pydantic would take for a day beside ``2026-01-31``: Unix times."""
    if not isinstance(value, date) and not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise ValueError("Write a day as 2026-01-31.")
    return value


Day = Annotated[date, BeforeValidator(_written_as_a_day)]


class OrderAnalyticsRequest(ApiRequest):
    """Orders placed from one day to another, both included, in the store's time zone."""

    store: Annotated[
        str | None, Field(max_length=40, description="Code of a store; empty: all you may see.")
    ] = None
    from_: Annotated[Day | None, Field(alias="from", description="Empty: 30 days before `to`.")] = (
        None
    )
    to: Annotated[Day | None, Field(description="Empty: today.")] = None
    group_by: GroupBy = "paymentType"


class OrderFigures(ApiModel):
    """Amounts with tax. Cancelled orders count in `cancelled` only."""

    key: Annotated[str | None, Field(description="Value of what was grouped by; null for none.")]
    label: str
    currency: CurrencyCode
    orders: int
    revenue: Amount
    paid: Annotated[Amount, Field(description="Received, less what was given back.")]
    pending: Annotated[Amount, Field(description="Still to be paid.")]
    cancelled: int
    delivered: Annotated[int, Field(description="Parcels that were delivered.")]
    returned_to_origin: Annotated[int, Field(description="Parcels that came back undelivered.")]
    rto_rate: Annotated[
        Amount | None,
        Field(
            description="Percent: came back / (delivered + came back), over parcels whose outcome is final. Empty "
            "without any."
        ),
    ] = None


class OrderAnalytics(ApiModel):
    from_: Annotated[date, Field(alias="from")]
    to: date
    group_by: GroupBy
    groups: list[OrderFigures]
    totals: Annotated[list[OrderFigures], Field(description="One per currency.")]
