"""Named errors of the API. Raise them anywhere below a handler: the transaction is rolled back and the client gets
the envelope ``{"error": {"code", "message", "details", "requestId"}}`` with the error's HTTP status."""

import logging


class DomainError(Exception):
    """A request that cannot be served, for a reason the client can act on.

    :param str message: one sentence for people; never a model name, SQL or a secret
    :param str code: stable machine-readable code, ``noun_problem``; defaults to the class's
    :param dict details: JSON-able facts that help to mend the request
    :param dict headers: extra response headers
    """

    status = 400
    code = "bad_request"
    # Odoo's WSGI entry logs exceptions with a traceback unless they carry a level: these are answers, not faults.
    loglevel = logging.DEBUG

    def __init__(self, message, *, code=None, details=None, headers=None):
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.details = details or {}
        self.headers = headers or {}


class MalformedRequest(DomainError):
    """The body or a header cannot be parsed at all."""

    status, code = 400, "malformed_request"


class Unauthenticated(DomainError):
    """No credential, or one that is unknown, revoked or expired."""

    status, code = 401, "unauthenticated"


class Forbidden(DomainError):
    """A valid credential that may not do this."""

    status, code = 403, "forbidden"


class NotFound(DomainError):
    """No such thing in this store (or not for this caller: the two look the same on purpose)."""

    status, code = 404, "not_found"


class MethodNotAllowed(DomainError):
    status, code = 405, "method_not_allowed"


class Conflict(DomainError):
    """The request is fine but the state of things forbids it."""

    status, code = 409, "conflict"


class PreconditionFailed(DomainError):
    """What the client has read is no longer what is there."""

    status, code = 412, "version_conflict"


class PreconditionRequired(DomainError):
    """A change that would overwrite what the client has not seen."""

    status, code = 428, "precondition_required"


class PayloadTooLarge(DomainError):
    status, code = 413, "payload_too_large"


class ValidationFailed(DomainError):
    """Fields are missing, unknown or out of range. ``details.fields`` maps each field's path to what is wrong."""

    status, code = 422, "validation_failed"

    @classmethod
    def for_field(cls, field, message, *, code=None):
        """Build the error for one field, e.g. ``for_field("items.0.quantity", "Must be positive.")``."""
        return cls(message, code=code, details={"fields": {field: message}})


class RateLimited(DomainError):
    status, code = 429, "rate_limited"


class Unavailable(DomainError):
    """A part the request needs is down; trying again later may work."""

    status, code = 503, "unavailable"
