"""The databases and the server a bench measures on: durable, as in production, unlike those of the tests."""

import json

from .. import atomic, databases, install, manifests, odoo, postgres, proc, pyenv, server, ui
from ..layout import Instance
from .shop import BenchShop

_DATABASE = "ecom_bench"
_ADDON = "ecom_bench"
_WORKERS = 2
# A load from one address and with one key would only measure the limiter
_UNLIMITED = "1000000/second"
_RATES = ("read", "write", "events", "webhook", "refused")


class Lab:
    """Prepares shops and serves one at a time.

    :param Layout layout: the checkout.
    """

    def __init__(self, layout):
        self.layout = layout
        self.home = layout.home / "bench"
        self.seeds = layout.root / "tools" / "bench" / "seeds"
        self.addons = layout.root / "tools" / "bench" / "addons"
        self.base = Instance(layout, self.home, _DATABASE)
        self.served = None

    def open(self):
        """Install what is needed and start the database server. Return self."""
        with atomic.locked(self.layout.home / "tools.lock", "preparing"):
            pyenv.ensure(self.layout)
            self.server = postgres.choose(self.layout, self.base.postgres)
            self.odoo = _Odoo(self.layout, self.server, self.base)
        self.server.start()
        self.databases = databases.Databases(self.server, self.base.files)
        server.stop(self.base)
        self.odoo.configure()
        return self

    def prepare(self, fresh=False):
        """Bring the demo store's database to the state of the addons.

        :param bool fresh: build it anew instead of updating it.
        """
        if fresh:
            for name in self.databases.names(_DATABASE):
                self.databases.drop(name)
            for path in (self.base.state, self.base.run_file):
                atomic.remove(path)
        log = self.base.data / "log" / "install.log"
        install.ensure(self.odoo, self.databases, self.base, demo=True)
        missing = f"SELECT 1 FROM ir_module_module WHERE name = '{_ADDON}' AND state = 'installed'"
        if not self.server.sql(missing, _DATABASE):
            with ui.step("The bench's empty route"):
                self.odoo.install(_DATABASE, [_ADDON], log)
                self.odoo.script(_DATABASE, "warm_up", log)
        # the address is a placeholder: each served copy gets its own
        install.hand_over(self.odoo, self.base, f"http://{server.HOST}")

    def serve(self, seed=None, variables=None):
        """Serve a copy of the demo store with 2 workers; return its :class:`BenchShop`."""
        self.stop_serving()
        database = self._copy(seed, variables or {})
        port = proc.free_port()
        self._settle(database, f"http://{server.HOST}:{port}")
        instance = Instance(self.layout, self.home, database)
        shop = server.Shop(self.odoo, instance)
        with ui.step(f"Shop: {seed or 'demo store'}"):
            facts = shop.start(port, _WORKERS)
        run = atomic.read_json(self.base.run_file) | {"url": facts["url"], "database": database}
        self.served = BenchShop(self, shop, facts, run)
        return self.served

    def _copy(self, seed, variables):
        """Return the name of a database with the demo store, or with what a seed made of it."""
        suite = manifests.digests(self.layout, manifests.suite(self.layout))
        parts = [json.dumps(variables, sort_keys=True), json.dumps(suite, sort_keys=True)]
        parts += [self.seeds / f"{seed}.py"] if seed else []
        stamp = f"bench {atomic.digest(*parts)}"
        label = atomic.digest(seed, json.dumps(variables, sort_keys=True))[:6]
        name = f"{_DATABASE}_{seed}_{label}" if seed else f"{_DATABASE}_demo"
        # orders change the demo store, so it is copied anew each time; a seeded one takes long to fill
        if not seed or self.databases.note(name) != stamp:
            self.databases.clone(_DATABASE, name)
            if seed:
                values = ", ".join(f"{key}={value}" for key, value in variables.items())
                with ui.step(f"Filling: {seed} {values}".rstrip()):
                    self.script(name, seed, **variables)
            self.server.sql("VACUUM ANALYZE", name)
            self.databases.set_note(name, stamp)
        return name

    def script(self, database, seed, **variables):
        """Run a seed script inside `odoo shell`; return what it printed."""
        log = self.base.data / "log" / f"{seed}.log"
        return self.odoo.script(database, self.seeds / f"{seed}.py", log, **variables)

    def _settle(self, database, url):
        """Give a database its address, rate limits that do not get in the way, and an hour without daily chores.

        What requests wake still runs beside them, and is part of what they cost.
        """
        values = {"web.base.url": url, **{f"ecom_base.rate.{name}": _UNLIMITED for name in _RATES}}
        for key, value in values.items():
            self.server.sql(
                "INSERT INTO ir_config_parameter (key, value, create_date, write_date)"
                f" VALUES ('{key}', '{value}', now(), now())"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                database,
            )
        self.server.sql("UPDATE ir_cron SET nextcall = now() + interval '1 hour'", database)

    def stop_serving(self):
        """Stop the server, if one runs."""
        if self.served:
            self.served.stop()
            self.served = None

    def close(self):
        """Stop everything."""
        self.stop_serving()
        self.server.stop()


class _Odoo(odoo.Odoo):
    """Odoo with the bench's own addon beside the suite's."""

    def __init__(self, layout, database_server, instance):
        made = odoo.prepare(layout, database_server, instance.conf, instance.files)
        super().__init__(layout, made.home, database_server, instance.conf, instance.files)

    def configure(self, database=None, extra_addons=(), **options):
        folder = self.layout.root / "tools" / "bench" / "addons"
        super().configure(database, (folder, *extra_addons), **options)
