"""Slugs: the readable part of a storefront URL."""

import re
import unicodedata

from anyascii import anyascii

MAX_LENGTH = 80
_OUTSIDE = re.compile(r"[^a-z0-9]+")
# NFC keeps these Devanagari letters in two pieces, which transliterate badly ("sad'i" for "sari")
_NUKTA = {
    "क़": "\u0958",
    "ख़": "\u0959",
    "ग़": "\u095a",
    "ज़": "\u095b",
    "ड़": "\u095c",
    "ढ़": "\u095d",
    "फ़": "\u095e",
    "य़": "\u095f",
}


def transliterate(text):
    """Return the text in Latin letters without accents, e.g. ``कुर्ता`` as ``kurta``.

    :param str text: any Unicode text
    :return: str, ASCII only; symbols such as emoji are dropped
    """
    text = unicodedata.normalize("NFC", text)
    for pair, letter in _NUKTA.items():
        text = text.replace(pair, letter)
    return anyascii("".join(char if unicodedata.category(char) != "So" else " " for char in text))


def slugify(text, fallback="item"):
    """Return a slug: lower-case ASCII letters, digits and single hyphens, never empty.

    :param str text: e.g. a product's name; hostile input (control characters, markup, paths) is harmless
    :param str fallback: what to return if nothing usable remains
    :return: str of at most :data:`MAX_LENGTH` characters
    """
    slug = _OUTSIDE.sub("-", transliterate(text or "").lower().replace("'", ""))
    return slug.strip("-")[:MAX_LENGTH].rstrip("-") or fallback


def candidates(slug, count=9):
    """Return the slug and its numbered alternatives, best first: ``kurta``, ``kurta-2`` … ``kurta-9``."""
    return [slug] + [f"{slug[: MAX_LENGTH - 3]}-{number}" for number in range(2, count + 1)]


def pick_free(slugs, taken, unique_suffixes):
    """Choose a free slug for each wish.

    :param list[str] slugs: wished slugs, in order of precedence
    :param set[str] taken: slugs in use among :func:`candidates` of the wishes
    :param list[str] unique_suffixes: one per wish, used when all numbered alternatives are gone
    :return: list[str] in the order of ``slugs``, all different and none of them in ``taken``
    """
    taken, chosen = set(taken), []
    for slug, suffix in zip(slugs, unique_suffixes, strict=True):
        free = next((option for option in candidates(slug) if option not in taken), None)
        free = free or f"{slug[: MAX_LENGTH - len(suffix) - 1]}-{suffix}"
        taken.add(free)
        chosen.append(free)
    return chosen
