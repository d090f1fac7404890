"""Reads of the catalogue: one SQL statement, for a search two, no ORM, no environment. The answer is put
together from finished JSON.
"""

import simplejson

from odoo.tools import SQL

from ..api.errors import Conflict, NotFound, ValidationFailed
from ..api.responses import RawJson
from ..domain import cursor as cursors
from ..domain import search_text
from . import catalog_query as query


def list_products(cr, store, request):
    """Return one page of products.

    A search that finds nothing is repeated once with misspelt words corrected.

    :param cr: cursor, read-only will do
    :param StoreInfo store: the calling store
    :param ProductListRequest request: validated
    :return: RawJson of a ``ProductPage``
    :raise ValidationFailed: ``lang_unavailable``, ``unknown_currency``, ``store_mismatch``, ``invalid_cursor``
    :raise Conflict: ``currency_disabled``
    """
    lang, currency = check_context(store, request)
    context = (store.id, lang, currency)
    terms = search_text.parse_query(request.q)
    sort = request.sort or ("relevance" if terms else "position")
    if sort == "relevance" and not terms:
        sort = "position"
    after, corrected = _read_cursor(request.cursor, sort)
    if request.q and not terms:
        return _page([], request.limit, sort, None)  # nothing but signs: nothing can match
    if request.category and sort == "position" and not terms:
        conditions = query.filters(request, in_category=True)
        cr.execute(
            query.category_page(context, request.category, conditions, request.limit + 1, after)
        )
        return _page(cr.fetchall(), request.limit, sort, None)
    if corrected:
        terms = search_text.parse_query(corrected)
    conditions = [query.scope(*context), *query.filters(request)]
    page = (conditions, sort, request.limit + 1, after)
    rows = _fetch(cr, terms, *page)
    if not rows and terms and not after:
        terms, corrected = _correct(cr, store, lang, terms)
        rows = _fetch(cr, terms, *page) if corrected else []
    return _page(rows, request.limit, sort, corrected)


def get_product(cr, store, request):
    """Return one product.

    :return: RawJson of a ``Product``
    :raise NotFound: ``product_not_found``: no such product, or not in this store
    """
    lang, currency = check_context(store, request)
    wanted = request.id_or_slug
    column = "ecom_uid" if wanted.startswith("prd_") else "slug"
    cr.execute(
        SQL(
            "SELECT doc.detail FROM ecom_catalog_document doc WHERE doc.%s = %s AND %s",
            SQL.identifier(column),
            wanted,
            query.scope(store.id, lang, currency),
        )
    )
    row = cr.fetchone()
    if not row:
        raise NotFound("The store has no such product.", code="product_not_found")
    return RawJson(row[0].encode())


def list_categories(cr, store, request):
    """Return all categories the store shows.

    :return: RawJson of a ``CategoryPage``
    """
    lang, _currency = check_context(store, request)
    cr.execute(
        SQL("SELECT body FROM ecom_catalog_tree WHERE store_id = %s AND lang = %s", store.id, lang)
    )
    row = cr.fetchone()
    return RawJson(f'{{"items":{row[0] if row else "[]"},"nextCursor":null}}'.encode())


def check_context(store, request):
    """Return the language and currency to answer in, by the request or the store's own.

    :return: (str, str)
    :raise ValidationFailed: if the store does not offer them, or the URL names another store than the key's
    :raise Conflict: if it does not sell in the currency at present
    """
    if request.store not in (None, store.code):
        raise ValidationFailed.for_field(
            "store", "The key belongs to another store.", code="store_mismatch"
        )
    lang = (request.lang or store.lang).replace("-", "_")
    if lang not in store.langs:
        offered = ", ".join(store.langs)
        raise ValidationFailed.for_field(
            "lang", f"The store offers {offered}.", code="lang_unavailable"
        )
    return lang, check_currency(store, request.currency)


def check_currency(store, code):
    """Return the currency to answer in: the one asked for, or the store's own.

    :param str code: ISO 4217, may be None
    :raise ValidationFailed: ``unknown_currency``
    :raise Conflict: ``currency_disabled``
    """
    if code in (None, *store.currencies):
        return code or store.currency
    if code in store.paused_currencies:
        raise Conflict(
            f"The store does not sell in {code} at present.",
            code="currency_disabled",
            details={"currency": code},
        )
    offered = ", ".join(store.currencies)
    raise ValidationFailed.for_field(
        "currency", f"The store sells in {offered}.", code="unknown_currency"
    )


def _read_cursor(cursor, sort):
    if not cursor:
        return None, ""
    types = query.RELEVANCE_TYPES if sort == "relevance" else query.ORDERS[sort].types
    try:
        return cursors.decode(cursor, sort, types)
    except cursors.InvalidCursor as error:
        raise ValidationFailed.for_field(
            "cursor", "Not a cursor of this list and order.", code="invalid_cursor"
        ) from error


def _fetch(cr, terms, conditions, sort, limit, after):
    """Return a page's rows of (summary, list of the order's keys as texts)."""
    begun = search_text.tsquery(terms)
    if terms and not begun:
        return []
    if sort != "relevance":
        found = [SQL("doc.search @@ %s::tsquery", begun)] if begun else []
        return _rows(cr, query.listing([*conditions, *found], query.ORDERS[sort], limit, after))
    return _fetch_best(cr, terms, begun, conditions, limit, after)


def _fetch_best(cr, terms, begun, conditions, limit, after):
    """Return a page's rows of a search by relevance.

    Where many products hold all words as typed, those are the matches; otherwise the last word also matches as the
    beginning of a word, as people are still typing (an index reads all words that begin so, which costs).
    """
    queries = {
        query.BEGUN: begun,
        query.WHOLE: search_text.tsquery(terms, prefix_last=False),
    }
    if after and after[0] in queries:
        mark, *after = after
        return _rows(cr, query.popular(conditions, queries[mark], mark, limit, after))
    rows = [] if after else _rows(cr, query.whole_words(conditions, queries[query.WHOLE], limit))
    if not rows:
        others = search_text.tsquery(terms[:-1], prefix_last=False)
        rows = _rows(cr, query.relevance(conditions, begun, others, limit, after))
    if rows and rows[0][0] is None:
        mark = int(rows[0][1][0])
        rows = _rows(cr, query.popular(conditions, queries[mark], mark, limit))
    return rows


def _rows(cr, statement):
    cr.execute(statement)
    return cr.fetchall()


def _correct(cr, store, lang, terms):
    """Return the terms with misspelt words corrected, and the new query; an empty one if there is nothing to correct."""
    cr.execute(query.near_words(store.id, lang, search_text.searched_words(terms)))
    known = {}
    for typed, word in cr.fetchall():
        known.setdefault(typed, []).append(word)
    corrections = {
        typed: word
        for typed, words in known.items()
        if (word := search_text.correct(typed, words)) not in (None, typed)
    }
    if not corrections:
        return terms, ""
    return search_text.apply_corrections(terms, corrections)


def _page(rows, limit, sort, corrected):
    """Join finished JSON: parsing and writing it again would cost more than everything else."""
    more, rows = len(rows) > limit, rows[:limit]
    items = ",".join(summary for summary, _keys in rows)
    next_cursor = f'"{cursors.encode(sort, rows[-1][1], corrected or "")}"' if more else "null"
    note = (
        f',"correctedQuery":{simplejson.dumps(corrected, ensure_ascii=False)}' if corrected else ""
    )
    return RawJson(f'{{"items":[{items}],"nextCursor":{next_cursor}{note}}}'.encode())
