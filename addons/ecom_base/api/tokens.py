"""Customer tokens: short-lived, signed, for one customer of one store (JWT, RFC 7519, HS256)."""

import hashlib
import hmac
import time

import jwt

from .errors import Unauthenticated

ALGORITHM = "HS256"


def issue_customer_token(env, store, customer_uid, version, ttl):
    """Sign a token for a customer.

    :param store: :class:`StoreInfo`
    :param str customer_uid: public id of the customer
    :param int version: the customer's token version; raising it revokes all tokens issued before
    :param int ttl: life in seconds
    :return: (str token, int expiry as Unix time)
    """
    now = int(time.time())
    claims = {
        "sub": customer_uid,
        "aud": store.code,
        "ver": version,
        "iat": now,
        "exp": now + ttl,
    }
    return jwt.encode(claims, _secret(env, store), algorithm=ALGORITHM), claims["exp"]


def read_customer_token(env, store, token):
    """Verify a token and return (customer public id, version).

    :raise Unauthenticated: if it is forged, expired or of another store
    """
    try:
        claims = jwt.decode(
            token,
            _secret(env, store),
            algorithms=[ALGORITHM],
            audience=store.code,
            options={"require": ["sub", "aud", "exp", "iat", "ver"]},
        )
    except jwt.ExpiredSignatureError as error:
        raise Unauthenticated("The customer token has expired.", code="token_expired") from error
    except jwt.InvalidTokenError as error:
        raise Unauthenticated("The customer token is not valid.", code="token_invalid") from error
    return claims["sub"], claims["ver"]


def _secret(env, store):
    """Derive the store's signing key from the database's own secret, which neutralizing a copy replaces."""
    database_secret = (
        env["ir.config_parameter"].sudo().get_param("database.secret")
    )  # sudo: no user yet
    return hmac.digest(
        database_secret.encode(), f"ecom.customer:{store.id}".encode(), hashlib.sha256
    )
