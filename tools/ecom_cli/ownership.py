"""Under which user the embedded PostgreSQL runs: it refuses root."""

import os
import pwd
import shutil
import subprocess

from .errors import Failure

_CANDIDATES = ("postgres", "nobody")


class Self:
    """An ordinary user runs the server as himself."""

    def wrap(self, command):
        """Return the command as it is."""
        return command

    def options(self, folder):
        """Return Popen options."""
        return {"cwd": folder}

    def give(self, path):
        """Nothing to do: we made it, we own it."""


class Other:
    """Root runs the server as an existing system user.

    :param struct_passwd entry: that user.
    :param bool blocked: a parent folder (such as /root) keeps that user out, so the process needs the
        capability to pass permission checks; its files stay its own.
    """

    def __init__(self, entry, blocked):
        self.entry, self.blocked = entry, blocked

    def wrap(self, command):
        """Return the command, run under the other user."""
        if not self.blocked:
            return command
        switch = [f"--reuid={self.entry.pw_uid}", f"--regid={self.entry.pw_gid}", "--clear-groups"]
        power = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
        return ["setpriv", *switch, *power, "--", *command]

    def options(self, folder):
        """Return Popen options that change the user."""
        if self.blocked:
            return {"cwd": folder}
        ids = {"user": self.entry.pw_uid, "group": self.entry.pw_gid, "extra_groups": []}
        return {"cwd": folder, **ids}

    def give(self, path):
        """Hand a file or folder over."""
        os.chown(path, self.entry.pw_uid, self.entry.pw_gid)


def server_owner(cluster, programs):
    """Return who runs PostgreSQL for a cluster.

    :raise Failure: when root has no user to lend the server to.
    """
    if os.geteuid():
        return Self()
    entry = _entry()
    cluster.mkdir(parents=True, exist_ok=True)
    blocked = not all(_enters(entry, path) for path in (cluster, programs))
    owner = Other(entry, blocked)
    if blocked and not _lets_pass(owner, programs):
        raise Failure(
            f"PostgreSQL may not run as root, and the user {entry.pw_name} may not enter this folder.",
            f"Move the project to a folder others may enter (such as /srv), or `chmod o+x` every parent of {cluster}, "
            "or set PGHOST to a PostgreSQL server, or run as an ordinary user.",
        )
    return owner


def _entry():
    for name in _CANDIDATES:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Failure(
        f"PostgreSQL may not run as root, and neither user {' nor '.join(_CANDIDATES)} exists.",
        "Run ./ecom as an ordinary user, or set PGHOST to a PostgreSQL server.",
    )


def _enters(entry, path):
    """Tell whether the user may enter a folder."""
    command = ["test", "-x", path]
    ids = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return subprocess.run(command, check=False, cwd="/", **ids).returncode == 0


def _lets_pass(owner, programs):
    """Tell whether the capability is available (containers may withhold it)."""
    if not shutil.which("setpriv"):
        return False
    command = owner.wrap([str(programs / "postgres"), "--version"])
    return subprocess.run(command, check=False, capture_output=True, cwd="/").returncode == 0
