"""One addon alone: install it over its dependencies, run its tests, take it out again."""

import subprocess

from .. import install, ui
from ..errors import Failure
from . import logcheck, odoo_tests
from .workbench import PREFIX

# What Odoo keeps on purpose after an uninstall, per table prefix
_COLUMNS = (
    "SELECT table_name || '.' || column_name FROM information_schema.columns "
    "WHERE table_schema = 'public' ORDER BY 1"
)
_TEST_SECONDS = 1500


def run(bench, results, addon, uninstall=True):
    """Install, test and uninstall one addon on databases of its own."""
    source = bench.depends_template(addon)
    database = f"{PREFIX}{addon}"
    with ui.step(f"{addon}: installs alone"):
        bench.databases.clone(source, database)
        installed = _install(bench, results, addon, database)
    if not installed:
        return
    removal = f"{database}_uninstall"
    if uninstall:
        bench.databases.clone(database, removal)
    if addon == "ecom_pricing" and uninstall:
        odoo_tests.prices(bench, results, database)
    if _has_tests(bench, addon):
        with ui.step(f"{addon}: tests"):
            _pytest(bench, results, addon, database)
    if uninstall:
        with ui.step(f"{addon}: uninstalls cleanly"):
            results.check(f"{addon} uninstalls cleanly", _uninstall(bench, addon, removal, source))


def _install(bench, results, addon, database):
    """Install the addon; its log must hold no warning."""
    log = bench.logs / f"{addon}-install.log"
    log.unlink(missing_ok=True)
    try:
        bench.odoo.install(database, [addon], log)
        install.check_installed(bench.server, database, [addon])
    except Failure as failure:
        return results.check(
            f"{addon} installs alone", f"{failure.message}\n{logcheck.problems(log)}"
        )
    results.check(f"{addon} installs without a warning", logcheck.problems(log))
    return results.check(f"{addon} installs alone", "")


def _has_tests(bench, addon):
    return any((bench.layout.addons / addon / "tests").glob("test_*.py"))


def _pytest(bench, results, addon, database):
    """Run the addon's own tests with pytest-odoo."""
    folder = bench.layout.addons / addon
    junit = bench.logs / f"{addon}.xml"
    junit.unlink(missing_ok=True)
    arguments = [folder, "--ignore", folder / "tests" / "unit"]
    arguments += [
        "--odoo-database",
        database,
        "--odoo-config",
        bench.conf,
        "--odoo-log-level",
        "warn",
    ]
    arguments += ["--odoo-extra", f"logfile={bench.logs / f'{addon}-tests.log'}"]
    code, output = pytest(bench, arguments, junit)
    (bench.logs / f"{addon}-pytest.txt").write_text(output)
    results.add_junit(junit, addon, code, output)


def pytest(bench, arguments, junit, **env):
    """Run pytest in the virtual environment; return (exit code, output)."""
    command = [bench.layout.python, "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider"]
    command += [f"--junitxml={junit}", *arguments]
    try:
        done = subprocess.run(
            [str(word) for word in command],
            cwd=bench.layout.root,
            env=bench.odoo.environment(**env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=_TEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        output = error.stdout or b""
        return 124, output.decode(errors="replace") + f"\nended after {_TEST_SECONDS} s"
    return done.returncode, done.stdout


def _uninstall(bench, addon, database, source):
    """Uninstall; return what is left over, or "" when nothing is.

    Left over: a table or a column that the database did not have before, a record the addon's data files made,
    a model of its name, a warning in the log.
    """
    log = bench.logs / f"{addon}-uninstall.log"
    log.unlink(missing_ok=True)
    try:
        bench.odoo.script(database, "uninstall", log, module=addon)
    except Failure as failure:
        return failure.message
    before = {row[0] for row in bench.server.sql(_COLUMNS, source)}
    pulled_in = _still_installed(bench, database, source)
    after = {row[0] for row in bench.server.sql(_COLUMNS, database)}
    left = [] if pulled_in else [f"column {name}" for name in sorted(after - before)]
    own = addon.replace("_", ".")
    for question, what in (
        (f"SELECT model || ',' || res_id FROM ir_model_data WHERE module = '{addon}'", "record"),
        (f"SELECT cron_name FROM ir_cron WHERE cron_name ILIKE '%{own}%'", "scheduled action"),
        (f"SELECT key FROM ir_config_parameter WHERE key LIKE '{addon}.%'", "setting"),
    ):
        left += [f"{what} {row[0]}" for row in bench.server.sql(question, database)]
    return "\n".join([*left, logcheck.problems(log)]).strip()


def _still_installed(bench, database, source):
    """Return modules that the addon pulled in beyond its template (bridges of Odoo): not its leftovers."""
    installed = "SELECT name FROM ir_module_module WHERE state = 'installed'"
    now, then = (
        {row[0] for row in bench.server.sql(installed, name)} for name in (database, source)
    )
    return now - then
