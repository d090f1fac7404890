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
        dict,
        Field(
            description="Amounts that explain it; or `rule`, the id of the merchant's rule that decided, and its "
            "`message` for the customer."
        ),
    ] = {}


class PrepaidOfferPreview(ApiModel):
    """What the shop will offer for paying a COD order online once it is placed."""

    discount_amount: Annotated[Amount, Field(description="Taken off, with tax.")]
    total_amount: Annotated[
        Amount, Field(description="To be paid online then, without any fee for collecting cash.")
    ]
    valid_hours: int


class PaymentOption(ApiModel):
    """One payment type. `upfrontAmount + atDoorAmount` is its `totalAmount`: that of the items and the `fee`."""

    payment_type: PaymentType
    available: bool
    upfront_amount: Amount
    at_door_amount: Amount
    upfront_percent: Amount | None = None
    fee: Annotated[Amount, Field(description="For collecting cash, with tax. Paid at the door.")]
    total_amount: Annotated[Amount, Field(description="What the order will cost, with the fee.")]
    gateway: Annotated[str | None, Field(description="Takes the upfront part.")] = None
    prepaid_offer: Annotated[
        PrepaidOfferPreview | None,
        Field(description="With COD: what will be offered for paying online after placing."),
    ] = None
    reasons: list[UnavailableReason]


class PaymentOptions(ApiModel):
    currency: CurrencyCode
    total_amount: Annotated[Amount, Field(description="Without any fee for collecting cash.")]
    options: list[PaymentOption]


class WebhookRef(ApiRequest):
    """The provider a webhook is for."""

    provider_id: Annotated[str, Field(min_length=1, max_length=64)]


class CarrierRef(ApiRequest):
    """The carrier a webhook is from."""

    carrier_id: Annotated[str, Field(min_length=1, max_length=64)]


class WebhookReceipt(ApiModel):
    """The event was received, now or before."""

    received: Literal[True]
