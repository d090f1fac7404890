"""The shop's database: created under a working name, renamed when complete."""

import json
import secrets

from . import atomic, manifests, ui
from .errors import Failure
from .layout import DATABASE

# Working databases: kill -9 at any point leaves one of these, never a half-made shop
_INSTALLED = f"{DATABASE}_installed"
_FILLING = f"{DATABASE}_filling"
_COUNTRY = "IN"
_SET_COUNTRY = (
    "UPDATE res_partner SET country_id = (SELECT id FROM res_country WHERE code = '{code}') "
    "WHERE id IN (SELECT partner_id FROM res_company)"
)


def ensure(odoo, databases, instance, demo):
    """Make sure the shop's database exists and has every addon at its current state."""
    log = instance.data / "log" / "install.log"
    suite = manifests.digests(instance.layout, manifests.suite(instance.layout))
    state = atomic.read_json(instance.state)
    if databases.exists(DATABASE):
        for left in (_INSTALLED, _FILLING):
            databases.drop(left)
        _update(odoo, databases, instance, suite, state, log)
        return
    stamp = "ecom " + atomic.digest(json.dumps(suite, sort_keys=True), demo)
    if databases.note(_INSTALLED) != stamp:
        _create(odoo, databases, suite, demo, log)
        databases.set_note(_INSTALLED, stamp)
    source = _INSTALLED
    if demo and suite:
        with ui.step("Demo store"):
            databases.clone(_INSTALLED, _FILLING)
            odoo.script(_FILLING, "load_demo", log)
        source = _FILLING
    _remember(instance, suite, demo)
    databases.rename(source, DATABASE)
    databases.drop(_INSTALLED)  # a demo was filled in a copy of it


def _create(odoo, databases, suite, demo, log):
    """Install everything into the working database."""
    with ui.step("Database with Odoo's base"):
        databases.create(_INSTALLED)
        odoo.install(_INSTALLED, ["base"], log)
    # before the Indian localisation: it chooses the chart of accounts by the company's country
    modules = [*(["l10n_in"] if demo else []), *suite]
    if demo:
        databases.server.sql(_SET_COUNTRY.format(code=_COUNTRY), _INSTALLED)
    if not modules:
        return
    with ui.step(f"Addons: {', '.join(suite) or 'none yet'}"):
        odoo.install(_INSTALLED, modules, log)
        check_installed(databases.server, _INSTALLED, modules)


def check_installed(server, database, modules):
    """Raise when a module is not installed although Odoo came to an end.

    :raise Failure: naming the modules; Odoo skips one whose dependency is missing with a mere log line.
    """
    rows = server.sql("SELECT name FROM ir_module_module WHERE state = 'installed'", database)
    missing = sorted(set(modules) - {row[0] for row in rows})
    if missing:
        raise Failure(f"Odoo did not install {', '.join(missing)}.", "Its log says why: see above.")


def _update(odoo, databases, instance, suite, state, log):
    """Install new addons and update changed ones in an existing shop."""
    known = state.get("addons", {})
    new = [name for name in suite if name not in known]
    changed = [name for name in suite if name in known and known[name] != suite[name]]
    if new:
        with ui.step(f"New addons: {', '.join(new)}"):
            odoo.install(DATABASE, new, log)
            check_installed(databases.server, DATABASE, new)
    if changed:
        with ui.step(f"Changed addons: {', '.join(changed)}"):
            odoo.install(DATABASE, changed, log, update=True)
    if new or changed:
        _remember(instance, suite, state.get("demo", True))


def _remember(instance, suite, demo):
    state = atomic.read_json(instance.state)
    atomic.write_json(instance.state, state | {"addons": suite, "demo": demo})


def hand_over(odoo, instance, url):
    """Write run.json (mode 600): everything a client program needs to start.

    Done once per shop and address; a deleted file gets a new password and new keys.
    """
    known = atomic.read_json(instance.run_file)
    if known.get("url") == url and known.get("adminApiKey"):
        return known
    password = known.get("adminPassword") or secrets.token_urlsafe(12)
    log = instance.data / "log" / "install.log"
    with ui.step("Keys and run.json"):
        printed = odoo.script(DATABASE, "hand_over", log, url=url, password=password)
        for line in printed.splitlines():
            if line.startswith("HAND-OVER "):
                facts = json.loads(line.removeprefix("HAND-OVER "))
                atomic.write_json(instance.run_file, facts)
                return facts
    raise Failure("The hand-over script printed nothing.", f"See {log}.")
