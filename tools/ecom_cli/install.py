"""The shop's database: created under a working name, renamed when complete."""

import json
import secrets

from . import atomic, manifests, ui
from .errors import Failure

# Working databases: kill -9 at any point leaves one of these, never a half-made shop
_INSTALLED = "{}_installed"
_FILLING = "{}_filling"
_ANSWER = "HAND-OVER "
_COUNTRY = "IN"
_SET_COUNTRY = (
    "UPDATE res_partner SET country_id = (SELECT id FROM res_country WHERE code = '{code}') "
    "WHERE id IN (SELECT partner_id FROM res_company)"
)


def ensure(odoo, databases, instance, demo):
    """Make sure the shop's database exists and has every addon at its current state."""
    log = instance.data / "log" / "install.log"
    suite = manifests.digests(instance.layout, manifests.suite(instance.layout))
    installed, filling = (name.format(instance.database) for name in (_INSTALLED, _FILLING))
    if databases.exists(instance.database):
        for left in (installed, filling):
            databases.drop(left)
        _update(odoo, databases.server, instance, suite, log)
        return
    stamp = "ecom " + atomic.digest(json.dumps(suite, sort_keys=True), demo)
    if databases.note(installed) != stamp:
        _create(odoo, databases, installed, manifests.named(instance.layout), demo, log)
        databases.set_note(installed, stamp)
    source = installed
    if demo and suite:
        with ui.step("Demo store"):
            databases.clone(installed, filling)
            odoo.script(filling, "load_demo", log)
        source = filling
    _remember(instance, suite, demo)
    databases.rename(source, instance.database)
    databases.drop(installed)  # a demo was filled in a copy of it


def _create(odoo, databases, name, addons, demo, log):
    """Install everything into a new database."""
    with ui.step("Database with Odoo's base"):
        databases.create(name)
        odoo.install(name, ["base"], log)
    modules = [*(["l10n_in"] if demo else []), *addons]
    if demo:
        # before the Indian localisation: it chooses the chart of accounts by the company's country
        databases.server.sql(_SET_COUNTRY.format(code=_COUNTRY), name)
    if not modules:
        return
    with ui.step(f"Addons: {', '.join(addons) or 'none yet'}"):
        odoo.install(name, modules, log)
        check_installed(databases.server, name, modules)


def check_installed(server, database, modules):
    """Raise when a module is not installed although Odoo came to an end.

    :raise Failure: naming the modules; Odoo skips one whose dependency is missing with a mere log line.
    """
    rows = server.sql("SELECT name FROM ir_module_module WHERE state = 'installed'", database)
    missing = sorted(set(modules) - {row[0] for row in rows})
    if missing:
        raise Failure(f"Odoo did not install {', '.join(missing)}.", "Its log says why: see above.")


def _update(odoo, server, instance, suite, log):
    """Install new addons and update changed ones in an existing shop."""
    state = atomic.read_json(instance.state)
    known = state.get("addons", {})
    new = [name for name in _due(server, instance) if name not in known]
    changed = [name for name in suite if name in known and known[name] != suite[name]]
    if new:
        with ui.step(f"New addons: {', '.join(new)}"):
            odoo.install(instance.database, new, log)
            check_installed(server, instance.database, new)
    if changed:
        with ui.step(f"Changed addons: {', '.join(changed)}"):
            odoo.install(instance.database, changed, log, update=True)
    if new or changed:
        _remember(instance, suite, state.get("demo", True))


def _due(server, instance):
    """Return the addons that the shop should have: bridges only where what they connect is installed."""
    layout = instance.layout
    addons, named = manifests.suite(layout), manifests.named(layout)
    query = "SELECT name FROM ir_module_module WHERE state = 'installed'"
    there = {*named, *(row[0] for row in server.sql(query, instance.database))}
    return [name for name in addons if name in named or there.issuperset(addons[name]["depends"])]


def _remember(instance, suite, demo):
    state = atomic.read_json(instance.state)
    atomic.write_json(instance.state, state | {"addons": suite, "demo": demo})


def hand_over(odoo, instance, url):
    """Write run.json (mode 600): everything a client program needs to start.

    Done once per shop, address and set of addons; a deleted file gets a new password and new keys.
    """
    known = atomic.read_json(instance.run_file)
    state = atomic.read_json(instance.state)
    stamp = atomic.digest(url, *sorted(state.get("addons", {})))
    if known and state.get("handedOver") == stamp:
        return
    password = known.get("adminPassword") or secrets.token_urlsafe(12)
    log = instance.data / "log" / "install.log"
    with ui.step("Keys and run.json"):
        printed = odoo.script(instance.database, "hand_over", log, url=url, password=password)
        answers = [line for line in printed.splitlines() if line.startswith(_ANSWER)]
        if not answers:
            raise Failure("The hand-over script printed nothing.", f"See {log}.")
        atomic.write_json(instance.run_file, json.loads(answers[-1].removeprefix(_ANSWER)))
        atomic.write_json(instance.state, state | {"handedOver": stamp})
