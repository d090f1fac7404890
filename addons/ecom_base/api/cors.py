"""Cross-origin calls: an origin gets an answer only when a store lists it."""

from odoo.http import Response

_METHODS = "GET, POST, PUT, DELETE"
_HEADERS = "Authorization, Content-Type, Idempotency-Key, If-None-Match, X-Request-Id, X-Store-Key"
_EXPOSED = "ETag, Idempotent-Replayed, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Request-Id"
_DAY = 86400


def preflight(env, http_request, context):
    """Answer an OPTIONS request. It carries no key, so any store's allow-list counts here; the call itself is
    held against its own store's."""
    origin = http_request.headers.get("Origin")
    if origin and env["ecom.store"]._is_cors_origin(origin):
        context.headers |= {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Methods": _METHODS,
            "Access-Control-Allow-Headers": _HEADERS,
            "Access-Control-Max-Age": str(_DAY),
            "Vary": "Origin",
        }
    return Response(status=204)


def headers_for(caller, origin):
    """Return the CORS headers of an answer to ``origin``, empty when the caller's store does not list it."""
    if not origin or not caller or not caller.store or origin not in caller.store.cors_origins:
        return {}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": _EXPOSED,
        "Vary": "X-Store-Key, Origin",
    }
