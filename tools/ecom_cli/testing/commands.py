"""The phases of `./ecom test`, and `./ecom lint`."""

import time
from functools import partial

from .. import pyenv, ui
from ..errors import Failure
from ..layout import Layout
from . import addon_run, odoo_tests, suite_run
from .lint import Lint
from .results import Results
from .workbench import Workbench, side_by_side

_WIDTH = 2


def lint(options):
    """Run the static checks only."""
    layout = Layout()
    pyenv.ensure(layout, dev=True)
    results = Results()
    Lint(layout, results).run(fix=options.fix)
    return results.summary()


def test(options):
    """Run every phase, two jobs at a time; end with `N passed, N failed`."""
    started = time.monotonic()
    results = Results()
    bench = Workbench().open()
    try:
        chosen = _chosen(bench, options.addons)
        bench.clean()
        if options.odoo:
            odoo_tests.compare(bench, results)
        else:
            _run(bench, results, chosen, options)
    finally:
        if not options.keep:
            bench.clean()
        bench.close()
    minutes, seconds = divmod(time.monotonic() - started, 60)
    ui.say(f"\nLogs: {bench.logs}   Time: {minutes:.0f} min {seconds:02.0f} s")
    return results.summary()


def _chosen(bench, names):
    unknown = set(names) - set(bench.suite)
    if unknown:
        raise Failure(
            f"No such addon: {', '.join(sorted(unknown))}.", f"There are: {', '.join(bench.suite)}."
        )
    return names or list(bench.suite)


def _run(bench, results, chosen, options):
    everything = not options.addons
    suite = suite_run.Suite(bench)
    installed = []

    def static():
        Lint(bench.layout, results).run(addons=chosen, fast=options.fast)
        suite_run.unit_tests(bench, results)

    def install_suite():
        if everything:
            with ui.step("Suite: all addons and the demo store"):
                installed.append(suite.install(results, fresh=not options.fast))

    def alone(addon):
        jobs = addon_run.run(bench, results, addon, uninstall=not options.fast)
        return [attempt(f"{addon} alone", job) for job in jobs]

    attempt = results.attempt
    # What takes longest comes first, so that both lanes end at about the same time
    longest = sorted(chosen, key=lambda addon: -_size(bench.layout.addons / addon / "tests"))
    jobs = [attempt(f"{addon} alone", partial(alone, addon)) for addon in longest]
    jobs.insert(1, attempt("the whole suite", install_suite))
    side_by_side([*jobs, attempt("static checks", static)], _WIDTH)
    if everything and installed == [True]:
        # last: a busier machine would make time-outs out of slow answers
        phases = _phases(results, options)
        attempt("the served suite", partial(suite_run.probe, suite, results, phases))()


def _size(folder):
    return sum(path.stat().st_size for path in folder.glob("test_*.py"))


def _phases(results, options):
    """Return the folders of tests/ to run against the served suite."""
    phases = list(suite_run.PHASES)
    if options.fast:
        phases.remove("browser")
    else:
        missing = suite_run.chromium_missing()
        results.check("Chromium is there for the browser tests", missing)
        phases = phases if not missing else [name for name in phases if name != "browser"]
    return phases
