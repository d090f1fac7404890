"""The phases of `./ecom test`, and `./ecom lint`."""

import time

from .. import manifests, pyenv, ui
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
        return lambda: addon_run.run(bench, results, addon, uninstall=not options.fast)

    # The templates come first in one lane while the other lints: all later jobs clone them
    def templates():
        for addon in chosen:
            bench.odoo_template(manifests.outside(addon, bench.suite))

    attempt = results.attempt
    first = [attempt("template databases", templates), attempt("static checks", static)]
    side_by_side(first, _WIDTH)
    jobs = [attempt(f"{addon} alone", alone(addon)) for addon in chosen]
    side_by_side([attempt("the whole suite", install_suite), *jobs], _WIDTH)
    if everything and installed == [True]:
        # last and alone: a busy machine would make time-outs out of slow answers
        phases = _phases(results, options)
        attempt("the served suite", lambda: suite.probe(results, phases))()


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
