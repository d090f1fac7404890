"""Counting what passed and what failed. A skipped test counts as a failure."""

import threading
import xml.etree.ElementTree as ElementTree

from .. import ui
from ..errors import Failure

_SHOWN_LINES = 25


class Results:
    """The tally of one run; several threads add to it."""

    def __init__(self):
        self.passed = 0
        self.failures = []
        self._lock = threading.Lock()

    def passes(self, count=1):
        """Count tests that passed."""
        with self._lock:
            self.passed += count

    def fails(self, name, detail=""):
        """Count and show one failure.

        :param str detail: what to show below its name; the end of it is what matters.
        """
        lines = detail.rstrip().splitlines()
        shown = ["      " + line for line in lines[-_SHOWN_LINES:]]
        with self._lock:
            self.failures.append(name)
            ui.say("\n".join([f"    {ui.colour('FAILED', 31)} {name}", *shown]))

    def check(self, name, problem):
        """Count one check: failed when `problem` is a non-empty text."""
        if problem:
            self.fails(name, problem)
        else:
            self.passes()
        return not problem

    def attempt(self, name, job):
        """Return a callable that runs a job and counts what stops it as one failure: others still have their say."""

        def run():
            try:
                return job()
            except Failure as failure:
                self.fails(name, failure.message)
            return None

        return run

    def add_junit(self, path, name, returncode, output):
        """Add a pytest run's tests, read from its JUnit file.

        :param str output: what pytest printed; shown when it broke before writing the file.
        """
        try:
            cases = list(ElementTree.parse(path).iter("testcase"))
        except (OSError, ElementTree.ParseError):
            self.fails(f"{name}: pytest", output)
            return
        broken = 0
        for case in cases:
            verdict = _verdict(case)
            if verdict is None:
                self.passes()
            else:
                broken += 1
                self.fails(_title(name, case), verdict)
        if returncode and not broken:
            # 5: pytest collected nothing, which is no proof of anything
            self.fails(f"{name}: pytest ended with {returncode}", output)

    def summary(self):
        """Print the closing lines; return the exit code."""
        if self.failures:
            ui.say("\nFailed:")
            for name in self.failures:
                ui.say(f"  - {name}")
        ui.say()
        ui.say(f"{self.passed} passed, {len(self.failures)} failed")
        return 1 if self.failures or not self.passed else 0


def _title(phase, case):
    """Return a test's name, without the folders that every name of its phase starts with."""
    module = case.get("classname") or ""
    return f"{phase}: {module.rpartition('.tests.')[2]}.{case.get('name')}"


def _verdict(case):
    """Return None for a passed test, else the text that says why not."""
    for kind in ("failure", "error"):
        found = case.find(kind)
        if found is not None:
            return found.text or found.get("message") or kind
    skipped = case.find("skipped")
    if skipped is not None:
        return f"skipped (counts as a failure): {skipped.get('message')}"
    return None
