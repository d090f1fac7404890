"""Who is calling, and may they. Credentials are checked before the body is read."""

import hashlib
import time

from odoo.sql_db import db_connect
from odoo.tools import SQL

from .call import Caller, CustomerInfo
from .errors import Forbidden, NotFound, Unauthenticated
from .tokens import read_customer_token

_USED_EVERY = 300  # seconds between two writes of a key's last use, per process
_last_use_written = {}
_ANONYMOUS = Caller("anonymous")


def identify(env, headers):
    """Read the credentials of a request.

    :param env: environment without a user
    :param headers: mapping with ``Authorization`` and ``X-Store-Key``
    :return: :class:`Caller`; anonymous when there is no credential at all
    :raise Unauthenticated: if a credential is given but not valid
    """
    scheme, _, credential = (headers.get("Authorization") or "").partition(" ")
    scheme, credential = scheme.lower(), credential.strip()
    store_key = headers.get("X-Store-Key")
    if scheme == "bearer":
        if credential.startswith("sk_"):
            return _key_caller(env, credential, "secret")
        return _admin_caller(env, credential)
    if scheme and scheme != "customer":
        raise Unauthenticated("The Authorization header must be Bearer or Customer.")
    if not store_key:
        if scheme:
            raise Unauthenticated(
                "A customer token needs the store's publishable key in X-Store-Key."
            )
        return _ANONYMOUS
    caller = _key_caller(env, store_key.strip(), "publishable")
    return _with_customer(env, caller, credential) if scheme else caller


def _key_caller(env, key, kind):
    found = env["ecom.store.key"]._lookup(hashlib.sha256(key.encode()).hexdigest())
    if not found or found[1] != kind:
        raise Unauthenticated(f"The {kind} key is not known.", code="key_unknown")
    key_id, _kind, revoked, store = found
    if revoked:
        raise Unauthenticated("The key has been revoked.", code="key_revoked")
    _note_use(env, key_id)
    return Caller(kind, store=store, key_id=key_id)


def _note_use(env, key_id):
    """Write ``last_used_at`` now and then, on a connection of its own: reads run on read-only ones."""
    now, name = time.monotonic(), (env.cr.dbname, key_id)
    if now - _last_use_written.get(name, -_USED_EVERY) < _USED_EVERY:
        return
    _last_use_written[name] = now
    with db_connect(env.cr.dbname).cursor() as cr:
        cr.execute(
            SQL(
                "UPDATE ecom_store_key SET last_used_at = now() AT TIME ZONE 'UTC' WHERE id ="
                " (SELECT id FROM ecom_store_key WHERE id = %s FOR UPDATE SKIP LOCKED)",
                key_id,
            )
        )


def _with_customer(env, caller, token):
    uid, version = read_customer_token(env, caller.store, token)
    env.cr.execute(
        SQL(
            "SELECT id, partner_id FROM ecom_customer WHERE ecom_uid = %s AND store_id = %s AND token_version = %s",
            uid,
            caller.store.id,
            version,
        )
    )
    row = env.cr.fetchone()
    if not row:
        raise Unauthenticated("The customer token has been revoked.", code="token_revoked")
    return Caller("customer", caller.store, caller.key_id, CustomerInfo(row[0], row[1], uid))


def _admin_caller(env, credential):
    user_id = credential and env["res.users.apikeys"]._check_credentials(
        scope="rpc", key=credential
    )
    if not user_id:
        raise Unauthenticated("The API key is not valid.", code="key_unknown")
    return Caller("admin", user_id=user_id)


def authorize(env, operation, caller):
    """Check that the caller may call the operation at all.

    :raise Unauthenticated: if a credential is missing
    :raise Forbidden: if the credential is of the wrong kind, or the user lacks the group
    """
    allowed = _ALLOWED[operation.auth]
    if allowed is None or caller.kind in allowed:
        if caller.kind == "admin" and operation.auth == "admin":
            _check_groups(env, operation, caller)
        return
    if caller.kind == "anonymous":
        raise Unauthenticated(_NEEDS[operation.auth])
    raise Forbidden(_NEEDS[operation.auth], code="credential_not_permitted")


_ALLOWED = {
    "none": None,
    "signature": None,
    "store": {"publishable", "secret", "customer"},
    "secret": {"secret"},
    "customer": {"customer"},
    "secret_or_customer": {"secret", "customer"},
    "admin": {"admin"},
}
_NEEDS = {
    "store": "This call needs the store's publishable key in X-Store-Key, or its secret key.",
    "secret": "This call needs the store's secret key as a Bearer token.",
    "customer": "This call needs a customer token beside the publishable key.",
    "secret_or_customer": "This call needs the store's secret key, or a customer token beside the publishable key.",
    "admin": "This call needs an Odoo user's API key as a Bearer token.",
}


def _check_groups(env, operation, caller):
    user = env["res.users"].with_user(caller.user_id).browse(caller.user_id)
    if not any(user.has_group(group.strip()) for group in operation.groups.split(",")):
        raise Forbidden("Your user may not do this.", code="group_missing")


def check_store_parameter(caller, input):
    """Refuse a ``store`` parameter that is not the key's store, which a cache would mix up otherwise."""
    code = getattr(input, "store", None)
    if code and caller.store and code != caller.store.code:
        raise NotFound("The key does not belong to this store.", code="store_not_found")
