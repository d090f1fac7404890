"""These tests run without Odoo, so the addon's packages are imported straight from its folder."""

import importlib.util
import pathlib
import sys
import types

_ADDON = pathlib.Path(__file__).parents[2]


def _has_odoo():
    known = sys.modules.get("odoo")
    # A stand-in made below (or by another addon's tests) has no import spec.
    return known.__spec__ is not None if known else importlib.util.find_spec("odoo") is not None


def _stand_in(name, path):
    if name not in sys.modules:
        module = types.ModuleType(name)
        module.__path__ = [str(path)]
        sys.modules[name] = module


if not _has_odoo():
    _stand_in("odoo", _ADDON / "none")
    _stand_in("odoo.addons", _ADDON.parent)
    _stand_in("odoo.addons.ecom_base", _ADDON)
