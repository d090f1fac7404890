"""JSON-RPC 2.0 over the same operations, rights and errors as REST (https://www.jsonrpc.org/specification)."""

from contextlib import contextmanager

from odoo.http import request
from odoo.tools.misc import Callbacks

from . import parsing
from .call import Call
from .dispatcher import public_error
from .errors import DomainError, NotFound, ValidationFailed
from .operation import available_operations
from .pipeline import authenticate, perform
from .responses import to_json

MAX_BATCH = 50
PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, SERVER_ERROR = (
    -32700,
    -32600,
    -32601,
    -32602,
    -32000,
)


def serve(http_request, context):
    """Answer a JSON-RPC request body.

    :return: bytes of the response object or array; None when all were notifications
    """
    body = parsing.read_body(http_request)
    try:
        message = parsing.parse_json(body)
    except DomainError as error:
        return to_json(_error(None, PARSE_ERROR, error, context.request_id))
    if not isinstance(message, list):
        return _one(message, None, http_request, context)
    if not 0 < len(message) <= MAX_BATCH:
        error = ValidationFailed(f"A batch has 1 to {MAX_BATCH} calls.", code="batch_size")
        return to_json(_error(None, INVALID_REQUEST, error, context.request_id))
    answers = [_one(item, index, http_request, context) for index, item in enumerate(message)]
    answers = [answer for answer in answers if answer is not None]
    return b"[" + b",".join(answers) + b"]" if answers else None


def _one(message, index, http_request, context):
    """Run one call in a savepoint of its own, so that a refused one leaves nothing behind and the rest stands."""
    call_id = message.get("id") if isinstance(message, dict) else None
    try:
        operation, controller, params = _resolve(message)
        with _undone_alone(request.env.cr):
            result = _perform(operation, controller, params, index, http_request, context)
    except Exception as exc:  # noqa: BLE001  what is not an answer rises, so that Odoo can retry the request
        error = public_error(exc)
        if error.status >= 500 and error is not exc:
            raise
        return to_json(_error(call_id, _code_of(error), error, context.request_id))
    if "id" not in message:
        return None  # a notification
    return b'{"jsonrpc":"2.0","id":%s,"result":%s}' % (to_json(call_id), result or b"null")


@contextmanager
def _undone_alone(cr):
    """Savepoint that also undoes what a failed call has done outside the transaction, such as stock it has held.

    Such work is registered with ``cr.postrollback``, which Odoo runs for the whole transaction only.
    """
    outer, cr.postrollback = cr.postrollback, Callbacks()
    try:
        with cr.savepoint():
            yield
    except BaseException:
        undo, cr.postrollback = cr.postrollback, outer
        undo.run()
        raise
    done, cr.postrollback = cr.postrollback, outer
    outer.add(done.run)


def _resolve(message):
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
        raise ValidationFailed('A call is an object with "jsonrpc": "2.0".', code="invalid_request")
    if not isinstance(message.get("id"), (str, int, type(None))):
        raise ValidationFailed("An id is a string, a number or null.", code="invalid_request")
    params = message.get("params", {})
    if not isinstance(params, dict):
        raise ValidationFailed("params must be an object.")
    found = available_operations(request.env).get(message.get("method"))
    if not found or found[0].auth == "signature":
        raise NotFound("There is no such method.", code="method_not_found")
    return *found, params


def _perform(operation, controller, params, index, http_request, context):
    context.operation_id = operation.id
    caller = authenticate(operation, http_request, context)
    call = Call(operation, caller, request.env, request_id=context.request_id, http=http_request)
    call.input = parsing.validate(operation.request, params, lenient=False)
    key = http_request.headers.get("Idempotency-Key")
    if key and index is not None:
        key = f"{key}#{index}"  # one header covers a batch, each call of it has its own effect
    return perform(call, controller, key).body


def _code_of(error):
    if error.code == "method_not_found":
        return METHOD_NOT_FOUND
    if error.code == "invalid_request":
        return INVALID_REQUEST
    return INVALID_PARAMS if error.status == 422 else SERVER_ERROR


def _error(call_id, number, error, request_id):
    return {
        "jsonrpc": "2.0",
        "id": call_id,
        "error": {
            "code": number,
            "message": error.message,
            "data": {
                "code": error.code,
                "status": error.status,
                "details": error.details,
                "requestId": request_id,
            },
        },
    }
