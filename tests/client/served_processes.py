"""The processes of the served shop: killed as a power cut would, and started again with the same command.

Where they are is written in ``server.json`` beside ``run.json`` (the launcher's own note).
"""

import contextlib
import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import requests

_CRON_WORKER = re.compile(r"Worker WorkerCron \((\d+)\) alive")
_SECONDS = 180


class Server:
    """Odoo of one served shop; the front door before its workers stays up.

    :param Path folder: with run.json, server.json and odoo.log
    """

    def __init__(self, folder):
        self.note, self.log = folder / "server.json", folder / "odoo.log"

    @property
    def master(self):
        """The process that all others come from, and whose process group they share."""
        return json.loads(self.note.read_text())["odoo"]["pid"]

    def hold_background_work(self):
        """Stop the cron workers' clocks, so that what is received stays unprocessed. Only death follows."""
        workers = [int(pid) for pid in _CRON_WORKER.findall(self.log.read_text())]
        held = [pid for pid in workers if _parent(pid) == self.master]
        assert held, "the log names no cron worker: start the shop with workers"
        for pid in held:
            os.kill(pid, signal.SIGSTOP)

    def kill(self):
        """kill -9 for every process of Odoo, at once. Return what :meth:`start` needs."""
        master = self.master
        proc = Path(f"/proc/{master}")
        command = [word.decode() for word in (proc / "cmdline").read_bytes().split(b"\0")[:-1]]
        pairs = (proc / "environ").read_bytes().split(b"\0")[:-1]
        environment = dict(pair.decode().split("=", 1) for pair in pairs)
        folder = os.readlink(proc / "cwd")
        os.killpg(os.getpgid(master), signal.SIGKILL)
        return {"args": command, "env": environment, "cwd": folder}

    def start(self, how, url):
        """Start it again and wait until it is ready."""
        out = self.note.with_name("restarted.out")
        with open(out, "ab") as handle:
            process = subprocess.Popen(
                **how,
                stdin=subprocess.DEVNULL,
                stdout=handle,
                stderr=handle,
                start_new_session=True,
            )
        facts = json.loads(self.note.read_text())
        facts["odoo"] = {"pid": process.pid, "started": _start_tick(process.pid)}
        self.note.write_text(json.dumps(facts))
        deadline = time.monotonic() + _SECONDS
        while not _ready(url):
            assert process.poll() is None, out.read_text()[-3000:]
            assert time.monotonic() < deadline, "the server did not come up again"
            time.sleep(0.3)


def _stat(pid):
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _start_tick(pid):
    return int(_stat(pid)[19])


def _parent(pid):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return int(_stat(pid)[1])
    return None


def _ready(url):
    with contextlib.suppress(requests.RequestException):
        return requests.get(f"{url}/api/health/ready", timeout=10).status_code == 200
    return False
