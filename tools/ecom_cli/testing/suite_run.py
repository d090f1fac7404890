"""The whole suite installed together, with demo data, served by real workers."""

import shutil
import subprocess
from functools import partial

from .. import atomic, databases, install, odoo, proc, server, ui
from ..errors import Failure
from ..layout import Instance
from . import logcheck
from .addon_run import pytest
from .workbench import PREFIX, side_by_side

# folder under tests/ -> what it proves. Each group has a shop of its own and keeps one core busy
_GROUPS = (
    # the contract comes last: it leaves thousands of odd carts and customers behind
    {"client": "a client program", "contract": "API contract"},
    {"browser": "back office in Chromium"},
)
PHASES = {name: title for group in _GROUPS for name, title in group.items()}


class Suite:
    """A shop of its own on the throwaway server."""

    def __init__(self, bench, name="suite"):
        self.bench = bench
        self.instance = Instance(bench.layout, bench.home / name, f"{PREFIX}{name}")
        self.odoo = odoo.Odoo(
            bench.layout, bench.odoo.home, bench.server, self.instance.conf, self.instance.files
        )
        self.shop = server.Shop(self.odoo, self.instance)

    def install(self, results, fresh):
        """Install everything and load the demo store, the way ./ecom start does.

        :param bool fresh: start from nothing; otherwise update what an earlier run left.
        """
        stores = databases.Databases(self.bench.server, self.instance.files)
        log = self.instance.data / "log" / "install.log"
        server.stop(self.instance)
        if fresh:
            stores.drop(self.instance.database)
            atomic.remove(self.instance.data)
        log.unlink(missing_ok=True)
        self.odoo.configure()
        try:
            install.ensure(self.odoo, stores, self.instance, demo=True)
        except Failure as failure:
            return results.check(
                "the whole suite installs", f"{failure.message}\n{logcheck.problems(log)}"
            )
        results.check("the whole suite installs without a warning", logcheck.problems(log))
        return results.check("the whole suite installs", "")

    def copy(self, name):
        """Return a copy of this shop, which must not be served."""
        other = Suite(self.bench, name)
        server.stop(other.instance)
        atomic.remove(other.instance.data)
        shutil.copytree(self.instance.files, other.instance.files)
        atomic.write_json(other.instance.state, atomic.read_json(self.instance.state))
        stores = databases.Databases(self.bench.server, other.instance.files)
        other.odoo.configure()
        stores.clone(self.instance.database, other.instance.database)
        return other

    def serve(self):
        """Start the shop with two workers."""
        port = proc.free_port()
        install.hand_over(self.odoo, self.instance, f"http://{server.HOST}:{port}")
        with ui.step("Suite: server with 2 workers"):
            self.shop.start(port, workers=2)

    def run_folders(self, results, folders):
        """Run test folders against the served shop; its log must hold no error then."""
        for folder in folders:
            self._run_folder(results, folder)
        log = logcheck.problems(self.instance.log, errors_only=True)
        results.check(f"the server of {' and '.join(folders)} logged no error", log)

    def _run_folder(self, results, folder):
        path = self.bench.layout.root / "tests" / folder
        if not any(path.glob("test_*.py")):
            return
        junit = self.bench.logs / f"{folder}.xml"
        junit.unlink(missing_ok=True)
        with ui.step(f"Suite: {PHASES[folder]}"):
            arguments = [path, "-p", "no:odoo", "-o", "addopts="]
            env = {
                "ECOM_RUN_FILE": self.instance.run_file,
                "ECOM_PICTURES": self.bench.home / "pictures",
            }
            code, output = pytest(self.bench, arguments, junit, **env)
        (self.bench.logs / f"{folder}-pytest.txt").write_text(output)
        results.add_junit(junit, folder, code, output)


def probe(suite, results, phases):
    """Run test folders against copies of the shop, served side by side.

    :param Suite suite: the shop, installed
    :param phases: keys of PHASES
    """
    groups = [[name for name in group if name in phases] for group in _GROUPS]
    groups = [group for group in groups if group]
    shops = [suite, *(suite.copy(f"suite_{group[0]}") for group in groups[1:])]
    try:
        for shop in shops:
            shop.serve()
        jobs = [
            results.attempt("the served suite", partial(shop.run_folders, results, group))
            for shop, group in zip(shops, groups, strict=True)
        ]
        side_by_side(jobs, len(jobs))
    finally:
        for shop in shops:
            shop.shop.stop()


def unit_tests(bench, results):
    """Run the tests of pure code, and those of the tools: no database, no Odoo."""
    for name, paths, plugins in (
        (
            "unit",
            sorted(bench.layout.addons.glob("*/tests/unit")),
            ["-p", "ecom_cli.testing.unit_plugin"],
        ),
        ("tools", [bench.layout.root / "tests" / "tools"], []),
    ):
        found = [path for path in paths if any(path.rglob("test_*.py"))]
        if not found:
            continue
        junit = bench.logs / f"{name}.xml"
        junit.unlink(missing_ok=True)
        arguments = ["-p", "no:odoo", "-o", "addopts=", *plugins, *found]
        with ui.step(f"Tests without a database: {name}"):
            code, output = pytest(bench, arguments, junit, PYTHONPATH=bench.layout.root / "tools")
        results.add_junit(junit, name, code, output)


def chromium_missing():
    """Return a hint when no Chromium is installed, else ""."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        if not subprocess.run(["which", name], capture_output=True, check=False).returncode:
            return ""
    return "No Chromium was found. Install one (Debian: apt-get install chromium)."
