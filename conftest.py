"""Make plain `pytest addons/ecom_x` work: give pytest-odoo a server, a database and a configuration.

`./ecom test` passes its own database, and switches pytest-odoo off where no Odoo is wanted; then nothing is done here.
"""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "tools"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config):
    """Prepare the database of the addons named on the command line."""
    manager = config.pluginmanager
    if manager.hasplugin("odoo") and not config.getoption("--help"):
        addons = _addons(config.args)
        if not addons:
            # nothing here needs Odoo: its plugin would insist on a database
            manager.unregister(name="odoo")
        elif not _configured(config):
            from ecom_cli.testing import inner_loop

            config.option.odoo_config, config.option.odoo_database = inner_loop.prepare(addons)
            config.option.odoo_log_level = config.option.odoo_log_level or "warn"
    return (yield)


def _addons(arguments):
    """Return the addons that the paths on the command line belong to."""
    names = set()
    for argument in arguments:
        path = Path(argument.partition("::")[0]).resolve()
        inside = (
            path.relative_to(ROOT / "addons").parts
            if path.is_relative_to(ROOT / "addons")
            else None
        )
        if inside:
            names.add(inside[0])
        elif path in {ROOT, ROOT / "addons"}:
            names |= {manifest.parent.name for manifest in ROOT.glob("addons/*/__manifest__.py")}
    return sorted(names)


def _configured(config):
    return (
        config.getoption("--odoo-database")
        or config.getoption("--odoo-config")
        or "ODOO_RC" in os.environ
    )
