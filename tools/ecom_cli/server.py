"""The running shop: Odoo's processes and the front door."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import atomic, proc
from .errors import Failure

HOST = "127.0.0.1"
_FIRST_ANSWER_SECONDS = 180
_DOOR = Path(__file__).with_name("frontdoor.py")
_HEALTH = ("/web/health", "/web/login")


class Shop:
    """Start, watch and stop the processes of one instance.

    :param Odoo odoo: how to run it.
    :param Instance instance: where its files lie.
    """

    def __init__(self, odoo, instance):
        self.odoo, self.instance = odoo, instance

    def start(self, port, workers, **options):
        """Start Odoo (and the front door before its workers) and wait for its first answer.

        :raise Failure: with the end of the log when Odoo ends before it answers.
        """
        backend = proc.free_port() if workers else port
        gevent = proc.free_port() if workers else 0
        settings = {
            "http_port": backend,
            "gevent_port": gevent or None,
            "workers": workers,
            # with one, a rebuild of the catalogue would hold up payments
            "max_cron_threads": 2,
            "proxy_mode": str(bool(workers)),
        }
        self.odoo.configure(self.instance.database, **(settings | options))
        self._rotate_log()
        command = self.odoo.command("--logfile", self.instance.log)
        people = {"odoo": self._spawn(command, self.instance.data / "log" / "odoo.out")}
        if workers:
            arguments = [sys.executable, str(_DOOR), HOST, str(port), str(backend), str(gevent)]
            people["door"] = self._spawn(arguments, self.instance.data / "log" / "door.out")
        facts = {
            "port": port,
            "url": f"http://{HOST}:{port}",
            "backend": f"http://{HOST}:{backend}",
            "database": self.instance.database,
            **people,
        }
        atomic.write_json(self.instance.pid_file, facts)
        self._await_answer(facts)
        return facts

    def _spawn(self, command, output):
        """Start a process in a session of its own, so that Ctrl-C reaches only the launcher."""
        output.parent.mkdir(parents=True, exist_ok=True)
        with open(output, "wb") as handle:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=handle,
                stderr=handle,
                env=self.odoo.environment(),
                start_new_session=True,
                cwd=self.instance.data,
            )
        return proc.identity(process.pid)

    def _rotate_log(self):
        """Keep one older log."""
        with contextlib.suppress(FileNotFoundError):
            self.instance.log.replace(self.instance.log.with_suffix(".log.1"))

    def _await_answer(self, facts):
        def answered():
            return not proc.alive(facts["odoo"]) or answers(facts["url"])

        if proc.wait_for(answered, _FIRST_ANSWER_SECONDS) and proc.alive(facts["odoo"]):
            return
        self.stop()
        raise Failure(
            f"Odoo did not come up.\n{self._last_words()}", f"Its log: {self.instance.log}"
        )

    def _last_words(self):
        lines = []
        for path in (self.instance.log, self.instance.data / "log" / "odoo.out"):
            with contextlib.suppress(FileNotFoundError):
                lines += path.read_text(errors="replace").splitlines()[-12:]
        return "\n".join("    " + line for line in lines)

    def watch(self, facts):
        """Stay until a process ends or a signal comes; return whether a signal ended it."""
        asked = []
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, lambda *_args: asked.append(1))
        while not asked:
            if not running(facts):
                return False
            time.sleep(0.3)
        return True

    def stop(self):
        """End the door, then Odoo with all its workers."""
        stop(self.instance)


def running(facts):
    """Tell whether every process of a started shop lives."""
    people = [facts[name] for name in ("odoo", "door") if name in facts]
    return bool(people) and all(map(proc.alive, people))


def stop(instance):
    """End the processes named in the pid file, and any worker that outlived a killed master."""
    facts = atomic.read_json(instance.pid_file)
    for name in ("door", "odoo"):
        proc.terminate(facts.get(name))
    for pid in _strays(instance):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    instance.pid_file.unlink(missing_ok=True)


def _strays(instance):
    """Return processes of this instance that no pid file names: their master or the launcher was killed.

    Recognised by the ODOO_RC in their environment: the path of this instance's own configuration file.
    """
    mark = b"ODOO_RC=" + os.fsencode(instance.conf)
    programs = {os.fsencode(instance.layout.launcher), os.fsencode(_DOOR)}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            words = (entry / "cmdline").read_bytes().split(b"\0")
            ours = programs & set(words) and b"shell" not in words
            if ours and mark in (entry / "environ").read_bytes().split(b"\0"):
                yield int(entry.name)


def answers(url):
    """Tell whether the shop answers a health request."""
    for path in _HEALTH:
        try:
            with urllib.request.urlopen(url + path, timeout=5) as answer:
                return answer.status == 200
        except urllib.error.HTTPError:
            continue
        except (OSError, ValueError):
            return False
    return False
