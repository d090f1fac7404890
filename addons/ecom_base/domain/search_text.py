"""Words for full-text search, the same for products and for what people type.

PostgreSQL's own parser depends on the database's locale and tears Indic words apart at vowel signs, so words are cut here
and handed over as finished ``tsvector`` and ``tsquery`` texts. Words hold letters, marks and digits only: nothing that
anybody types can be query syntax.
"""

import re
import unicodedata

MAX_WORD = 60
MAX_QUERY_WORDS = 12
_MAX_POSITION = 16000  # tsvector positions end at 16383
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_JOINED = re.compile(r"[^\W_]+(?:[-'’.&/][^\W_]+)+")
_QUERY_PART = re.compile(r'(-?)"([^"]*)"|(-?)(\S+)')
_JOINERS = "\u200c\u200d"


def fold(text):
    """Return the text in lower case without accents on Latin, Greek and Cyrillic letters; Indic marks stay."""
    if text.isascii():
        return text.lower()
    folded, base_is_indic = [], False
    for char in unicodedata.normalize("NFKD", text.casefold()):
        category = unicodedata.category(char)
        if category[0] == "M":
            if not base_is_indic:
                continue
        elif category[0] == "L":
            base_is_indic = ord(char) >= 0x0590
        folded.append(char)
    return "".join(folded)


def words(text):
    """Cut a text into folded words.

    :param str text: any text
    :return: list[str]; letters, marks and digits only, each at most :data:`MAX_WORD` characters
    """
    text = fold(text or "")
    if text.isascii():
        found = _ASCII_WORD.findall(text)
    else:
        kept = []
        for char in text:
            if char in _JOINERS:
                continue
            kept.append(char if unicodedata.category(char)[0] in "LMN" else " ")
        found = "".join(kept).split()
    return [word[:MAX_WORD] for word in found]


def index_words(text):
    """Return the words to index: also ``tshirt`` for ``T-shirt`` and ``kur001`` for ``KUR-001``."""
    found = words(text)
    for joined in _JOINED.findall(text or ""):
        found.append("".join(words(joined))[:MAX_WORD])
    return found


def sort_key(name):
    """Return what names are ordered by: folded, at most 80 characters."""
    return " ".join(words(name))[:80]


def tsvector(weighted):
    """Return a PostgreSQL ``tsvector`` as text.

    :param weighted: iterable of (weight letter ``A`` to ``D``, text)
    """
    positions, place = {}, 0
    for weight, text in weighted:
        for word in index_words(text):
            place += 1
            if place > _MAX_POSITION:
                break
            positions.setdefault(word, []).append(f"{place}{weight}")
        place += 5  # a phrase must not run from one text into the next
    # PostgreSQL keeps 256 positions a word
    return " ".join(f"'{word}':{','.join(places[:256])}" for word, places in positions.items())


def parse_query(text):
    """Read what somebody typed: words, ``"phrases"`` and ``-exclusions``.

    :param str text: raw input
    :return: list of (negated, list[str] words of a phrase or one word); empty if nothing can be searched for
    """
    terms, count = [], 0
    for match in _QUERY_PART.finditer(text or ""):
        negated = bool(match[1] or match[3])
        found = words(match[2] if match[2] is not None else match[4])
        if match[2] is None and not negated:
            groups = [[word] for word in found]
        else:
            groups = [found] if found else []
        for group in groups:
            count += len(group)
            if count > MAX_QUERY_WORDS:
                return terms
            terms.append((negated, group))
    return terms


def tsquery(terms, *, prefix_last=True):
    """Return a PostgreSQL ``tsquery`` as text, all terms required.

    :param terms: as :func:`parse_query` returns them
    :param bool prefix_last: let the last word match as the beginning of a word, as people are still typing
    :return: str, or None if the terms ask for nothing (only exclusions, or none at all)
    """
    if not any(not negated for negated, _group in terms):
        return None
    parts = []
    for index, (negated, group) in enumerate(terms):
        last = prefix_last and index == len(terms) - 1 and not negated and len(group) == 1
        part = " <-> ".join(f"'{word}'" for word in group) + (":*" if last else "")
        part = f"({part})" if len(group) > 1 else part
        parts.append(f"!{part}" if negated else part)
    return " & ".join(parts)


def searched_words(terms):
    """Return the words that must match, without duplicates."""
    return list(dict.fromkeys(word for negated, group in terms if not negated for word in group))


def edit_distance(left, right, limit):
    """Return the optimal string alignment distance (a swap of neighbours counts one), or ``limit`` + 1 if it is larger."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before_last, last = None, list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        row = [i]
        for j, b in enumerate(right, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before_last, last = last, row
    return min(last[-1], limit + 1)


def correct(word, known):
    """Return the known word that somebody probably meant, or None.

    :param str word: as typed, folded
    :param known: iterable of words in use, likeliest first
    """
    limit = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
    best = min(
        (
            (edit_distance(word, candidate, limit), index, candidate)
            for index, candidate in enumerate(known)
        ),
        default=(limit + 1, 0, None),
    )
    return best[2] if best[0] <= limit else None


def apply_corrections(terms, corrections):
    """Replace words by their corrections.

    :param dict corrections: typed word to known word; words that are missing stay
    :return: (terms, str) the new terms and the query as it should be shown
    """
    corrected = [
        (negated, [corrections.get(word, word) for word in group]) for negated, group in terms
    ]
    shown = " ".join(word for negated, group in corrected if not negated for word in group)
    return corrected, shown
