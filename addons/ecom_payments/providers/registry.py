"""Gateways by code. An addon adds one by calling :func:`register` when it is imported."""

_GATEWAYS = {}


def register(gateway):
    """Class decorator: make one instance of a gateway known under its code."""
    _GATEWAYS[gateway.code] = gateway()
    return gateway


def get(code):
    """Return the gateway with this code, None for payment providers that are not gateways (cash on delivery)."""
    return _GATEWAYS.get(code)


def codes():
    """Return the codes of all gateways."""
    return frozenset(_GATEWAYS)
