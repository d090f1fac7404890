"""Orders as the storefront sees them."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from odoo.addons.ecom_base.domain.quantity import MAX_LINES
from odoo.addons.ecom_base.schemas.address import Address, Buyer
from odoo.addons.ecom_base.schemas.base import (
    Amount,
    ApiModel,
    ApiRequest,
    CurrencyInput,
    ListRequest,
    PublicId,
    Timestamp,
)
from odoo.addons.ecom_base.schemas.cart import CartToken
from odoo.addons.ecom_base.schemas.order import ItemRequest, OrderMoney

PaymentType = Literal["prepaid", "cod", "partial_cod"]
PaymentStatus = Literal["pending", "partially_paid", "fully_paid", "failed"]
OrderStatus = Literal[
    "pending_payment", "confirmed", "processing", "shipped", "delivered", "returned", "cancelled"
]
GatewayCode = Annotated[
    str,
    Field(
        min_length=1,
        max_length=32,
        pattern=r"^[a-z0-9_]+$",
        description="Empty: the store's own choice.",
    ),
]
ReturnUrl = Annotated[
    str,
    Field(
        max_length=1024,
        pattern=r"^https?://",
        description="Where the gateway sends the customer afterwards. What came of the payment is known from the order, "
        "never from this address.",
    ),
]
MoneyIn = Annotated[Amount, Field(le=10**12, description="In the order's currency.")]


class OrderCustomer(Buyer):
    """Who buys: a known customer by `id` or `externalId`, or a guest by email or phone."""

    id: PublicId | None = None
    external_id: Annotated[str | None, Field(min_length=1, max_length=128)] = None


class Basket(ApiRequest):
    """What is bought: a cart, or items."""

    cart_token: CartToken | None = None
    items: Annotated[list[ItemRequest] | None, Field(min_length=1, max_length=MAX_LINES)] = None
    currency: Annotated[
        CurrencyInput | None, Field(description="With `items`; empty: the store's currency.")
    ] = None
    shipping_address: Annotated[
        Address | None, Field(description="Empty: what the cart or the customer says.")
    ] = None

    @model_validator(mode="after")
    def _one_of_both(self):
        if (self.cart_token is None) == (self.items is None):
            raise ValueError("Give either cartToken or items.")
        if self.cart_token is not None and self.currency is not None:
            raise ValueError("A cart has its currency already.")
        return self


class OrderCreate(Basket):
    """Place an order. Prices come from the store."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "cartToken": "crt_…",
                    "paymentType": "partial_cod",
                    "returnUrl": "https://shop.example/thanks",
                }
            ]
        }
    )

    customer: Annotated[
        OrderCustomer | None, Field(description="Needed unless the cart knows its buyer.")
    ] = None
    billing_address: Annotated[
        Address | None, Field(description="Empty: as the shipping address.")
    ] = None
    payment_type: PaymentType
    gateway: GatewayCode | None = None
    return_url: ReturnUrl | None = None
    expected_total: Annotated[
        MoneyIn | None,
        Field(
            description="The total the customer was shown, with the fee of the chosen payment type. If it is no longer true: 409 `price_changed`."
        ),
    ] = None


class OrderRef(ApiRequest):
    """One order."""

    order_id: PublicId


class OrderCancel(OrderRef):
    """Cancel an order that has not left yet. What was paid online is given back."""

    reason: Annotated[str | None, Field(max_length=200)] = None


class OrderList(ListRequest):
    """Orders, newest first. A customer token sees its own only."""

    customer_id: PublicId | None = None
    payment_type: PaymentType | None = None
    payment_status: PaymentStatus | None = None
    status: OrderStatus | None = None
    number: Annotated[str | None, Field(max_length=64)] = None


class PaymentUpdate(OrderRef):
    """Something that happened, or is to happen, to an order's payment. Never a status: that follows."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"event": "collected", "reference": "RCPT-1042"}]}
    )

    event: Annotated[
        Literal["pay", "retry", "collected", "collection_failed", "refund", "convert_to_prepaid"],
        Field(
            description="`pay`, `retry`: the `payment` to take now. `collected`: the courier brought `amount` (empty: "
            "all that was due). `collection_failed`: it could not. `refund`: give `amount` back (empty: all). "
            "`convert_to_prepaid`: pay online what is due at the door."
        ),
    ]
    amount: MoneyIn | None = None
    reference: Annotated[
        str | None, Field(max_length=64, description="Receipt or remittance number.")
    ] = None
    reason: Annotated[str | None, Field(max_length=200)] = None
    gateway: GatewayCode | None = None
    return_url: ReturnUrl | None = None
    as_link: Annotated[
        bool,
        Field(
            description="With `pay`, `retry`, `convert_to_prepaid`: `payment.paymentUrl` is a page of the gateway whose "
            "address can be sent to the customer. It is good for as long as the store says, and an order that waits for "
            "its payment waits as long."
        ),
    ] = False


class OrderTransaction(ApiModel):
    """One movement of money, or attempt at one. Refunds are negative."""

    id: PublicId
    type: Literal["online", "cod"]
    operation: Literal["payment", "refund"]
    amount: Amount
    status: Literal["pending", "completed", "failed"]
    gateway: str
    gateway_transaction_id: str | None = None
    created_at: Timestamp


class ShipmentEvent(ApiModel):
    status: Annotated[
        str,
        Field(
            description="As the shipment's, and `booked`, `picked_up`, `refused` (at the door), `rto_in_transit`. Events stand in "
            "the order they happened in, however late they were reported; the shipment's `status` never moves back."
        ),
    ]
    at: Timestamp
    note: str | None = None


class Shipment(ApiModel):
    """A parcel."""

    carrier: str | None = None
    tracking_number: str | None = None
    tracking_url: Annotated[
        str | None, Field(description="The carrier's page about the parcel, for the customer.")
    ] = None
    status: Literal[
        "pending",
        "in_transit",
        "out_for_delivery",
        "ndr",
        "delivered",
        "rto_initiated",
        "rto_received",
        "lost",
        "cancelled",
    ]
    events: list[ShipmentEvent]


class PaymentToTake(ApiModel):
    """What the storefront needs to take the money now."""

    gateway: str
    amount: Annotated[Amount, Field(description="To be paid, in the order's currency.")]
    client_params: Annotated[
        dict,
        Field(
            description="For the gateway's own checkout. stripe: `{publishableKey, paymentIntentId, clientSecret}`; "
            "razorpay: `{keyId, orderId, amount, currency}`, the amount in the smallest unit, as its checkout takes it; "
            "demo: `{reference}`."
        ),
    ]
    payment_url: Annotated[str | None, Field(description="A page that takes the money.")] = None
    expires_at: Timestamp | None = None


class PrepaidOffer(ApiModel):
    """What the shop offers for paying a COD order online: asked for with `convert_to_prepaid`."""

    discount_amount: Annotated[Amount, Field(description="Taken off, with tax.")]
    waived_fee_amount: Annotated[
        Amount, Field(description="Fee for collecting cash that is not charged, with tax.")
    ]
    total_amount: Annotated[Amount, Field(description="To be paid online, all at once.")]
    expires_at: Timestamp


class Order(OrderMoney):
    """An order."""

    id: PublicId
    number: str
    customer_id: PublicId | None = None
    store_id: str
    payment_type: PaymentType
    payment_status: PaymentStatus
    status: OrderStatus
    cod_fee: Annotated[
        Amount,
        Field(
            description="For collecting cash at the door, without tax as the other parts of the total."
        ),
    ]
    upfront_amount: Amount | None = None
    upfront_percent: Amount | None = None
    remaining_amount: Amount | None = None
    paid_amount: Amount
    refunded_amount: Amount
    overpaid_amount: Amount | None = None
    upfront_payment_id: PublicId | None = None
    delivery_payment_id: PublicId | None = None
    shipping_address: Address
    billing_address: Address
    shipments: list[Shipment]
    transactions: list[OrderTransaction]
    payment: PaymentToTake | None = None
    prepaid_offer: PrepaidOffer | None = None
    created_at: Timestamp
    updated_at: Timestamp


class OrderPage(ApiModel):
    items: list[Order]
    next_cursor: str | None
