"""Processes and ports."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from .errors import Failure, explain

_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def die_with_parent():
    """Let the kernel end this process when the one that started it dies, even by kill -9.

    Otherwise a killed launcher would leave an installer behind that works against the next attempt.
    """
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def run(command, what, log=None, hint="", **options):
    """Run a command to its end and return its output.

    :param list command: program and arguments.
    :param str what: what it does, for the error message.
    :param Path log: where the full output is kept on failure.
    :raise Failure: if it exits non-zero, with the last lines of its output.
    """
    try:
        done = subprocess.run(
            [str(word) for word in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            preexec_fn=die_with_parent,
            **options,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failure(f"{what} failed: {error}.", explain(str(error), hint)) from error
    if done.returncode:
        if log:
            log.parent.mkdir(parents=True, exist_ok=True)
            log.write_text(done.stdout)
        tail = "\n".join("    " + line for line in done.stdout.strip().splitlines()[-12:])
        where = f"\n    (full output: {log})" if log else ""
        raise Failure(
            f"{what} failed (exit code {done.returncode}).\n{tail}{where}",
            explain(done.stdout, hint),
        )
    return done.stdout


def start_time(pid):
    """Return the kernel's start tick of a live process, or None. Tells a reused pid apart."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] == "Z" else int(fields[19])


def identity(pid):
    """Return what a pid file must hold to recognise this very process later."""
    return {"pid": pid, "started": start_time(pid)}


def alive(who):
    """Tell whether the process described by :func:`identity` still runs."""
    return bool(who and who.get("pid") and start_time(who["pid"]) == who.get("started"))


def terminate(who, patience=15):
    """Ask a process to end, and insist after `patience` seconds."""
    for sign, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 5)):
        if not alive(who):
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(who["pid"], sign)
        deadline = time.monotonic() + seconds
        while alive(who) and time.monotonic() < deadline:
            time.sleep(0.05)


def port_free(port, host="127.0.0.1"):
    """Tell whether nobody listens on a TCP port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port():
    """Return a TCP port nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(check, seconds, pause=0.1):
    """Call `check` until it returns something true; return that, or None after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        result = check()
        if result:
            return result
        time.sleep(pause)
    return None
