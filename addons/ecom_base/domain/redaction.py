"""Keep secrets and card numbers out of logs and error texts.

Names decide for headers, query parameters and JSON keys; well-known shapes (``sk_live_…``, ``Bearer …``) decide in
free text, where there are no names.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

MASK = "***"

_SENSITIVE_NAME = re.compile(
    r"authori[sz]ation|cookie|passw(or)?d|passphrase|secret|token|api[-_]?key|access[-_]?key|private[-_]?key"
    r"|store[-_]?key|signature|credential|\bauth\b|^x-.*-(key|hmac)|hmac|cvv|cvc|card[-_]?number|\botp\b|\bjwt\b",
    re.IGNORECASE,
)
# Query parameters that name people or carry keys in addresses, though the word alone says nothing elsewhere.
_PARAMETERS = frozenset({"key", "k", "sig", "hash", "code", "email", "phone", "mobile"})
_NOT_SECRET = frozenset({"idempotency-key", "token_type", "tokentype", "max_tokens", "maxtokens"})

_SHAPES = (
    # scheme and credentials of an Authorization header
    (
        re.compile(r"\b(Bearer|Basic|Customer|Digest)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE),
        rf"\1 {MASK}",
    ),
    # keys that announce themselves: ours, Stripe's, Razorpay's, SendGrid's, OpenAI's
    (re.compile(r"\b(sk|pk|rk|whsec|rzp|SG|re)([_.-])[A-Za-z0-9_.-]{8,}"), rf"\1\2{MASK}"),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*"), MASK),  # a JWT
    (re.compile(r"(://[^/\s:@]*:)[^/\s@]+@"), rf"\1{MASK}@"),  # a password in an address
)
_AUTH_SCHEMES = frozenset({"bearer", "basic", "customer", "digest"})
# name=value and "name": "value" in free text
_PAIR = re.compile(
    r"(?P<name>[\"']?[\w.-]{2,64}[\"']?)(?P<sep>\s*[=:]\s*)(?P<value>\"[^\"]*\"|'[^']*'|[^\s&,;}\"']+)"
)


def is_sensitive(name: str) -> bool:
    """Tell whether a header, parameter or JSON key of this name holds a secret."""
    return name.lower() not in _NOT_SECRET and bool(_SENSITIVE_NAME.search(name))


def redact_mapping(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of headers or parameters with the secret ones masked."""
    return {name: MASK if is_sensitive(str(name)) else value for name, value in values.items()}


def redact_json(value: Any) -> Any:
    """Return a copy of a JSON value (dict, list, scalar) with secrets masked at every depth."""
    if isinstance(value, Mapping):
        return {
            key: MASK
            if is_sensitive(str(key)) and item not in (None, "", False)
            else redact_json(item)
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [redact_json(item) for item in value]
    return redact_text(value) if isinstance(value, str) else value


def is_sensitive_parameter(name: str) -> bool:
    """Tell whether a query parameter of this name holds a secret or names a person."""
    return name.lower() in _PARAMETERS or is_sensitive(name)


def redact_url(url: str) -> str:
    """Return the address without user info and with secret query parameters masked; the fragment is dropped."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    query = "&".join(
        f"{quote(name, safe='')}={MASK if is_sensitive_parameter(name) else quote(redact_text(value), safe='*')}"
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    )
    return urlunsplit((parts.scheme, host, redact_text(parts.path), query, ""))


def redact_text(text: str, secrets: Iterable[str] = (), limit: int | None = None) -> str:
    """Return free text (an error message, a body) without secrets.

    :param secrets: values known to be secret, masked wherever they stand.
    :param limit: longest result, in characters.
    """
    for secret in secrets:
        if secret and len(secret) >= 4:
            text = text.replace(secret, MASK)
    for shape, mask in _SHAPES:
        text = shape.sub(mask, text)
    text = _mask_pairs(text)
    if limit is not None and len(text) > limit:
        text = text[: limit - 1] + "…"
    return text


def _mask_pairs(text: str) -> str:
    """Mask the values of sensitive names; what follows other names is looked at again, for it may be a pair too."""
    masked, position = [], 0
    while match := _PAIR.search(text, position):
        start, end = match.span("value")
        masked.append(text[position:start])
        scheme = match["value"].lower() in _AUTH_SCHEMES
        if is_sensitive(match["name"].strip("\"'")) and not scheme:
            masked.append(MASK)
            position = end
        else:
            position = start
    return "".join(masked) + text[position:]
