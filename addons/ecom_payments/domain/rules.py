"""What a shop's rules say about the payment types of one order."""

from dataclasses import dataclass
from decimal import Decimal

ALLOW, REFUSE = "allow", "refuse"


@dataclass(frozen=True, slots=True)
class Situation:
    """What rules look at. Ids are database ids; None or an empty tuple where nothing is known.

    :ivar Decimal total: with tax and without the COD fee, in the order's currency
    :ivar str zip: postal code, normalised
    :ivar category_ids: product categories of the items and all above them
    :ivar tag_ids: tags of the customer
    """

    company_id: int
    store_id: int
    currency_id: int
    total: Decimal
    country_id: int | None = None
    state_id: int | None = None
    zip: str | None = None
    carrier_id: int | None = None
    product_ids: tuple[int, ...] = ()
    category_ids: tuple[int, ...] = ()
    tag_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule whose conditions hold.

    :ivar uid: public id, for those who ask which rule decided
    :ivar dict effects: ``allow`` or ``refuse`` by payment type; types it is silent about are missing
    :ivar str reason: machine-readable code of a refusal
    :ivar str message: sentence for the customer
    :ivar upfront_percent: share paid online of a Partial COD order, None for the store's own
    :ivar upfront_fixed: amount instead, in the order's currency
    :ivar fee: for collecting cash, in the order's currency; zero: none is charged, None for the store's own
    :ivar names_currency: whether it was made for the order's currency, by its conditions or its amounts
    """

    id: int
    uid: str
    effects: dict
    reason: str
    message: str
    upfront_percent: Decimal | None = None
    upfront_fixed: Decimal | None = None
    fee: Decimal | None = None
    names_currency: bool = False


def verdict(rules, payment_type):
    """Return the first rule that says something about a type, or None.

    :param rules: :class:`Rule` in the merchant's order
    """
    return next((rule for rule in rules if payment_type in rule.effects), None)


def upfront_of(rules):
    """Return the first rule that sets the upfront share, or None."""
    return next(
        (rule for rule in rules if rule.upfront_percent or rule.upfront_fixed is not None), None
    )


def fee_of(rules):
    """Return the first rule that sets the fee for collecting cash, or None."""
    return next((rule for rule in rules if rule.fee is not None), None)


def line_percent(product_percent, category_percents, rule_percent, store_percent):
    """Return the share of one line: the most specific setting wins.

    :param product_percent: of the product, None if not set
    :param category_percents: of its category and those above, nearest first, None where not set
    :param rule_percent: of the first rule that sets one, None if none does
    :param store_percent: of the store
    """
    settings = (product_percent, *category_percents, rule_percent)
    return next((percent for percent in settings if percent), store_percent)
