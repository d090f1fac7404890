"""What a storefront may report. One shape for each event, so that nothing personal slips in."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from .base import ApiModel, ApiRequest, Number, PublicId

MAX_EVENTS = 100
MAX_ITEMS = 50

Word = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Path = Annotated[
    str,
    StringConstraints(min_length=1, max_length=512, pattern=r"^/[^?#\s]*$"),
    Field(
        description="Path of the page, without query and fragment.", examples=["/products/kurta"]
    ),
]
Quantity = Annotated[Number, Field(gt=0, le=9999)]


class EventItem(ApiModel):
    """A product that an event is about. Never a price: the catalogue knows it."""

    product_id: PublicId
    variant_id: PublicId | None = None
    quantity: Quantity = 1


class EventBase(ApiModel):
    """What every event has."""

    id: Annotated[
        str,
        StringConstraints(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$"),
        Field(description="Made by the client, unique. An event sent twice counts once."),
    ]
    occurred_at: Annotated[
        AwareDatetime, Field(description="By the client's clock, at most 72 hours ago.")
    ]
    session_id: Annotated[
        str,
        StringConstraints(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$"),
        Field(description="Random name of the visit. Nothing that names a person."),
    ]


class PageView(EventBase):
    """A page was shown."""

    name: Literal["page_view"]
    path: Path
    title: Word | None = None
    referrer_host: Annotated[
        str | None, Field(max_length=253, pattern=r"^[A-Za-z0-9.-]+$", examples=["example.org"])
    ] = None


class ViewItem(EventBase):
    """A product was shown by itself."""

    name: Literal["view_item"]
    product_id: PublicId
    variant_id: PublicId | None = None
    path: Path | None = None


class ViewItemList(EventBase):
    """A list of products was shown."""

    name: Literal["view_item_list"]
    list_id: Annotated[
        str, Field(min_length=1, max_length=64, description="Category id, or a name of the list.")
    ]
    product_ids: Annotated[list[PublicId], Field(max_length=100)] = []


class SelectItem(EventBase):
    """A product was picked from a list."""

    name: Literal["select_item"]
    list_id: Annotated[str, Field(min_length=1, max_length=64)]
    product_id: PublicId


class Search(EventBase):
    """The shop was searched."""

    name: Literal["search"]
    term: Annotated[
        str,
        Field(
            min_length=1,
            max_length=200,
            description="What was searched for. E-mail addresses and phone numbers are masked.",
        ),
    ]
    result_count: Annotated[int | None, Field(ge=0, le=1_000_000)] = None


class CartChange(EventBase):
    """Something was put into, or taken out of, the cart."""

    name: Literal["add_to_cart", "remove_from_cart"]
    items: Annotated[list[EventItem], Field(min_length=1, max_length=MAX_ITEMS)]


class CartStep(EventBase):
    """The cart or a step of the checkout was shown or taken."""

    name: Literal["view_cart", "begin_checkout", "add_shipping_info", "add_payment_info"]
    items: Annotated[list[EventItem], Field(max_length=MAX_ITEMS)] = []
    payment_type: Literal["prepaid", "cod", "partial_cod"] | None = None


class Wish(EventBase):
    """A product was put on the wish list."""

    name: Literal["add_to_wishlist"]
    product_id: PublicId
    variant_id: PublicId | None = None


class Promotion(EventBase):
    """A banner or offer was shown or picked."""

    name: Literal["view_promotion", "select_promotion"]
    promotion_id: Annotated[str, Field(min_length=1, max_length=64)]
    slot: Annotated[str | None, Field(max_length=64)] = None


class Account(EventBase):
    """Somebody signed up or in."""

    name: Literal["sign_up", "login"]
    method: Annotated[str | None, Field(max_length=32, pattern=r"^[a-z_]+$")] = None


StorefrontEvent = Annotated[
    PageView
    | ViewItem
    | ViewItemList
    | SelectItem
    | Search
    | CartChange
    | CartStep
    | Wish
    | Promotion
    | Account,
    Field(discriminator="name"),
]


class EventsTrack(ApiRequest):
    """A batch of events, all or nothing."""

    sent_at: Annotated[
        AwareDatetime | None,
        Field(description="The client's clock now, which corrects `occurredAt` of all events."),
    ] = None
    events: Annotated[list[StorefrontEvent], Field(min_length=1, max_length=MAX_EVENTS)]


class EventsTracked(ApiModel):
    """How many events were taken."""

    recorded: Annotated[int, Field(description="New events.")]
    duplicates: Annotated[int, Field(description="Events that were known already.")]
