"""These tests run without Odoo: the addon is made importable as a bare namespace, its ``__init__`` is not run."""

import pathlib
import sys
import types

_ADDON = pathlib.Path(__file__).resolve().parents[2]

if "ecom_pricing" not in sys.modules:
    package = types.ModuleType("ecom_pricing")
    package.__path__ = [str(_ADDON)]
    sys.modules["ecom_pricing"] = package
