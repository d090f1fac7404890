"""Shapes of products and categories."""

from typing import Annotated, Literal

from pydantic import Field

from .base import Amount, ApiModel, CurrencyCode, ListRequest, PublicId, StoreContext, Timestamp

Availability = Literal["in_stock", "low_stock", "out_of_stock", "backorder"]
Sort = Literal["position", "newest", "price", "-price", "name", "popularity", "relevance"]
Reference = Annotated[str, Field(min_length=1, max_length=100)]


class ProductListRequest(ListRequest, StoreContext):
    category: Annotated[
        Reference | None,
        Field(description="Id or slug; products of its subcategories are included."),
    ] = None
    q: Annotated[
        str | None,
        Field(
            max_length=200,
            description='Words to search for. `"a phrase"` and `-without` work; the last word may be unfinished.',
        ),
    ] = None
    min_price: Annotated[
        Amount | None, Field(ge=0, le=10**12, description="Lowest price, taxes included.")
    ] = None
    max_price: Annotated[
        Amount | None, Field(ge=0, le=10**12, description="Highest price, taxes included.")
    ] = None
    in_stock: Annotated[bool | None, Field(description="true: only what is in stock now.")] = None
    badge: Annotated[Reference | None, Field(description="Slug of a badge.")] = None
    brand: Annotated[Reference | None, Field(description="Name of a brand, in any case.")] = None
    sort: Annotated[
        Sort | None,
        Field(
            description="`position` is the merchant's own order and the default; with `q` the default is `relevance`. "
            "Products without a price come last in both price orders."
        ),
    ] = None


class ProductGetRequest(StoreContext):
    id_or_slug: Reference


class CategoryListRequest(StoreContext):
    """All categories come in one answer."""


class CategoryRef(ApiModel):
    id: PublicId
    slug: str
    name: str


class Badge(ApiModel):
    slug: str
    name: str
    colour: Annotated[str | None, Field(examples=["#2f6f4f"])]


class Image(ApiModel):
    url: Annotated[
        str,
        Field(
            description="Relative to the API's address. The last part is the longest side in pixels: 256, 512, 1024 or 1920."
        ),
    ]
    alt: str
    width: int | None = None
    height: int | None = None
    variant_id: Annotated[
        PublicId | None, Field(description="Set if it shows this variant only.")
    ] = None


class Price(ApiModel):
    amount: Amount
    currency: CurrencyCode
    compare_at: Annotated[
        Amount | None, Field(description="Higher price this one is a reduction from.")
    ] = None


class PriceRange(ApiModel):
    min: Amount
    max: Amount
    currency: CurrencyCode


class Rating(ApiModel):
    average: Amount
    count: int


class Attribute(ApiModel):
    name: str
    values: list[str]


class Variant(ApiModel):
    id: PublicId
    sku: str | None
    barcode: str | None = None
    name: str
    attributes: dict[str, str]
    price: Annotated[Amount | None, Field(description="Taxes included. null: not for sale yet.")]
    compare_at: Amount | None = None
    currency: CurrencyCode
    availability: Availability
    image_url: str | None = None


class ProductSummary(ApiModel):
    """A product in a list."""

    id: PublicId
    slug: str
    name: str
    brand: str | None
    categories: list[CategoryRef]
    badges: list[Badge]
    images: Annotated[list[Image], Field(description="The first two.")]
    price: Annotated[
        Price | None,
        Field(description="Lowest price of its variants, taxes included. null: no price is set."),
    ]
    price_range: PriceRange | None
    tax_included: Literal[True]
    availability: Annotated[Availability, Field(description="The best of its variants.")]
    rating: Rating | None
    variant_count: int
    default_variant_id: Annotated[PublicId | None, Field(description="The variant to offer first.")]
    created_at: Timestamp
    updated_at: Timestamp


class Product(ProductSummary):
    """A product on its own page."""

    description: Annotated[str, Field(description="Plain text.")]
    description_html: Annotated[str, Field(description="Sanitized HTML.")]
    images: list[Image]
    attributes: list[Attribute]
    variants: list[Variant]


class ProductPage(ApiModel):
    items: list[ProductSummary]
    next_cursor: str | None
    corrected_query: Annotated[
        str | None,
        Field(
            description="What was searched for instead, when nothing matched `q` as it was typed."
        ),
    ] = None


class Category(ApiModel):
    id: PublicId
    slug: str
    name: str
    parent_id: PublicId | None
    level: Annotated[int, Field(description="0 at the top.")]
    description_html: str
    image_url: str | None
    product_count: Annotated[int, Field(description="Products in it or below it.")]


class CategoryPage(ApiModel):
    """Parents before their children, in the merchant's order."""

    items: list[Category]
    next_cursor: None
