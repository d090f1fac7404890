"""How carriers are called: through the suite's HTTP client, with what went wrong named once for all of them."""

import hmac

from odoo.addons.ecom_base.domain.http_exchange import HttpError

from .base import CarrierRefused, CarrierUnavailable, TokenInvalid

_REASONS = ("message", "rmk", "error", "detail", "remark")


class NotAccepted(CarrierUnavailable):
    """The carrier does not accept the credentials. A person can mend those, so what waits is not lost."""


def call(account, name, method, path, **options):
    """Send one request and return its JSON answer.

    :param str name: the carrier's, for messages
    :param options: as of ``HttpClient.request``; ``idempotent`` says whether it may be sent twice
    :raise CarrierUnavailable: no answer, or one that asks to try again
    :raise CarrierRefused: with the carrier's reason
    """
    try:
        response = account.http.request(method, account.base_url + path, **options)
    except HttpError as error:
        raise CarrierUnavailable(f"{name} does not answer: {error}") from error
    status = response.status_code
    if status in {401, 403}:
        raise NotAccepted(f"{name} does not accept the credentials ({status}).")
    if status in {408, 409, 425, 429} or status >= 500 or 300 <= status < 400:
        raise CarrierUnavailable(f"{name} answered {status}.")
    try:
        value = response.json()
    except ValueError as error:
        raise CarrierUnavailable(f"{name} answered {status}, but not in JSON.") from error
    if status >= 400:
        raise CarrierRefused(f"{name}: {reason(value) or f'answered {status}'}")
    return value


def reason(value):
    """Return the sentence in which a carrier says no, empty if there is none."""
    if not isinstance(value, dict):
        return str(value)[:300] if isinstance(value, str) else ""
    details = value.get("errors")
    if isinstance(details, dict) and details:
        said = [text for texts in details.values() for text in _as_list(texts)]
        return " ".join(str(text) for text in said)[:300]
    for key in _REASONS:
        if value.get(key) and not isinstance(value[key], bool):
            return str(value[key])[:300]
    return ""


def _as_list(value):
    return value if isinstance(value, list) else [value]


def verify_token(account, headers):
    """Check the ``X-Api-Key`` of a webhook: these carriers sign nothing, they repeat a token.

    :raise TokenInvalid: if it is not the merchant's
    """
    given = headers.get("x-api-key", "")
    if not account.webhook_token or not hmac.compare_digest(
        given.encode(), account.webhook_token.encode()
    ):
        raise TokenInvalid("The X-Api-Key header is missing or wrong.")
