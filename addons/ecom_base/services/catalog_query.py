"""SQL of the catalogue's pages. Every order is an index; a page costs what it returns, not what the catalogue holds."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from odoo.tools import SQL

from ..domain.search_text import words

#: Most matches of a search that are ranked; where there are more, the most popular come first.
RANKED = 300
#: Most matches that are sorted by popularity; more are so dense that its index finds a page of them soon.
SORTED = 3000
_NEAR = 20  # known words looked at for each word that may be misspelt


@dataclass(frozen=True)
class Order:
    """An order of products: SQL of its keys (the last one unique), their Python types, and the direction of all."""

    keys: tuple[SQL, ...]
    types: tuple[type, ...]
    descending: bool = False

    def after(self, values):
        """Return the condition that a row comes after one with these key values."""
        sign = SQL("<") if self.descending else SQL(">")
        given = SQL(", ").join(SQL("%s", value) for value in values)
        return SQL("(%s) %s (%s)", SQL(", ").join(self.keys), sign, given)

    @property
    def by(self):
        direction = SQL("DESC") if self.descending else SQL("ASC")
        return SQL(", ").join(SQL("%s %s", key, direction) for key in self.keys)

    @property
    def cursor_values(self):
        return SQL("ARRAY[%s]", SQL(", ").join(SQL("%s::text", key) for key in self.keys))


_UID = SQL("doc.ecom_uid")
ORDERS = {
    "position": Order((SQL("doc.sequence"), SQL("doc.sort_name"), _UID), (int, str, str)),
    "newest": Order((SQL("doc.published_at"), _UID), (datetime, str), descending=True),
    "price": Order((SQL("COALESCE(doc.price_min, 'Infinity')"), _UID), (Decimal, str)),
    "-price": Order((SQL("COALESCE(doc.price_min, -1)"), _UID), (Decimal, str), descending=True),
    "name": Order((SQL("doc.sort_name"), _UID), (str, str)),
    "popularity": Order((SQL("doc.popularity"), _UID), (int, str), descending=True),
}
#: The order "position" inside one category, see ``ecom.catalog.place``.
_PLACED = Order(
    (SQL("place.sequence"), SQL("place.sort_name"), SQL("place.ecom_uid")), (int, str, str)
)
#: Keys of a search by relevance. Rank 0 marks the pages of a search with too many matches to rank.
RELEVANCE_TYPES = (int, int, str)


_RELEVANCE = """
    WITH hit AS MATERIALIZED (
        SELECT doc.id, doc.popularity, doc.ecom_uid
          FROM ecom_catalog_document doc WHERE %(where)s LIMIT %(sorted)s + 1
    ), size AS MATERIALIZED (
        SELECT count(*) AS hits FROM hit
    ), ranked AS (
        SELECT doc.summary, doc.popularity, doc.ecom_uid,
               GREATEST(1, (ts_rank(doc.search, %(query)s::tsquery) * 1000000)::int) AS rank
          FROM hit JOIN ecom_catalog_document doc ON doc.id = hit.id
         WHERE (SELECT hits FROM size) <= %(ranked)s OR %(continued)s
    ), most_popular AS (
        SELECT * FROM hit WHERE (SELECT hits FROM size) BETWEEN %(ranked)s + 1 AND %(sorted)s
           AND NOT %(continued)s
         ORDER BY popularity DESC, ecom_uid DESC LIMIT %(limit)s
    )
    (SELECT summary, ARRAY[rank::text, popularity::text, ecom_uid] AS keys FROM ranked %(beyond)s
      ORDER BY rank DESC, popularity DESC, ecom_uid DESC LIMIT %(limit)s)
    UNION ALL
    (SELECT doc.summary, ARRAY['0', top.popularity::text, top.ecom_uid]
       FROM most_popular top JOIN ecom_catalog_document doc ON doc.id = top.id
      ORDER BY top.popularity DESC, top.ecom_uid DESC)
    UNION ALL
    (SELECT summary, keys FROM (%(dense)s) page)
"""


def scope(store_id, lang, currency):
    """Return the condition for the documents of one store in one language and currency."""
    return SQL(
        "doc.store_id = %s AND doc.lang = %s AND doc.currency = %s", store_id, lang, currency
    )


def filters(request, *, in_category=False):
    """Return the SQL conditions of a request's filters, without search. What does not exist matches nothing.

    Prices are compared by the key they are sorted by, so that one index finds the range and its order.

    :param bool in_category: the statement takes care of the category itself, see :func:`category_page`
    """
    found = []
    facets = [
        facet(kind, value)
        for kind, value in (
            ("category", None if in_category else request.category),
            ("badge", request.badge),
            ("brand", request.brand),
        )
        if value
    ]
    if facets:
        found.append(SQL("doc.facets @> %s", facets))
    price = ORDERS["-price" if request.sort == "-price" else "price"].keys[0]
    if request.min_price is not None:
        found.append(SQL("%s >= %s", price, request.min_price))
    if request.max_price is not None:
        found.append(SQL("%s <= %s", price, request.max_price))
    if request.min_price is not None or request.max_price is not None:
        found.append(SQL("doc.price_min IS NOT NULL"))
    if request.in_stock is not None:
        found.append(SQL("doc.in_stock = %s", request.in_stock))
    return found


def facet(kind, value):
    """Return the entry of ``ecom_catalog_document.facets`` by which products are filtered, e.g. ``brand:anokhi``.

    :param str kind: ``category`` (id or slug), ``badge`` (slug) or ``brand`` (name, in any case)
    """
    return f"{kind}:{' '.join(words(value)) if kind == 'brand' else value}"


def listing(conditions, order, limit, after=None):
    """Return the statement of one page: rows of (summary, list of the order's keys as texts)."""
    if after:
        conditions = [*conditions, order.after(after)]
    return SQL(
        "SELECT doc.summary, %s AS keys FROM ecom_catalog_document doc WHERE %s ORDER BY %s LIMIT %s",
        order.cursor_values,
        SQL(" AND ").join(conditions),
        order.by,
        limit,
    )


def category_page(context, category, conditions, limit, after=None):
    """Return the statement of one page of a category in the order "position": rows as of :func:`listing`.

    :param tuple context: store id, language and currency
    :param str category: id or slug
    :param list conditions: on ``doc``
    """
    place = SQL(
        "place.store_id = %s AND place.lang = %s AND place.currency = %s AND place.facet = %s",
        *context,
        facet("category", category),
    )
    beyond = [_PLACED.after(after)] if after else []
    return SQL(
        "SELECT doc.summary, %s AS keys FROM ecom_catalog_place place"
        " JOIN ecom_catalog_document doc ON doc.id = place.document_id"
        " WHERE %s ORDER BY %s LIMIT %s",
        _PLACED.cursor_values,
        SQL(" AND ").join([place, *beyond, *conditions]),
        _PLACED.by,
        limit,
    )


def relevance(conditions, query, limit, after=None):
    """Return the statement of one page of a search, best matches first.

    Up to :data:`RANKED` matches are ranked by where the words stand (name, brand and category, attributes, description)
    and then by popularity. Ranking more would read them all, so beyond that the popular ones come first.

    :param str query: a ``tsquery`` as text
    """
    match = SQL("doc.search @@ %s::tsquery", query)
    conditions = [*conditions, match]
    if after and after[0] == 0:
        return _popular(conditions, limit, after[1:])
    where = SQL(" AND ").join(conditions)
    beyond = SQL("WHERE (rank, popularity, ecom_uid) < (%s, %s, %s)", *after) if after else SQL()
    return SQL(
        _RELEVANCE,
        where=where,
        ranked=RANKED,
        sorted=SORTED,
        query=query,
        continued=bool(after),
        beyond=beyond,
        limit=limit,
        dense=_popular(
            [*conditions, SQL("(SELECT hits FROM size) > %s AND NOT %s", SORTED, bool(after))],
            limit,
        ),
    )


def _popular(conditions, limit, after=None):
    order = ORDERS["popularity"]
    if after:
        conditions = [*conditions, order.after(after)]
    return SQL(
        "SELECT doc.summary, ARRAY['0', doc.popularity::text, doc.ecom_uid] AS keys"
        " FROM ecom_catalog_document doc WHERE %s ORDER BY %s LIMIT %s",
        SQL(" AND ").join(conditions),
        order.by,
        limit,
    )


def or_near_words(page, store_id, lang, typed):
    """Extend a page's statement: if the page is empty, return known words that look like the typed ones instead.

    Those rows are (None, [typed word, known word]), the nearest first.
    """
    return SQL(
        """
        WITH page AS MATERIALIZED (%s)
        (SELECT summary, keys FROM page)
        UNION ALL
        (SELECT NULL, ARRAY[typed, near.word]
           FROM unnest(%s::text[]) AS typed
          CROSS JOIN LATERAL (
                SELECT word FROM ecom_catalog_word
                 WHERE store_id = %s AND lang = %s ORDER BY word <-> typed LIMIT %s) near
          WHERE NOT EXISTS (SELECT FROM page))
        """,
        page,
        typed,
        store_id,
        lang,
        _NEAR,
    )
