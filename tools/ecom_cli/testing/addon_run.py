"""One addon alone: install it over its dependencies, run its tests in parts, take it out again."""

import subprocess
from functools import partial

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
# Each part loads Odoo anew, which takes some seconds; small parts leave no core idle at the end
_FILES_IN_A_PART = 16


def run(bench, results, addon, uninstall=True):
    """Install one addon on a database of its own; return what is left to do with copies of it, as callables."""
    source = bench.depends_template(addon)
    database = f"{PREFIX}{addon}"
    with ui.step(f"{addon}: installs alone"):
        bench.databases.clone(source, database)
        installed = _install(bench, results, addon, database)
    if not installed:
        return []
    dealt = parts(bench.layout.addons / addon / "tests")
    jobs = [
        partial(_test, bench, results, addon, files, f"{number} of {len(dealt)}")
        for number, files in enumerate(dealt, 1)
    ]
    if uninstall:
        jobs.append(partial(_removal, bench, results, addon, source))
        if addon == "ecom_pricing":
            jobs.append(partial(_odoo_prices, bench, results, addon))
    return jobs


def parts(folder):
    """Deal an addon's test files out into parts of about the same size."""
    files = sorted(folder.glob("test_*.py"), key=lambda path: (-path.stat().st_size, path.name))
    count = -(-len(files) // _FILES_IN_A_PART)
    return [files[first::count] for first in range(count)]


def _test(bench, results, addon, files, part):
    database = f"{PREFIX}{addon}_{part.partition(' ')[0]}"
    with ui.step(f"{addon}: tests, {part}"):
        bench.databases.clone(f"{PREFIX}{addon}", database)
        _pytest(bench, results, addon, database, files)
    bench.databases.drop(database)


def _odoo_prices(bench, results, addon):
    database = f"{PREFIX}{addon}_odoo"
    bench.databases.clone(f"{PREFIX}{addon}", database)
    odoo_tests.prices(bench, results, database)


def _removal(bench, results, addon, source):
    """Uninstall an addon that was never used and, where it says what to look at, one that was."""
    database = f"{PREFIX}{addon}_uninstall"
    with ui.step(f"{addon}: uninstalls cleanly"):
        bench.databases.clone(f"{PREFIX}{addon}", database)
        results.check(f"{addon} uninstalls cleanly", _uninstall(bench, addon, database, source))
    scripts = bench.layout.addons / addon / "tests" / "removal"
    if scripts.is_dir():
        with ui.step(f"{addon}: uninstalled and installed again when it was used"):
            bench.databases.clone(f"{PREFIX}{addon}", database)
            _remove_and_return(bench, addon, database, scripts)
        results.passes()


def _remove_and_return(bench, addon, database, scripts):
    """Let `before.py` use the addon and `after.py` look at what is left, without it and with it again.

    :raise Failure: with what a script raised
    """
    log = bench.logs / f"{addon}-removal.log"
    bench.odoo.script(database, scripts / "before.py", log)
    bench.odoo.script(database, "uninstall", log, module=addon)
    bench.odoo.script(database, scripts / "after.py", log)
    bench.odoo.install(database, [addon], log)
    bench.odoo.script(database, scripts / "after.py", log)


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


def _pytest(bench, results, addon, database, files):
    """Run test files of the addon with pytest-odoo."""
    name = database.removeprefix(PREFIX)
    junit = bench.logs / f"{name}.xml"
    junit.unlink(missing_ok=True)
    arguments = [
        *files,
        "--odoo-database",
        database,
        "--odoo-config",
        bench.conf,
        "--odoo-log-level",
        "warn",
    ]
    arguments += ["--odoo-extra", f"logfile={bench.logs / f'{name}-tests.log'}"]
    code, output = pytest(bench, arguments, junit)
    (bench.logs / f"{name}-pytest.txt").write_text(output)
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
