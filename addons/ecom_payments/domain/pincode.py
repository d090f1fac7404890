"""Postal codes as merchants list them: single ones and ranges."""

import re
from dataclasses import dataclass

_CODE = re.compile(r"(?=.*[0-9])[0-9A-Z]{2,12}")
_SEPARATORS = re.compile(r"[,;\n\t]+")
_PREFIX = re.compile(r"([0-9]+)(\*+)")
#: Digits of an Indian PIN code: what one ``*`` stands for the rest of.
_PIN_LENGTH = 6
_RANGE = re.compile(r"\s*[-–]\s*")  # noqa: RUF001 - an en dash, as typed


class PincodeError(ValueError):
    """An entry that is no code or range.

    :ivar entry: as it was typed
    :ivar problem: ``not_a_code``, ``range_backwards`` or ``range_uneven`` (ends of different length)
    """

    def __init__(self, entry, problem):
        super().__init__(f"{entry}: {problem}")
        self.entry, self.problem = entry, problem


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Codes from ``first`` to ``last``, both included and of one length. A single code is a span of itself."""

    first: str
    last: str

    def __contains__(self, code):
        return len(code) == len(self.first) and self.first <= code <= self.last

    def __str__(self):
        return self.first if self.first == self.last else f"{self.first}-{self.last}"


def normalise(code):
    """Return a code without spaces and hyphens, in upper case; empty if nothing is left."""
    return re.sub(r"[\s-]+", "", code or "").upper()


def parse(text):
    """Return the spans of a list such as ``560001, 560010-560099, 5601*``: sorted, none within another.

    :raise PincodeError: for the first entry that is wrong
    """
    entries = (entry.strip() for entry in _SEPARATORS.split(text or ""))
    return merge(parse_entry(entry) for entry in entries if entry)


def merge(spans):
    """Return the same codes in fewest spans, sorted: those that overlap become one, doubles are dropped."""
    merged = []
    for span in sorted(set(spans), key=lambda span: (len(span.first), span)):
        last = merged[-1] if merged else None
        if last and span.first in last:
            merged[-1] = Span(last.first, max(last.last, span.last))
        else:
            merged.append(span)
    return merged


def parse_entry(entry):
    """Return the span of one code, range or prefix.

    ``5600**`` has a star for each digit; one star alone stands for the rest of a six-digit PIN code.

    :raise PincodeError: naming the entry
    """
    prefix = _PREFIX.fullmatch(normalise(entry))
    if prefix:
        return _prefix_span(entry, *prefix.groups())
    ends = [normalise(end) for end in _RANGE.split(entry, maxsplit=1)]
    if not all(_CODE.fullmatch(end) for end in ends):
        raise PincodeError(entry, "not_a_code")
    first, last = ends[0], ends[-1]
    if len(first) != len(last):
        raise PincodeError(entry, "range_uneven")
    if first > last:
        raise PincodeError(entry, "range_backwards")
    return Span(first, last)


def _prefix_span(entry, digits, stars):
    length = max(_PIN_LENGTH, len(digits) + 1) if stars == "*" else len(digits) + len(stars)
    if not _CODE.fullmatch(digits.ljust(length, "0")):
        raise PincodeError(entry, "not_a_code")
    return Span(digits.ljust(length, "0"), digits.ljust(length, "9"))
