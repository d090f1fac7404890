"""Static checks: ruff, pylint-odoo, the OCA checks, and the project's own."""

import os
import subprocess

from .. import manifests, ui
from ..errors import Failure


class Lint:
    """Run the static checks on the whole tree or on some addons.

    :param Layout layout: the checkout, its virtual environment holding the test tools.
    :param Results results: where each check counts as one test.
    """

    def __init__(self, layout, results):
        self.layout, self.results = layout, results

    def run(self, addons=None, fast=False, fix=False):
        """Run all checks.

        :param list addons: only these addons for the checks that look at single addons.
        :param bool fast: leave pylint out.
        :param bool fix: let ruff mend what it can first.
        """
        names = list(addons if addons is not None else manifests.suite(self.layout))
        folders = [self.layout.addons / name for name in names]
        if fix:
            self._call("ruff mends", ["ruff", "check", "--fix", "--quiet", "."])
            self._call("ruff formats", ["ruff", "format", "--quiet", "."])
        self._check("ruff", ["ruff", "check", "--quiet", "."])
        self._check("ruff format", ["ruff", "format", "--check", "--quiet", "."])
        self._check("layers", ["python", "tools/check_layers.py"])
        self._check("sizes", ["python", "tools/check_sizes.py"])
        if folders:
            self._oca(folders)
        if folders and not fast:
            for folder in folders:
                self._check(f"pylint {folder.name}", ["pylint", "--rcfile=.pylintrc", str(folder)])

    def _oca(self, folders):
        """Run the OCA checks that moved out of pylint-odoo."""
        found = [str(folder / "__manifest__.py") for folder in folders]
        self._check(
            "OCA module checks", ["oca-checks-odoo-module", "--config=.oca_hooks.cfg", *found]
        )
        translations = [
            str(path) for folder in folders for path in sorted(folder.glob("i18n/*.po*"))
        ]
        if translations:
            command = ["oca-checks-po", "--disable=po-pretty-format", *translations]
            self._check("OCA translation checks", command)

    def _check(self, name, command):
        with ui.step(f"Lint: {name}"):
            code, output = self._call(name, command)
        self.results.check(f"lint: {name}", output.strip() or f"exit code {code}" if code else "")

    def _call(self, name, command):
        """Run a program of the virtual environment in the project folder."""
        program = self.layout.venv / "bin" / command[0]
        if not program.exists():
            raise Failure(f"{name}: {command[0]} is not installed.", "Run ./ecom reset --all.")
        env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        done = subprocess.run(
            [str(program), *command[1:]],
            cwd=self.layout.root,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout
