"""Where everything lies. Nothing is made outside these folders."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "ecom"
DEFAULT_PORT = 8069
# sun_path holds 108 bytes; PostgreSQL appends "/.s.PGSQL.5432"
_LONGEST_SOCKET_FOLDER = 85


@dataclass(frozen=True)
class Layout:
    """The checkout and its shared tool folder: Python packages, Odoo, caches."""

    root: Path = ROOT

    @property
    def home(self):
        """Everything the launcher makes."""
        return self.root / ".ecom"

    @property
    def addons(self):
        """The suite's addons."""
        return self.root / "addons"

    @property
    def venv(self):
        """The virtual environment."""
        return self.home / "venv"

    @property
    def python(self):
        """Its interpreter."""
        return self.venv / "bin" / "python"

    @property
    def odoo(self):
        """The privately unpacked Odoo, when one had to be fetched."""
        return self.home / "odoo"

    @property
    def cache(self):
        """Downloads; may be deleted at any time."""
        return self.home / "cache"

    @property
    def launcher(self):
        """The script that starts Odoo."""
        return self.root / "tools" / "launch" / "odoo-bin"

    @property
    def scripts(self):
        """Snippets run inside `odoo shell`."""
        return Path(__file__).parent / "scripts"

    @property
    def instances(self):
        """One small file per data folder ever started, so that `stop` finds them all."""
        return self.home / "instances"


@dataclass(frozen=True)
class Instance:
    """One shop: database cluster, file store, log and settings in one data folder."""

    layout: Layout
    data: Path
    database: str = DATABASE

    @property
    def postgres(self):
        """The PostgreSQL cluster."""
        return self.data / "pg"

    @property
    def files(self):
        """Odoo's data_dir: file store and sessions."""
        return self.data / "files"

    @property
    def conf(self):
        """Odoo's configuration file, mode 600."""
        return self.data / "odoo.conf"

    @property
    def log(self):
        """Odoo's log."""
        return self.data / "odoo.log"

    @property
    def state(self):
        """What the launcher remembers of this shop (ports, installed addons); mode 600."""
        return self.data / "state.json"

    @property
    def run_file(self):
        """What a client program needs to start; mode 600."""
        return self.data / "run.json"

    @property
    def pid_file(self):
        """Which processes serve this shop."""
        return self.data / "server.json"

    @property
    def lock(self):
        """Held while the shop is being started."""
        return self.data / "lock"


def default_instance(layout, data=None):
    """Return the instance in `data`, or the one under `.ecom/`."""
    folder = Path(data).expanduser().resolve() if data else layout.home
    return Instance(layout, folder)


def socket_folder(cluster):
    """Return a folder for the PostgreSQL socket whose path is short enough for the kernel."""
    folder = cluster / "socket"
    if len(os.fsencode(folder)) <= _LONGEST_SOCKET_FOLDER:
        return folder
    key = hashlib.sha256(os.fsencode(cluster)).hexdigest()[:12]
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    parent = Path(runtime if runtime and os.access(runtime, os.W_OK) else tempfile.gettempdir())
    return parent / f"ecom-{os.getuid()}-{key}"
