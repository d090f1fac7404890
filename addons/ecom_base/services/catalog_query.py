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
#: Keys of a search by relevance: rank (from 1), popularity, id. Instead of the rank, the pages of a search with too many
#: matches to rank hold one of the marks: the last word matched also as the beginning of a word, or only whole words did.
RELEVANCE_TYPES = (int, int, str)
BEGUN, WHOLE = 0, -1


_FIRST_PAGE = """
    WITH hit AS MATERIALIZED (
        SELECT doc.id, doc.popularity, doc.ecom_uid
          FROM ecom_catalog_document doc WHERE %(matches)s LIMIT %(sorted)s + 1
    ), size AS MATERIALIZED (
        SELECT count(*) AS hits FROM hit
    ), most_popular AS (
        SELECT * FROM hit WHERE (SELECT hits FROM size) BETWEEN %(ranked)s + 1 AND %(sorted)s
         ORDER BY popularity DESC, ecom_uid DESC LIMIT %(limit)s
    )
    (SELECT doc.summary, ARRAY[%(mark)s, top.popularity::text, top.ecom_uid] AS keys
       FROM most_popular top JOIN ecom_catalog_document doc ON doc.id = top.id
      ORDER BY top.popularity DESC, top.ecom_uid DESC)
    UNION ALL
    SELECT NULL, ARRAY[%(mark)s] FROM size WHERE hits > %(sorted)s
"""
_RANKED = """
    UNION ALL
    (SELECT doc.summary, ARRAY[%(rank)s::text, doc.popularity::text, doc.ecom_uid]
       FROM hit JOIN ecom_catalog_document doc ON doc.id = hit.id
      WHERE (SELECT hits FROM size) <= %(ranked)s
      ORDER BY %(rank)s DESC, doc.popularity DESC, doc.ecom_uid DESC LIMIT %(limit)s)
"""
_NEXT_PAGE = """
    WITH ranked AS (
        SELECT doc.summary, doc.popularity, doc.ecom_uid, %(rank)s AS rank
          FROM ecom_catalog_document doc WHERE %(matches)s
    )
    SELECT summary, ARRAY[rank::text, popularity::text, ecom_uid] AS keys FROM ranked
     WHERE (rank, popularity, ecom_uid) < (%(after)s)
     ORDER BY rank DESC, popularity DESC, ecom_uid DESC LIMIT %(limit)s
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


def whole_words(conditions, whole, limit):
    """Return the statement of a search's first page if more than :data:`RANKED` products hold all words as typed.

    Its rows are those of :func:`popular`, none if there are fewer, and only (None, [mark]) if there are more than
    :data:`SORTED`: then an index finds the popular ones sooner.

    :param str whole: a ``tsquery`` as text, all words whole
    """
    return SQL(
        _FIRST_PAGE,
        matches=_matching(conditions, whole),
        ranked=RANKED,
        sorted=SORTED,
        limit=limit,
        mark=str(WHOLE),
    )


def relevance(conditions, begun, others, limit, after=None):
    """Return the statement of one page of a search, best matches first.

    Up to :data:`RANKED` matches are ranked by where the words stand (name, brand and category, attributes, description)
    and then by popularity. Ranking more would read them all, so beyond that it is as with :func:`whole_words`.

    :param str begun: a ``tsquery`` as text, the last word perhaps the beginning of one
    :param str others: the same without the last word; None if there is only one
    """
    rank = SQL("GREATEST(1, (ts_rank(doc.search, %s::tsquery) * 1000000)::int)", begun)
    matches = _matching(conditions, begun)
    if after:
        given = SQL("%s, %s, %s", *after)
        return SQL(_NEXT_PAGE, rank=rank, matches=matches, after=given, limit=limit)
    return SQL(
        _FIRST_PAGE + _RANKED,
        matches=SQL("%s AND %s", matches, _occurs(others)),
        ranked=RANKED,
        sorted=SORTED,
        rank=rank,
        limit=limit,
        mark=str(BEGUN),
    )


def popular(conditions, query, mark, limit, after=None):
    """Return the statement of one page of a search with too many matches to rank, the popular ones first.

    :param str query: the ``tsquery`` that belongs to the mark
    :param int mark: :data:`WHOLE` or :data:`BEGUN`
    """
    order = ORDERS["popularity"]
    if after:
        conditions = [*conditions, order.after(after)]
    return SQL(
        "SELECT doc.summary, ARRAY[%s, doc.popularity::text, doc.ecom_uid] AS keys"
        " FROM ecom_catalog_document doc WHERE %s ORDER BY %s LIMIT %s",
        str(mark),
        _matching(conditions, query),
        order.by,
        limit,
    )


def _occurs(query):
    """Return a condition that is soon false if a word is misspelt: reading all that begins like another is then in vain."""
    if not query:
        return SQL("TRUE")
    return SQL("EXISTS (SELECT FROM ecom_catalog_document WHERE search @@ %s::tsquery)", query)


def _matching(conditions, query):
    return SQL(" AND ").join([*conditions, SQL("doc.search @@ %s::tsquery", query)])


def near_words(store_id, lang, typed):
    """Return the statement of the known words that look like the typed ones: rows (typed, known), the nearest first."""
    return SQL(
        """
        SELECT typed, near.word
          FROM unnest(%s::text[]) AS typed
         CROSS JOIN LATERAL (
               SELECT word FROM ecom_catalog_word
                WHERE store_id = %s AND lang = %s ORDER BY word <-> typed LIMIT %s) near
        """,
        typed,
        store_id,
        lang,
        _NEAR,
    )
