"""What the webhook inbox and the receivers of webhooks tell each other."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from .redaction import is_sensitive

_KEPT_HEADERS = frozenset({"content-type", "user-agent", "date"})
_KEPT_SUFFIXES = (
    "event-id",
    "request-id",
    "event-type",
    "delivery",
    "topic",
    "timestamp",
    "webhook-id",
)


@dataclass(frozen=True, slots=True)
class WebhookNotice:
    """What a receiver read from a webhook whose signature it has verified.

    :param str event_id: the provider's id of the event, the same on every delivery. Use :func:`body_digest` for
        providers that send none.
    :param str event_type: the provider's name of the event, e.g. ``payment.captured``
    :param str lane_key: what the event is about, e.g. the gateway's order id: events of one key are processed in the
        order they came. None: order does not matter.
    """

    event_id: str
    event_type: str
    lane_key: str | None = None


class Quarantine(Exception):
    """An event that must not be applied and that a person has to look at, e.g. one with a wrong amount.

    Raise it to undo what processing did so far, return it to keep that.
    """


class Ignored(Exception):
    """An event that is genuine but means nothing here. Raise or return it like :class:`Quarantine`."""


def body_digest(raw: bytes) -> str:
    """Return an event id for providers that send none: equal bodies are one event."""
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers worth keeping with an event, in lower case; never one that may carry a secret."""
    lower = {str(name).lower(): str(value)[:500] for name, value in headers.items()}
    return {
        name: value
        for name, value in lower.items()
        if (name in _KEPT_HEADERS or name.endswith(_KEPT_SUFFIXES)) and not is_sensitive(name)
    }
