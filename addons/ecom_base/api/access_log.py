"""Keep secrets in addresses out of the web server's own log: cart tokens, links in messages, feed tokens, keys."""

import logging
import re
from urllib.parse import unquote

from ..domain.redaction import MASK, is_sensitive, is_sensitive_parameter, redact_text

_FIELD = re.compile(r"<(?:(?P<converter>\w+)(?:\([^)]*\))?:)?(?P<name>\w+)>")
_REQUEST = re.compile(
    r"(?P<method>[A-Z]{3,10}) (?P<path>[^\s?#]*)(?P<query>\?.*?)?(?P<fragment>#\S*)? (?P<version>HTTP/\d(?:\.\d)?)"
)
_routes = {}


def secret_route(path):
    """Have the secret parts of a route masked wherever its requests are logged. Operations do this by themselves.

    :param str path: werkzeug path, e.g. ``/m/c/<token>``: fields whose names say so are secret
    :return: path, so that it can stand in ``@http.route(secret_route("/m/c/<token>"))``
    """
    names = [match["name"] for match in _FIELD.finditer(path) if is_sensitive(match["name"])]
    if names and path not in _routes:
        pattern, end = "", 0
        for match in _FIELD.finditer(path):
            anything = ".+" if match["converter"] == "path" else "[^/]+"
            pattern += re.escape(path[end : match.start()]) + f"(?P<{match['name']}>{anything})"
            end = match.end()
        _routes[path] = re.compile(pattern + re.escape(path[end:])), names
    return path


def redact_path(path):
    """Return a request's path with the secret parts of known routes masked."""
    for pattern, names in _routes.values():
        match = pattern.fullmatch(path)
        if match:
            for name in sorted(names, key=match.start, reverse=True):
                path = path[: match.start(name)] + MASK + path[match.end(name) :]
            return path
    return redact_text(path)


def redact_query(query):
    """Return a query string (with its question mark, or empty) with secret parameters masked."""
    if not query:
        return ""
    parts = []
    for part in query[1:].split("&"):
        name, equals, value = part.partition("=")
        secret = equals and is_sensitive_parameter(unquote(name))
        parts.append(f"{name}={MASK}" if secret else redact_text(part))
    return "?" + "&".join(parts)


def redact_request_line(text):
    """Return a log line with the addresses of requests in it masked."""
    return _REQUEST.sub(
        lambda match: (
            f"{match['method']} {redact_path(match['path'])}{redact_query(match['query'])}"
            f"{match['fragment'] or ''} {match['version']}"
        ),
        text,
    )


class _RedactRequests(logging.Filter):
    def filter(self, record):
        record.msg, record.args = redact_request_line(record.getMessage()), ()
        return True


logging.getLogger("werkzeug").addFilter(_RedactRequests())
