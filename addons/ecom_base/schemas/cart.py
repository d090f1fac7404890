"""Carts: what a browser may do with them."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from ..domain.quantity import MAX_LINES
from .address import Address, Buyer
from .base import Amount, ApiModel, ApiRequest, CurrencyInput, Number, PublicId, Timestamp
from .order import ItemRequest, OrderMoney

Items = Annotated[list[ItemRequest], Field(max_length=MAX_LINES)]
CartToken = Annotated[
    str, Field(min_length=1, max_length=64, description="The cart's secret name.")
]


class CartCreate(ApiRequest):
    """A new cart, empty or with items."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"items": [{"productId": "var_…", "quantity": 2}]}]}
    )

    items: Items = []
    currency: Annotated[
        CurrencyInput | None,
        Field(description="Empty: the one the customer chose before, or the store's currency."),
    ] = None
    buyer: Annotated[Buyer | None, Field(description="What is known of the buyer so far.")] = None
    shipping_address: Address | None = None
    billing_address: Address | None = None


class CartRef(ApiRequest):
    """One cart."""

    cart_token: CartToken


class CartUpdate(ApiRequest):
    """Replace what is given: `items` replaces all items, fields left out stay as they are."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "items": [{"productId": "var_…", "quantity": 1}],
                    "buyer": {"name": "Asha Rao", "phone": "+919845012345"},
                    "shippingAddress": {
                        "name": "Asha Rao",
                        "line1": "12 MG Road",
                        "city": "Bengaluru",
                        "state": "IN-KA",
                        "postalCode": "560001",
                        "country": "IN",
                    },
                }
            ]
        }
    )

    cart_token: CartToken
    version: Annotated[
        int | None,
        Field(
            ge=1,
            description="The `version` you have read. If it is no longer the latest: 409 `cart_changed`. "
            "Left out, the update is applied to whatever is there.",
        ),
    ] = None
    items: Items | None = None
    currency: Annotated[
        CurrencyInput | None,
        Field(
            description="Puts the whole cart into another currency the store sells in. If an item has no price in it: 409 "
            "`price_not_set`, and the cart stays as it was."
        ),
    ] = None
    buyer: Buyer | None = None
    shipping_address: Address | None = None
    billing_address: Address | None = None


class CartMessage(ApiModel):
    """Something the customer should know before checking out."""

    code: Literal[
        "out_of_stock",
        "quantity_unavailable",
        "price_changed",
        "price_not_set",
        "product_unavailable",
    ]
    message: str
    item_id: Annotated[PublicId | None, Field(description="The item it is about.")] = None
    available: Annotated[Number | None, Field(description="Quantity that can be had.")] = None
    shown_price: Amount | None = None
    current_price: Amount | None = None


class Cart(OrderMoney):
    """A cart. Everyone who knows `cartToken` can read and change it: keep it in a cookie scripts cannot read."""

    cart_token: str
    version: Annotated[int, Field(description="Counts the updates.")]
    item_count: Number
    customer_id: PublicId | None = None
    buyer: Buyer
    shipping_address: Address | None = None
    billing_address: Address | None = None
    messages: list[CartMessage]
    updated_at: Timestamp
    expires_at: Annotated[
        Timestamp, Field(description="When it is deleted unless somebody touches it.")
    ]
