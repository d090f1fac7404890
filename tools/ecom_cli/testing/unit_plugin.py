"""pytest plugin of the unit phase: `odoo` exists only as a door to the suite's pure folders.

`from odoo.addons.ecom_x.domain import y` works as it does inside Odoo (and `from ecom_x.domain import y` too), while
anything else of Odoo is missing. So a test under tests/unit proves that what it tests runs without Odoo and without a
database.
"""

import sys
import types

import _pytest.pathlib
import pytest

from ecom_cli.layout import ROOT


def _package(name, *folders):
    """Register an empty package whose submodules are found in `folders`."""
    module = types.ModuleType(name)
    module.__path__ = [str(folder) for folder in folders]
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, module)


def _install_packages():
    _package("odoo")
    _package("odoo.addons")
    for manifest in sorted(ROOT.glob("addons/*/__manifest__.py")):
        folder = manifest.parent
        name = f"odoo.addons.{folder.name}"
        # without running __init__.py, which imports models and with them Odoo
        _package(name, folder)
        _package(f"{name}.tests", folder / "tests")
        _package(folder.name, folder)


@pytest.hookimpl(tryfirst=True)
def pytest_collect_directory(path, parent):
    """Collect an addon's folders as plain ones: pytest would run the `__init__.py` of a package."""
    if ROOT / "addons" in path.parents:
        return pytest.Dir.from_parent(parent, path=path)
    return None


def _name_as_in_odoo():
    """Let pytest import test files under the names they have inside Odoo."""
    original = _pytest.pathlib.resolve_pkg_root_and_module_name

    def resolve(path, *, consider_namespace_packages=False):
        addons = ROOT / "addons"
        if addons in path.parents:
            module = ".".join(path.relative_to(addons).with_suffix("").parts)
            return addons, f"odoo.addons.{module}"
        return original(path, consider_namespace_packages=consider_namespace_packages)

    _pytest.pathlib.resolve_pkg_root_and_module_name = resolve


_install_packages()
_name_as_in_odoo()
