"""The way of one call: limits and rights first, then the body, then the handler, then the answer."""

import hashlib
import re

from odoo.http import Response, request

from . import auth, cors, parsing, rate_limit
from .call import Call
from .errors import (
    Conflict,
    MalformedRequest,
    PreconditionRequired,
    Unauthenticated,
    ValidationFailed,
)
from .responses import ApiResponse, etag_of, to_bytes, to_json

_IDEMPOTENCY_KEY = re.compile(r"^[\x21-\x7e]{8,128}$")


def serve_rest(operation, controller, path_args):
    """Serve one REST request; called by the route that :func:`~.operation.operation` declares."""
    http_request, context = request.httprequest, request.dispatcher
    if http_request.method == "OPTIONS":
        return cors.preflight(request.env, http_request, context)
    context.operation_id = operation.id
    caller = authenticate(operation, http_request, context)
    body = b"" if operation.reads_query else parsing.read_body(http_request)
    call = Call(
        operation,
        caller,
        request.env,
        request_id=context.request_id,
        http=http_request,
        raw_body=body,
        known_tags=http_request.headers.get("If-None-Match") or "",
    )
    call.input = _rest_input(operation, http_request, body, path_args)
    answer = perform(call, controller, http_request.headers.get("Idempotency-Key"))
    return _respond(operation, http_request, answer)


def authenticate(operation, http_request, context):
    """Identify the caller, check the right to call, and count the call."""
    address = http_request.remote_addr or ""
    try:
        caller = auth.Caller("anonymous")
        if operation.auth not in ("none", "signature"):
            caller = auth.identify(request.env, http_request.headers)
        context.caller = caller
        auth.authorize(request.env, operation, caller)
    except Unauthenticated:
        # guessing keys is limited per address, whatever is guessed
        context.headers |= rate_limit.hit(request.env, "refused", auth.Caller("anonymous"), address)
        raise
    context.headers |= rate_limit.hit(request.env, operation.rate, caller, address)
    return caller


def _rest_input(operation, http_request, body, path_args):
    if operation.auth == "signature":
        return parsing.validate(operation.request, path_args, lenient=True)
    if operation.reads_query:
        fields = parsing.query_fields(operation.request, http_request.args)
    else:
        fields = parsing.body_fields(body)
    clash = path_args.keys() & fields.keys()
    if clash:
        raise ValidationFailed.for_field(min(clash), "Belongs in the path.")
    return parsing.validate(operation.request, fields | path_args, lenient=operation.reads_query)


def perform(call, controller, idempotency_key):
    """Run the handler, at most once per idempotency key.

    :return: :class:`ApiResponse` whose body is bytes
    """
    auth.check_store_parameter(call.caller, call.input)
    if call.operation.guarded and not call.http.headers.get("If-Match"):
        raise PreconditionRequired(
            "This call needs an If-Match header: the ETag of what you have read.",
            code="if_match_required",
        )
    if not call.operation.idempotent:
        return _run(call, controller)
    if not idempotency_key:
        raise MalformedRequest(
            "This call needs an Idempotency-Key header.", code="idempotency_key_required"
        )
    if not _IDEMPOTENCY_KEY.match(idempotency_key):
        raise MalformedRequest(
            "An Idempotency-Key is 8 to 128 printable ASCII characters.",
            code="idempotency_key_invalid",
        )
    return _run_once(call, controller, idempotency_key)


def _run_once(call, controller, key):
    # sudo: the store of keys is the kernel's own; no user has rights on it
    keys = call.env["ecom.idempotency.key"].sudo()
    operation, scope = call.operation.id, call.caller.scope
    fingerprint = hashlib.sha256(
        operation.encode() + to_json(call.input.model_dump(exclude_unset=True))
    ).hexdigest()
    before = keys._claim(scope, key, operation, fingerprint)
    if before is None:
        answer = _run(call, controller)
        keys._settle(scope, key, answer.status, answer.body)
        return answer
    if (before["operation"], before["request_hash"]) != (operation, fingerprint):
        raise Conflict(
            "This Idempotency-Key was used for another request.", code="idempotency_conflict"
        )
    return ApiResponse(
        before["body"].encode(), before["status"], headers={"Idempotent-Replayed": "true"}
    )


def _run(call, controller):
    answer = call.operation.handler(controller, call)
    if not isinstance(answer, ApiResponse):
        answer = ApiResponse(answer)
    # computed fields may still be pending; a failure to write them must not follow a 2xx
    call._base_env.flush_all()
    return ApiResponse(
        to_bytes(answer.body),
        answer.status or call.operation.status,
        answer.headers,
        answer.content_type,
    )


def _respond(operation, http_request, answer):
    headers = dict(answer.headers)
    if operation.cache and answer.status in (200, 304):
        headers = {"Cache-Control": operation.cache, "Vary": "X-Store-Key, Origin"} | headers
        headers.setdefault("ETag", etag_of(answer.body))
        if headers["ETag"] in (http_request.headers.get("If-None-Match") or ""):
            return Response(status=304, headers=headers)
    elif operation.auth != "none":
        headers.setdefault("Cache-Control", "no-store")
    return Response(
        answer.body, status=answer.status, headers=headers, content_type=answer.content_type
    )
