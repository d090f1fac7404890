"""start, stop, status, shell, odoo, reset."""

import os
import shutil
import subprocess

from . import atomic, databases, install, odoo, postgres, proc, pyenv, server, ui
from .errors import Failure
from .layout import DEFAULT_PORT, Instance, Layout, default_instance

_FIRST_START_BYTES = 5 * 1024**3


def start(options):
    """Bring the shop up; stay in the foreground unless --detach."""
    layout = Layout()
    instance = default_instance(layout, options.data)
    with atomic.locked(instance.lock, "start"):
        running = atomic.read_json(instance.pid_file)
        if server.running(running) and server.answers(running["url"]):
            return _already(instance, running, options)
        server.stop(instance)
        _check_disk(layout, instance)
        database_server = None
        try:
            running_odoo, database_server = _prepare(layout, instance, options)
            facts = _up(running_odoo, instance, options)
        except BaseException:
            # Ctrl-C or a failure: nothing stays behind
            server.stop(instance)
            if database_server or (instance.postgres / "data").exists():
                _database(layout, instance, options).stop()
            raise
        _show(instance, facts)
    if options.detach:
        return 0
    return _foreground(server.Shop(running_odoo, instance), facts, database_server)


def _foreground(shop, facts, database_server):
    """Stay until Ctrl-C, then leave nothing running."""
    ui.say("  Ctrl-C stops it.")
    asked = shop.watch(facts)
    try:
        shop.stop()
    finally:
        database_server.stop()
    if not asked:
        raise Failure("The server ended by itself.", f"Its log: {shop.instance.log}")
    ui.say("\n  Stopped.")
    return 0


def _already(instance, facts, options):
    """A second start of a running shop only says where it is."""
    if options.port and options.port != facts["port"]:
        raise Failure(
            f"This shop already runs on port {facts['port']}.",
            "./ecom stop first, or use another --data folder.",
        )
    _show(instance, facts)
    return 0


def _check_disk(layout, instance):
    """Refuse a first start that would fill the disk half-way."""
    if (instance.postgres / "data").exists() and layout.odoo.exists():
        return
    for folder in (layout.root, instance.data):
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
        if free < _FIRST_START_BYTES:
            raise Failure(
                f"Only {free / 1024**3:.1f} GB are free where {folder} lies; a first start needs 5 GB.",
                "Free some space, or put the data elsewhere with --data DIR.",
            )


def _database(layout, instance, options):
    return postgres.choose(layout, instance.postgres, options.db_url)


def _prepare(layout, instance, options):
    """Packages, Odoo, PostgreSQL, database: each made once. Return (Odoo, Server)."""
    with atomic.locked(layout.home / "tools.lock", "preparing"):
        pyenv.ensure(layout)
        database_server = _database(layout, instance, options)
        running_odoo = odoo.prepare(layout, database_server, instance.conf, instance.files)
    database_server.start()
    running_odoo.configure(instance.database)
    return running_odoo, database_server


def _up(running_odoo, instance, options):
    """Install what is missing, then start the server. Return what `server.json` holds."""
    port = _port(instance, options.port)
    demo = not options.no_demo
    stores = databases.Databases(running_odoo.server, instance.files)
    install.ensure(running_odoo, stores, instance, demo)
    install.hand_over(running_odoo, instance, f"http://{server.HOST}:{port}")
    workers = _workers(options)
    with ui.step("Odoo"):
        facts = server.Shop(running_odoo, instance).start(port, workers)
    state = atomic.read_json(instance.state)
    atomic.write_json(instance.state, state | {"port": port})
    _publish(instance)
    return facts


def _workers(options):
    if options.workers is not None:
        return options.workers
    return 2 if (os.cpu_count() or 1) > 1 else 0


def _port(instance, wanted):
    """Return the port to use: the one asked for, the last one, or the next free one.

    :raise Failure: when the port asked for is taken.
    """
    if wanted:
        if not 1 <= wanted <= 65535:
            raise Failure(f"{wanted} is not a port.", "Choose one between 1024 and 65535.")
        if not proc.port_free(wanted):
            raise Failure(
                f"Port {wanted} is in use by another program.",
                "Choose another with --port N, or leave --port out: the next free one is taken.",
            )
        return wanted
    first = atomic.read_json(instance.state).get("port", DEFAULT_PORT)
    for port in range(first, first + 50):
        if proc.port_free(port):
            return port
    raise Failure(f"Ports {first} to {first + 49} are all in use.", "Choose another with --port N.")


def _publish(instance):
    """Note the instance for `stop`, and put the newest run.json under .ecom/ too."""
    layout = instance.layout
    name = atomic.digest(str(instance.data))
    atomic.write_json(layout.instances / f"{name}.json", {"data": str(instance.data)})
    if instance.data != layout.home:
        atomic.write_json(layout.home / "run.json", atomic.read_json(instance.run_file))


def _show(instance, facts):
    run = atomic.read_json(instance.run_file)
    rows = [
        ("Back office", facts["url"]),
        ("Login", run.get("adminLogin", "")),
        ("Password", run.get("adminPassword", "")),
        ("API docs", facts["url"] + "/api/docs"),
        ("For programs", str(instance.run_file)),
        ("Log", str(instance.log)),
    ]
    ui.box("The shop is open", rows)


def _known(layout, options):
    """Return the instances a command is about: the one of --data, or all ever started here."""
    if options.data:
        return [default_instance(layout, options.data)]
    found = [atomic.read_json(path).get("data") for path in sorted(layout.instances.glob("*.json"))]
    folders = {str(layout.home), *filter(None, found)}
    return [default_instance(layout, folder) for folder in sorted(folders)]


def stop(options):
    """Stop the shops of this folder and their database servers."""
    layout = Layout()
    stopped = 0
    for instance in _known(layout, options):
        cluster = postgres.Embedded(layout, instance.postgres)
        if instance.pid_file.exists() or cluster.running:
            with ui.step(f"Stopping {instance.data}"):
                server.stop(instance)
                cluster.stop()
            stopped += 1
    ui.say("" if stopped else "Nothing was running.")
    return 0


def status(options):
    """Say what runs. Exit code 0 when a shop answers, 3 when none does."""
    layout = Layout()
    up = False
    for instance in _known(layout, options):
        facts = atomic.read_json(instance.pid_file)
        answering = server.running(facts) and server.answers(facts["url"])
        up = up or answering
        cluster = postgres.Embedded(layout, instance.postgres)
        rows = [
            (
                "Odoo",
                facts["url"]
                if answering
                else "not answering"
                if server.running(facts)
                else "stopped",
            ),
            ("PostgreSQL", "running" if cluster.running else "stopped"),
            ("Log", str(instance.log)),
        ]
        ui.box(str(instance.data), rows)
    return 0 if up else 3


def _interactive(options, arguments):
    """Run an Odoo command on the shop's database in this terminal."""
    layout = Layout()
    instance = default_instance(layout, options.data)
    running_odoo, database_server = _prepare_quietly(layout, instance, options)
    try:
        done = subprocess.run(
            running_odoo.command(*arguments), env=running_odoo.environment(), check=False
        )
    finally:
        if not server.running(atomic.read_json(instance.pid_file)):
            database_server.stop()
    return done.returncode


def _prepare_quietly(layout, instance, options):
    """As for start, but never rewrite the configuration of a running shop."""
    if server.running(atomic.read_json(instance.pid_file)):
        database_server = _database(layout, instance, options)
        return odoo.prepare(layout, database_server, instance.conf, instance.files), database_server
    return _prepare(layout, instance, options)


def shell(options):
    """Open a Python prompt with `env`."""
    return _interactive(options, ["shell", "--no-http", "--log-level=warn"])


def odoo_command(options):
    """Pass everything through to Odoo."""
    return _interactive(options, options.arguments)


def reset(options):
    """Delete the shop's data; with --all everything under .ecom."""
    layout = Layout()
    instance = default_instance(layout, options.data)
    target = layout.home if options.all else instance.data
    if not options.yes and not _confirmed(target, options.all):
        ui.say("Nothing was deleted.")
        return 1
    server.stop(instance)
    postgres.Embedded(layout, instance.postgres).stop()
    if options.all:
        atomic.remove(target)
    else:
        _delete_data(instance)
    ui.say("Deleted. ./ecom start begins anew.")
    return 0


def _confirmed(target, everything):
    what = "everything" if everything else "the shop's database, files and keys"
    return input(f"Delete {what} in {target}? [y/N] ").strip().lower() == "y"


def _delete_data(instance: Instance):
    """Delete what a shop made, keep the tools beside it."""
    for path in (
        instance.postgres,
        instance.files,
        instance.state,
        instance.run_file,
        instance.conf,
    ):
        atomic.remove(path)
    for path in (instance.log, instance.pid_file, instance.data / "log"):
        atomic.remove(path)
