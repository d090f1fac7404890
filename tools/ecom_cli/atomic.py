"""Steps that survive kill -9: half-made things never look finished."""

import fcntl
import hashlib
import json
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from .errors import Failure

_IGNORED_FOLDERS = {"__pycache__", "tests", "readme", ".git"}


def write_text(path, text, mode=0o644):
    """Replace a file in one move; readers see the old content or the new, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as handle:
        handle.write(text)
    os.chmod(temporary, mode)
    temporary.replace(path)


def write_json(path, value, mode=0o600):
    """Write `value` as readable JSON, atomically."""
    write_text(path, json.dumps(value, indent=2, ensure_ascii=False) + "\n", mode)


def read_json(path):
    """Return the object in `path`, or {} when the file is missing or unreadable as JSON."""
    try:
        return json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return {}


def remove(path):
    """Delete a file or a folder tree, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def digest(*parts):
    """Return a short hash of strings and of the contents of the given `Path`s."""
    sha = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else str(part).encode()
        sha.update(content + b"\0")
    return sha.hexdigest()[:16]


def tree_digest(folder, ignored=_IGNORED_FOLDERS):
    """Return a hash of every file under `folder` that changes how it installs or runs."""
    sha = hashlib.sha256()
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - ignored)
        for name in sorted(names):
            path = Path(parent, name)
            if path.suffix in {".pyc", ".md"} or not path.is_file():
                continue
            sha.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return sha.hexdigest()[:16]


def stamped(folder, stamp):
    """Tell whether `folder` was finished with exactly these inputs."""
    try:
        return (folder / ".stamp").read_text() == stamp
    except OSError:
        return False


def set_stamp(folder, stamp):
    """Mark `folder` as finished; the last thing a step does."""
    write_text(folder / ".stamp", stamp)


@contextmanager
def build_folder(target, stamp):
    """Yield an empty folder beside `target` that replaces it when the block succeeds."""
    part = target.with_name(target.name + ".part")
    remove(part)
    part.mkdir(parents=True)
    yield part
    set_stamp(part, stamp)
    remove(target)
    part.rename(target)


@contextmanager
def locked(path, doing):
    """Hold an exclusive lock that the kernel frees even after kill -9.

    :raise Failure: if another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            holder = handle.read().strip() or "another process"
            raise Failure(
                f"Another ./ecom is already working here ({holder}).",
                "Wait for it to finish, or end it, and run the command again.",
            ) from None
        handle.truncate(0)
        handle.write(f"{doing}, pid {os.getpid()}")
        handle.flush()
        yield
