"""Odoo's hook for a request type of our own: every answer, error or not, leaves as the API's."""

import logging
import re
import time
import uuid

from psycopg2.pool import PoolError
from werkzeug.exceptions import HTTPException

from odoo.exceptions import (
    AccessDenied,
    AccessError,
    ConcurrencyError,
    MissingError,
    UserError,
)
from odoo.http import Dispatcher, Response
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..domain.redaction import redact_text
from . import cors, errors
from .responses import to_json

_logger = logging.getLogger(__name__)
_access_logger = logging.getLogger(f"{__package__}.access")
#: Nothing is wrong with the request or the code: the database had too much to do at this moment.
_OVERLOAD = (PoolError, ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)
_REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$")


class ApiDispatcher(Dispatcher):
    """Dispatch ``type="ecom"`` routes. One instance lives as long as the request, retries included.

    :ivar request_id: the client's ``X-Request-Id`` when it is sane, else a new one
    :ivar headers: headers that answer and error alike must carry
    :ivar caller: the identified caller, None until then
    :ivar operation_id: what is being called, for the log
    """

    routing_type = "ecom"
    mimetypes = ("application/json",)

    def __init__(self, request):
        super().__init__(request)
        given = request.httprequest.headers.get("X-Request-Id") or ""
        self.request_id = given if _REQUEST_ID.match(given) else uuid.uuid4().hex
        self.headers = {}
        self.caller = None
        self.operation_id = "-"
        self._started = time.perf_counter()

    @classmethod
    def is_compatible_with(cls, request):
        return True

    def dispatch(self, endpoint, args):
        self.request.params = args
        return self.request.registry["ir.http"]._dispatch(endpoint)

    def post_dispatch(self, response):
        self._finish(response)
        super().post_dispatch(response)

    def handle_error(self, exc):
        """Turn any exception into the envelope. Only :class:`DomainError` speaks for itself."""
        error = public_error(exc)
        if isinstance(exc, UserError) and not isinstance(exc, AccessError):
            _logger.info(
                "Request %s was refused by Odoo: %s", self.request_id, redact_text(str(exc))
            )
        response = Response(
            to_json(envelope(error, self.request_id)),
            status=error.status,
            content_type="application/json",
            headers=error.headers,
        )
        response.headers.setdefault("Cache-Control", "no-store")
        self._finish(response)
        return response

    def _finish(self, response):
        """Add the headers every answer has, and write the access log: what, how it ended, how long.

        Never a path, a query or a header: they hold tokens.
        """
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        origin = self.request.httprequest.headers.get("Origin")
        for name, value in cors.headers_for(self.caller, origin).items():
            response.headers[name] = value
        response.headers["X-Request-Id"] = self.request_id
        response.headers["X-Content-Type-Options"] = "nosniff"
        store = self.caller and self.caller.store
        _access_logger.info(
            "%s %s %.1fms store=%s caller=%s request=%s",
            self.operation_id,
            response.status_code,
            (time.perf_counter() - self._started) * 1000,
            store.code if store else "-",
            self.caller.kind if self.caller else "-",
            self.request_id,
        )


def envelope(error, request_id):
    """Return the body of an error answer."""
    return {
        "error": {
            "code": error.code,
            "message": error.message,
            "details": error.details,
            "requestId": request_id,
        }
    }


def public_error(exc):
    """Return the :class:`DomainError` that a client may see for an exception.

    Messages of Odoo's own errors are written for users of the back office and may name models, so they stay inside.
    """
    if isinstance(exc, errors.DomainError):
        return exc
    if isinstance(exc, (AccessError, AccessDenied)):
        return errors.Forbidden("This is not permitted.")
    if isinstance(exc, MissingError):
        return errors.NotFound("It does not exist any more.")
    if isinstance(exc, UserError):
        return errors.Conflict("The shop's rules do not allow this.", code="rejected")
    if isinstance(exc, HTTPException) and exc.code and exc.code < 500:
        return _CLIENT_ERRORS.get(exc.code, errors.MalformedRequest)(
            "The request cannot be served."
        )
    if isinstance(exc, _OVERLOAD):
        return errors.Unavailable(
            "The shop is busy; try again in a moment.", headers={"Retry-After": "1"}
        )
    error = errors.DomainError("Something went wrong on our side.", code="internal_error")
    error.status = 500
    return error


_CLIENT_ERRORS = {
    404: errors.NotFound,
    405: errors.MethodNotAllowed,
    413: errors.PayloadTooLarge,
}
