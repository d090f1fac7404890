"""What carts and orders have in common: the items and their money."""

from typing import Annotated

from pydantic import Field

from .base import Amount, ApiModel, CurrencyCode, Number, PublicId


class ItemRequest(ApiModel):
    """One product and how much of it. Never a price to charge, only the one that was shown."""

    product_id: Annotated[
        str,
        Field(
            min_length=1,
            max_length=64,
            description="`var_…`, or `prd_…` of a product that has no variants to choose from.",
        ),
    ]
    quantity: Annotated[
        Number, Field(description="In the product's unit; whole for pieces, 9999 at most.")
    ]
    unit_price: Annotated[
        Amount | None,
        Field(
            description="The price the customer was shown, as the catalogue or the cart has it. "
            "If it has changed: 409 `price_changed`."
        ),
    ] = None


class OrderItem(ApiModel):
    """A line of a cart or order. `unitPrice` includes tax where the store's prices do."""

    id: PublicId
    product_id: PublicId
    sku: str | None = None
    name: str
    quantity: Number
    unit_price: Amount
    tax_amount: Amount
    total_amount: Amount


class OrderMoney(ApiModel):
    """`subtotal - discountAmount + shippingAmount (+ codFee) + taxAmount = totalAmount`, to the last digit.

    All but `taxAmount` and `totalAmount` are without tax.
    """

    currency: CurrencyCode
    subtotal: Amount
    discount_amount: Amount
    shipping_amount: Amount
    tax_amount: Amount
    total_amount: Amount
    items: list[OrderItem]
