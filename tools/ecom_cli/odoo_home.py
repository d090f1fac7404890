"""Finding Odoo 19: four places, tried in order."""

import os
import re
import shutil
import sys
from pathlib import Path

from . import atomic, debian, proc, ui
from .errors import Failure

_VERSION = "19.0"
_SOURCE = "https://github.com/odoo/odoo"
_HINT = (
    "Set ODOO_HOME to a folder with Odoo 19 (the one that holds `odoo/release.py`), then run again."
)
_WHERE = (
    "import odoo.release, pathlib; print(odoo.release.series, "
    "pathlib.Path(odoo.release.__file__).parents[1])"
)


def resolve(layout):
    """Return the folder to import Odoo 19 from, fetching it if this machine has none.

    :raise Failure: naming every place that was tried and why each did not do.
    """
    if os.environ.get("ODOO_HOME"):
        return _given(Path(os.environ["ODOO_HOME"]).expanduser().resolve())
    tried = []
    for name, find in (
        ("an importable odoo", _importable),
        ("the Debian package odoo-19", debian.fetch),
        ("the official source, branch 19.0", _clone),
    ):
        try:
            return find(layout)
        except Failure as failure:
            tried.append(f"    - {name}: {failure.message} {failure.hint}".rstrip())
    raise Failure("No Odoo 19 was found or could be fetched. Tried:\n" + "\n".join(tried), _HINT)


def series(folder):
    """Return the Odoo series ("19.0") of an import folder, or None when there is no Odoo."""
    release = folder / "odoo" / "release.py"
    if not release.is_file():
        return None
    found = re.search(
        r"^version_info\s*=\s*\(\s*'?(?:saas~)?(\d+)'?\s*,\s*(\d+)", release.read_text(), re.M
    )
    return f"{found[1]}.{found[2]}" if found else None


def addons_folders(folder):
    """Return the folders that hold Odoo's own addons, for addons_path."""
    candidates = (folder / "odoo" / "addons", folder / "addons")
    return [path for path in candidates if (path / "web").is_dir() or (path / "base").is_dir()]


def _given(folder):
    """Check the folder named by ODOO_HOME; it is used as it is, never changed."""
    for candidate in (folder, folder / "usr/lib/python3/dist-packages"):
        found = series(candidate)
        if found == _VERSION:
            return candidate
        if found:
            raise Failure(f"ODOO_HOME={folder} holds Odoo {found}, not {_VERSION}.", _HINT)
    raise Failure(f"ODOO_HOME={folder} holds no Odoo (no odoo/release.py there).", _HINT)


def _importable(_layout):
    """Find an Odoo 19 that the launcher's own Python can import."""
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    try:
        answer = proc.run([sys.executable, "-c", _WHERE], "Importing odoo", env=env, cwd="/")
    except Failure:
        raise Failure("this Python has none.") from None
    found, _, folder = answer.strip().partition(" ")
    if found != _VERSION:
        raise Failure(f"this Python has Odoo {found}.")
    return Path(folder)


def _clone(layout):
    """Fetch the official source without history."""
    if not shutil.which("git"):
        raise Failure("git is not installed.")
    target = layout.home / "odoo-source"
    if not atomic.stamped(target, _VERSION):
        with ui.step("Odoo 19 (official source)"), atomic.build_folder(target, _VERSION) as part:
            command = ["git", "clone", "--quiet", "--depth=1", "--branch", _VERSION, _SOURCE, part]
            proc.run(
                command, "Cloning Odoo", timeout=1800, env=os.environ | {"GIT_TERMINAL_PROMPT": "0"}
            )
    return target
