"""One exchange with a web service: what came back, what can go wrong, and whether to try again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
_TEMPORARY = frozenset({429, 502, 503, 504})


class HttpError(Exception):
    """An exchange that gave no usable answer. Messages hold no secrets.

    :ivar bool sent: whether the other side may have seen the request
    """

    def __init__(self, message: str, *, sent: bool = True):
        super().__init__(message)
        self.sent = sent


class HttpTimeout(HttpError):
    """The other side took too long, once or altogether."""


class HttpUnreachable(HttpError):
    """No connection, or one that broke off."""


class HttpInsecure(HttpError):
    """The other side could not prove who it is."""


class HttpTooLarge(HttpError):
    """The answer is larger than the caller wants it."""


class HttpRefused(HttpError):
    """The address must not be reached from here. Nothing was sent there."""


class HttpStatusError(HttpError):
    """An answer with an error status.

    :ivar HttpResponse response: the answer
    """

    def __init__(self, response: "HttpResponse"):
        super().__init__(f"{response.url} answered {response.status_code}")
        self.response = response


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An answer, read to its end.

    :ivar url: redacted, for messages
    :ivar headers: names in any case
    """

    status_code: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    url: str

    @property
    def ok(self) -> bool:
        """Whether the status is below 400."""
        return self.status_code < 400

    @property
    def text(self) -> str:
        """The body as UTF-8; bytes that are none are replaced."""
        return self.content.decode("utf-8", errors="replace")

    def json(self) -> Any:
        """Return the body's JSON value, fractions as Decimal.

        :raise ValueError: if it is not JSON
        """
        return json.loads(self.content, parse_float=Decimal)

    def raise_for_status(self) -> None:
        """Raise for statuses from 400 on.

        :raise HttpStatusError: with this answer
        """
        if not self.ok:
            raise HttpStatusError(self)


def is_idempotent(method: str, headers: Mapping[str, str]) -> bool:
    """Tell whether a request may be sent twice: by its method, or because it carries an ``Idempotency-Key``."""
    return method.upper() in _IDEMPOTENT or any(
        name.lower() == "idempotency-key" for name in headers
    )


def is_temporary(status: int) -> bool:
    """Tell whether an answer says that trying again may help."""
    return status in _TEMPORARY
