"""Payment options and webhooks."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from odoo.addons.ecom_base.schemas.base import Amount, ApiModel, ApiRequest, CurrencyCode

from .order import Basket, PaymentType


class PaymentOptionsRequest(Basket):
    """Ask how an order may be paid before it is placed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"cartToken": "crt_…"}]})


class UnavailableReason(ApiModel):
    """Why a payment type is not offered."""

    code: Annotated[
        str, Field(examples=["type_disabled", "below_minimum", "above_maximum", "amount_too_small"])
    ]
    details: Annotated[
        dict, Field(description="Amounts that explain it, or the merchant's `message`.")
    ] = {}


class PaymentOption(ApiModel):
    """One payment type. `upfrontAmount + atDoorAmount = totalAmount + fee`."""

    payment_type: PaymentType
    available: bool
    upfront_amount: Amount
    at_door_amount: Amount
    upfront_percent: Amount | None = None
    fee: Amount
    gateway: Annotated[str | None, Field(description="Takes the upfront part.")] = None
    reasons: list[UnavailableReason]


class PaymentOptions(ApiModel):
    currency: CurrencyCode
    total_amount: Amount
    options: list[PaymentOption]


class WebhookRef(ApiRequest):
    """The provider a webhook is for."""

    provider_id: Annotated[str, Field(min_length=1, max_length=64)]


class WebhookReceipt(ApiModel):
    """The event was received, now or before."""

    received: Literal[True]
