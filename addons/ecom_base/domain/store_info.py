from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """What an API call needs to know of its store. Cached per process, so it must stay small and immutable.

    ``currency`` is the primary currency and ``currencies`` are all that the catalogue is priced in (ISO 4217);
    in ``paused_currencies`` the store does not sell at present.
    ``lang``/``langs`` are locale codes such as ``en_IN``, ``country_code`` is ISO 3166-1 alpha-2.
    """

    id: int
    code: str
    company_id: int
    currency: str
    currency_decimals: int
    lang: str
    langs: tuple[str, ...]
    tz: str
    country_code: str
    warehouse_id: int
    currencies: tuple[str, ...]
    cors_origins: frozenset[str]
    paused_currencies: tuple[str, ...] = ()
