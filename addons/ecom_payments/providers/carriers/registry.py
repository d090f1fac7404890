"""Carriers by code. An addon adds one by calling :func:`register` when it is imported."""

_CARRIERS = {}


def register(carrier):
    """Class decorator: make one instance of a carrier known under its code."""
    _CARRIERS[carrier.code] = carrier()
    return carrier


def get(code):
    """Return the carrier with this code, None for those without an API."""
    return _CARRIERS.get(code)
