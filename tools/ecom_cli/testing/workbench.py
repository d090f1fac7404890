"""The test database server and its cached template databases."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

from .. import atomic, databases, manifests, odoo, postgres, pyenv, ui
from ..layout import Layout

PREFIX = "ecom_test_"
TEMPLATE = f"{PREFIX}t_"
# Other databases are cut off the cache beyond this many templates
_KEPT_TEMPLATES = 12
_BASE = "base"


class Workbench:
    """What every test job shares: Odoo, the throwaway server, templates, a log folder.

    :param Layout layout: the checkout.
    """

    def __init__(self, layout=None):
        self.layout = layout or Layout()
        self.home = self.layout.home / "test"
        self.logs = self.home / "log"
        self.files = self.home / "files"
        self.conf = self.home / "odoo.conf"
        self._building = threading.Lock()

    def open(self):
        """Install what testing needs and start the server. Return self."""
        with atomic.locked(self.layout.home / "tools.lock", "preparing"):
            pyenv.ensure(self.layout, dev=True)
            self.server = postgres.choose(self.layout, self.home / "pg", throwaway=True)
            self.odoo = odoo.prepare(self.layout, self.server, self.conf, self.files)
        self.server.start()
        self.databases = databases.Databases(self.server, self.files)
        self.odoo.configure(max_cron_threads=0, workers=0)
        self.suite = manifests.suite(self.layout)
        self.logs.mkdir(parents=True, exist_ok=True)
        return self

    def close(self):
        """Stop the throwaway server."""
        self.server.stop()

    def odoo_template(self, modules):
        """Return the name of a database with exactly these Odoo modules (and what they pull in).

        Built on the largest cached template that holds a part of them.

        :param list modules: names out of Odoo's own addons.
        """
        wanted = frozenset(modules)
        with self._building:
            name = self._name("odoo", *sorted(wanted))
            if not self._ready(name):
                self._build_odoo(name, wanted)
        return name

    def _build_odoo(self, name, wanted):
        parts = [frozenset(note.split()[1:]) for note in self._notes()]
        fitting = [part for part in parts if part < wanted]
        missing = wanted - max(fitting, key=len, default=frozenset())
        log = self.logs / f"{name}.log"
        with ui.step(f"Template: {', '.join(sorted(wanted)) or _BASE}"):
            if wanted:
                source = max(fitting, key=len, default=None)
                source = self._name("odoo", *sorted(source)) if source is not None else self._base()
                self.databases.clone(source, name)
                self.odoo.install(name, sorted(missing), log)
            else:
                self.databases.create(name)
                self.odoo.install(name, [_BASE], log)
            self.databases.set_note(name, " ".join(["odoo", *sorted(wanted)]))

    def _base(self):
        """Return the template with nothing but base. Called while the lock is held."""
        name = self._name("odoo")
        if not self._ready(name):
            self._build_odoo(name, frozenset())
        return name

    def _notes(self):
        notes = [self.databases.note(name) for name in self.databases.names(TEMPLATE)]
        return [note for note in notes if note.split()[:1] == ["odoo"]]

    def _name(self, *parts):
        return TEMPLATE + atomic.digest(str(self.odoo.home), *parts)[:12]

    def _ready(self, name):
        return bool(self.databases.note(name))

    def depends_template(self, addon):
        """Return a database that holds exactly what `addon` depends on, suite addons included."""
        source = self.odoo_template(manifests.outside(addon, self.suite))
        inner = [name for name in self.suite if name in manifests.closure(addon, self.suite)]
        if not inner:
            return source
        contents = manifests.digests(self.layout, inner)
        name = self._name("depends", source, *contents, *contents.values())
        with self._building:
            if not self._ready(name):
                with ui.step(f"Template: what {addon} depends on"):
                    self.databases.clone(source, name)
                    self.odoo.install(name, inner, self.logs / f"{name}.log")
                    self.databases.set_note(name, "depends " + " ".join(inner))
        return name

    def clean(self, keep_templates=True):
        """Drop the databases of earlier runs; forget stale templates."""
        for name in self.databases.names(PREFIX):
            if not keep_templates or not name.startswith(TEMPLATE):
                self.databases.drop(name)
        templates = self.databases.names(TEMPLATE)
        for name in templates if len(templates) > _KEPT_TEMPLATES else []:
            if not self.databases.note(name).startswith("odoo"):
                self.databases.drop(name)


def side_by_side(jobs, width):
    """Run callables `width` at a time; raise the first exception after all have ended.

    :param list jobs: in this order; one may return a list of further ones, which go to the end.
    """
    with ThreadPoolExecutor(width) as pool:
        running = [pool.submit(job) for job in jobs]
        for future in running:
            with contextlib.suppress(Exception):
                running += map(pool.submit, future.result() or ())
    for future in running:
        future.result()
