import functools
from dataclasses import dataclass

from ..domain.store_info import StoreInfo


@dataclass(frozen=True, slots=True)
class CustomerInfo:
    """The customer a token speaks for: database id, partner id and public id."""

    id: int
    partner_id: int
    uid: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is calling. ``kind``: anonymous, publishable, secret, customer or admin."""

    kind: str
    store: StoreInfo | None = None
    key_id: int | None = None
    customer: CustomerInfo | None = None
    user_id: int | None = None

    @property
    def scope(self):
        """Name of the caller for idempotency keys and rate limits."""
        if self.kind == "admin":
            return f"user:{self.user_id}"
        if self.customer:
            return f"customer:{self.customer.id}"
        return f"key:{self.key_id}" if self.key_id else "anonymous"


class Call:
    """One validated call of an operation: all that a handler needs.

    :ivar operation: the :class:`~.operation.Operation`
    :ivar caller: the :class:`Caller`
    :ivar input: instance of the operation's request model
    :ivar request_id: correlates log lines and answers
    :ivar raw_body: bytes as received (``signature`` operations verify over these)
    :ivar http: the werkzeug request
    :ivar known_tags: entity tags of answers the client has already, as it sent them in ``If-None-Match``
    """

    def __init__(
        self,
        operation,
        caller,
        base_env,
        *,
        input=None,
        request_id="",
        http=None,
        raw_body=b"",
        known_tags="",
    ):
        self.operation = operation
        self.caller = caller
        self.input = input
        self.request_id = request_id
        self.http = http
        self.raw_body = raw_body
        self.known_tags = known_tags
        self._base_env = base_env

    @property
    def store(self):
        return self.caller.store

    @property
    def customer(self):
        return self.caller.customer

    @property
    def cr(self):
        return self._base_env.cr

    @functools.cached_property
    def env(self):
        """Environment of the admin user, or of the technical API user inside the store's company only."""
        if self.caller.kind == "admin":
            return self._base_env(user=self.caller.user_id)
        return api_env(self._base_env, self.store)


def api_env(env, store):
    """Return the technical user's environment for a store (None: for calls that have no store).

    Only the store's company is allowed, so Odoo's own company rules hold whatever a service forgets.
    """
    user_id = env["ir.model.data"]._xmlid_to_res_id("ecom_base.user_api", raise_if_not_found=True)
    context = {"lang": "en_US"}
    if store:
        context = {"lang": store.lang, "tz": store.tz, "allowed_company_ids": [store.company_id]}
    return env(user=user_id, context=context)
