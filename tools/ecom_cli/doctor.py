"""`./ecom doctor`: what is missing on this machine, and how to mend it."""

import importlib.util
import os
import shutil
import socket
import sys

from . import atomic, debian, manifests, odoo_home, ownership, postgres, server, ui
from .errors import Failure
from .layout import DEFAULT_PORT, Layout, default_instance
from .proc import port_free

_GOOD, _BAD, _NOTE = "ok", "MISSING", "note"
_NEEDED_GB = 5


def doctor(options):
    """Print one line a check; return 1 when something needed is missing."""
    layout = Layout()
    instance = default_instance(layout, options.data)
    bad = 0
    for check in (_python, _disk, _folder, _odoo, _postgres, _packages, _chromium, _port, _shop):
        verdict, text = check(layout, instance)
        bad += verdict == _BAD
        shade = {_GOOD: 32, _BAD: 31, _NOTE: 33}[verdict]
        ui.say(f"  {ui.colour(f'{verdict:<8}', shade)} {text}")
    ui.say()
    ui.say(
        "Something is missing: see above." if bad else "Nothing stands in the way of ./ecom start."
    )
    return 1 if bad else 0


def _python(_layout, _instance):
    version = ".".join(map(str, sys.version_info[:3]))
    ways = [name for name in ("ensurepip", "pip") if importlib.util.find_spec(name)]
    if ways or shutil.which("uv"):
        return _GOOD, f"Python {version} ({sys.executable})"
    return (
        _BAD,
        f"Python {version} has neither venv nor pip: apt-get install python3-venv, or install uv",
    )


def _disk(layout, instance):
    folder = next(path for path in (instance.data, *instance.data.parents) if path.exists())
    free = shutil.disk_usage(folder).free / 1024**3
    done = layout.odoo.exists()
    if free < _NEEDED_GB and not done:
        return (
            _BAD,
            f"{free:.1f} GB free, a first start needs {_NEEDED_GB}: free some, or use --data DIR",
        )
    return _GOOD, f"{free:.0f} GB free in {folder}"


def _folder(layout, _instance):
    if os.access(layout.root, os.W_OK):
        return _GOOD, f"the project folder may be written ({layout.root})"
    return (
        _BAD,
        f"{layout.root} may not be written by this user: change its owner, or clone it elsewhere",
    )


def _odoo(layout, _instance):
    if os.environ.get("ODOO_HOME"):
        try:
            return _GOOD, f"Odoo {odoo_home.series(odoo_home.resolve(layout))} from ODOO_HOME"
        except Failure as failure:
            return _BAD, f"{failure.message} {failure.hint}"
    if layout.odoo.exists():
        return _GOOD, f"Odoo 19 is unpacked in {layout.odoo}"
    try:
        _options, uri = debian.machine_source()
    except Failure as failure:
        return (
            _NOTE,
            f"Odoo 19 is not here and {failure.message}: set ODOO_HOME, or its source is cloned",
        )
    host = uri.split("/")[2] if "//" in uri else ""
    try:
        socket.getaddrinfo(host, 80)
    except OSError:
        return (
            _NOTE,
            f"Odoo 19 is to be downloaded, but {host} cannot be found: check the network or proxy",
        )
    return _GOOD, f"Odoo 19 will be downloaded from {host}"


def _postgres(layout, instance):
    if os.environ.get("PGHOST"):
        try:
            postgres.choose(layout, instance.postgres).start()
        except Failure as failure:
            return _BAD, f"{failure.message} {failure.hint}"
        return _GOOD, f"PostgreSQL at PGHOST={os.environ['PGHOST']}"
    cluster = postgres.Embedded(layout, instance.postgres)
    if not layout.venv.exists():
        return _GOOD, "PostgreSQL comes with the Python packages"
    try:
        ownership.server_owner(instance.postgres, cluster.programs)
    except Failure as failure:
        return _BAD, f"{failure.message} {failure.hint}"
    return _GOOD, f"embedded PostgreSQL, {'running' if cluster.running else 'stopped'}"


def _packages(layout, _instance):
    if not layout.python.exists():
        return _NOTE, "the Python packages are not installed yet; ./ecom start does it"
    return _GOOD, f"Python packages in {layout.venv}"


def _chromium(_layout, _instance):
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return _GOOD, f"{name} for the browser tests"
    return _NOTE, "no Chromium: only the browser tests need it (apt-get install chromium)"


def _port(_layout, instance):
    facts = atomic.read_json(instance.pid_file)
    port = atomic.read_json(instance.state).get("port", DEFAULT_PORT)
    if server.running(facts) or port_free(port):
        return _GOOD, f"port {port}"
    return (
        _NOTE,
        f"port {port} is in use by another program: the next free one is taken, or choose with --port",
    )


def _shop(layout, instance):
    facts = atomic.read_json(instance.pid_file)
    names = ", ".join(manifests.suite(layout)) or "no addons yet"
    if server.running(facts):
        return _GOOD, f"the shop runs at {facts['url']} ({names})"
    return _GOOD, f"the shop is stopped ({names})"
