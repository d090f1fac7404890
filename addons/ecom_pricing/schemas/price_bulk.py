"""Many prices at once: previews, applying, undo, files."""

from typing import Annotated, Literal

from pydantic import Field

from odoo.addons.ecom_base.schemas.base import (
    Amount,
    ApiModel,
    ApiRequest,
    CurrencyCode,
    Number,
    PublicId,
    Timestamp,
)

from .price_admin import Moment, RegionCode, StoreCode

MAX_EXPORTED = 20_000
_Change = Literal["percent", "amount", "set"]
Value = Annotated[Number, Field(gt=-(10**12), lt=10**12)]


class BulkPreview(ApiRequest):
    """What to do, and with which prices. Nothing is changed by a preview."""

    store: StoreCode = None
    operation: Literal["percent", "amount", "set", "ending", "copy", "schedule", "clear"]
    value: Annotated[Value, Field(description="Percent, or an amount in each currency.")] = 0
    schedule_operation: Annotated[
        _Change, Field(description="How planned prices come from the standing ones.")
    ] = "percent"
    valid_from: Moment | None = None
    valid_to: Moment | None = None
    source_currency: CurrencyCode | None = None
    factor: Annotated[
        Number | None, Field(gt=0, lt=10**9, description="Yours; never a rate that is looked up.")
    ] = None
    reach: Literal["all", "existing", "missing"] = "all"
    compare_at: Literal["keep", "old", "none"] = "keep"
    use_ending: bool = True
    currencies: Annotated[list[CurrencyCode] | None, Field(max_length=200)] = None
    regions: Annotated[list[RegionCode] | None, Field(max_length=200)] = None
    product_ids: Annotated[list[PublicId] | None, Field(max_length=1000)] = None
    price_from: Annotated[Amount | None, Field(gt=0, lt=10**12)] = None
    price_to: Annotated[Amount | None, Field(gt=0, lt=10**12)] = None
    include_windows: bool = False
    warn_percent: Annotated[Number, Field(ge=0, le=9999)] = 30
    reason: Annotated[str | None, Field(max_length=200, description="For the history.")] = None


class BatchRef(ApiRequest):
    batch_id: PublicId


class BatchApply(BatchRef):
    """Apply what was looked at: another preview, or prices that changed since, are refused (409 `preview_stale`)."""

    preview_hash: Annotated[str, Field(max_length=64)]


class BatchCurrency(ApiModel):
    """What it does in one currency. Currencies are never added up."""

    currency: CurrencyCode
    new: int
    changed: int
    deleted: int
    left_out: int
    rounded: int
    min_change: Amount | None = None
    mean_change: Amount | None = None
    max_change: Amount | None = None


class Batch(ApiModel):
    """A change of many prices: what it would do, and how far it is."""

    batch_id: PublicId
    state: Literal["draft", "previewed", "running", "paused", "done", "cancelled"]
    preview_hash: str | None = None
    to_change: int
    left_out: int
    changed: int
    conflicts: int
    progress: Annotated[float, Field(description="Percent of the prices handled.")]
    warnings: list[str]
    currencies: list[BatchCurrency]
    undoes: PublicId | None = None
    previewed_at: Timestamp | None = None
    finished_at: Timestamp | None = None


class PriceImport(ApiRequest):
    """A CSV file, as the export writes it. One wrong line, and nothing comes of it."""

    store: StoreCode = None
    content: Annotated[str, Field(min_length=1, description="The text of the file.")]
    file_name: Annotated[str, Field(max_length=120)] = "api.csv"
    good_only: Annotated[bool, Field(description="Leave wrong lines out.")] = False
    reason: Annotated[str | None, Field(max_length=200)] = None


class PriceExportRequest(ApiRequest):
    store: StoreCode = None
    currencies: Annotated[list[CurrencyCode] | None, Field(max_length=200)] = None
    product_ids: Annotated[list[PublicId] | None, Field(max_length=1000)] = None
    layout: Annotated[
        Literal["long", "wide"],
        Field(description="One price a line, or one product a line with a column per currency."),
    ] = "long"


class PriceExport(ApiModel):
    content: Annotated[str, Field(description="A CSV file.")]
    lines: int
