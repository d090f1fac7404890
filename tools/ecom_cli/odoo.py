"""Running Odoo: its configuration file, its commands, its scripts."""

import os
import subprocess
from pathlib import Path

from . import atomic, odoo_home, proc, pyenv
from .errors import Failure
from .postgres import clean_environment

# Odoo's server-wide defaults for every database we run; see also odoo.conf for production
_BASE = {
    "db_template": "template1",
    "http_interface": "127.0.0.1",
    "list_db": "False",
    "server_wide_modules": "base,rpc,web",
    "db_maxconn": 64,
    "limit_time_cpu": 120,
    "limit_time_real": 240,
    "limit_memory_soft": 2147483648,
    "limit_memory_hard": 4294967296,
    "without_demo": "True",
}


class Odoo:
    """One Odoo installation on one database server.

    :param Layout layout: the checkout.
    :param Path home: folder to import Odoo from.
    :param Server server: database server.
    :param Path conf: configuration file to write and use.
    :param Path files: data_dir.
    """

    def __init__(self, layout, home, server, conf, files):
        self.layout, self.home, self.server = layout, home, server
        self.conf, self.files = conf, files

    def configure(self, database=None, extra_addons=(), **options):
        """Write the configuration file (mode 600: it may hold a password)."""
        addons = [
            *odoo_home.addons_folders(self.home),
            *_with_content(self.layout.addons, *extra_addons),
        ]
        values = _BASE | {
            "addons_path": ",".join(map(str, addons)),
            "data_dir": self.files,
            "db_host": self.server.host,
            "db_port": self.server.port,
            "db_user": self.server.user,
            "db_password": self.server.password,
            "db_name": database,
        }
        values |= options
        lines = [f"{key} = {value}" for key, value in values.items() if value not in {None, ""}]
        self.files.mkdir(parents=True, exist_ok=True)
        atomic.write_text(self.conf, "[options]\n" + "\n".join(lines) + "\n", 0o600)

    def environment(self, **extra):
        """Return the environment Odoo runs in: PG* would override the configuration file."""
        env = clean_environment() | {"ODOO_RC": str(self.conf)}
        for name in ("PYTHONPATH", "PYTHONHOME"):
            env.pop(name, None)
        return env | {name: str(value) for name, value in extra.items()}

    def command(self, *arguments):
        """Return the command line of an Odoo command."""
        return [str(self.layout.python), str(self.layout.launcher), *map(str, arguments)]

    def install(self, database, modules, log, update=False):
        """Install (or update) modules and stop.

        :param log: file that gets the whole log; appended to.
        :raise Failure: if Odoo does not finish.
        """
        option = "--update" if update else "--init"
        arguments = ["--database", database, option, ",".join(modules), "--stop-after-init"]
        self._run(
            [*arguments, "--no-http", "--workers=0", "--max-cron-threads=0"],
            log,
            "Installing addons",
        )

    def script(self, database, name, log, **variables):
        """Run a script with `env` at hand; return what it printed.

        :param name: of a file in tools/ecom_cli/scripts, or the Path of another.
        :param variables: reach the script as ECOM_<NAME> environment variables.
        """
        env = {f"ECOM_{key.upper()}": value for key, value in variables.items()}
        path = name if isinstance(name, Path) else self.layout.scripts / f"{name}.py"
        arguments = ["shell", "--database", database, "--no-http", "--logfile", log]
        with open(path) as source:
            return self._run(arguments, log, f"The script {path.name}", stdin=source, **env)

    def _run(self, arguments, log, what, stdin=subprocess.DEVNULL, **env):
        """Run an Odoo command; its log goes to `log`, its prints are returned."""
        log.parent.mkdir(parents=True, exist_ok=True)
        start = log.stat().st_size if log.exists() else 0
        try:
            return proc.run(
                self.command(*arguments, *(() if "--logfile" in arguments else ("--logfile", log))),
                what,
                env=self.environment(**env),
                stdin=stdin,
            )
        except Failure as failure:
            raise Failure(
                f"{failure.message}\n{_tail(log, start)}\n    (log: {log})", failure.hint
            ) from failure


def _with_content(*folders):
    """Return the folders that hold an addon; Odoo warns about others."""
    return [path for path in folders if any(path.glob("*/__manifest__.py"))]


def _tail(log, start):
    """Return the last lines of a log from a position on."""
    try:
        with open(log, errors="replace") as handle:
            handle.seek(start)
            lines = handle.read().splitlines()
    except OSError:
        return ""
    return "\n".join("    " + line for line in lines[-15:])


def prepare(layout, server, conf, files):
    """Return an :class:`Odoo` on the one Odoo 19 this machine has or can get."""
    home = odoo_home.resolve(layout)
    pyenv.link_odoo(layout, home)
    os.makedirs(files, exist_ok=True)
    return Odoo(layout, home, server, conf, files)
