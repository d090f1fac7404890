"""The command line of `./ecom`."""

import argparse
import sys

from . import ui
from .errors import Failure


def _parser():
    parser = argparse.ArgumentParser(
        prog="./ecom",
        description="Run, test and measure the ecom suite. Everything lives under .ecom/.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name, text, data=True):
        command = commands.add_parser(name, help=text, description=text)
        if data:
            command.add_argument("--data", metavar="DIR", help="data folder (default: .ecom)")
        if data and name not in {"stop", "status"}:
            command.add_argument(
                "--db-url", metavar="URL", help="a PostgreSQL server instead of the embedded one"
            )
        return command

    start = add("start", "start the shop: Odoo, PostgreSQL, all addons, demo store")
    start.add_argument(
        "--port", type=int, help="port to answer on (default: 8069, or the next free one)"
    )
    start.add_argument(
        "--no-demo", action="store_true", help="an empty shop instead of the demo store"
    )
    start.add_argument(
        "--detach", action="store_true", help="return when it answers; `stop` ends it"
    )
    start.add_argument(
        "--workers", type=int, help="HTTP worker processes; 0 for one threaded process"
    )
    add("stop", "stop every running shop of this folder, or the one of --data")
    add("status", "say what runs, where, and since when")
    _add_work(add)
    reset = add("reset", "delete the shop's data")
    reset.add_argument(
        "--all", action="store_true", help="also Odoo and the Python packages: all of .ecom"
    )
    reset.add_argument("--yes", action="store_true", help="do not ask")
    add("doctor", "say what is missing and how to mend it")
    return parser


def _add_work(add):
    """Declare the developer's commands."""
    test = add("test", "check every promise of the project", data=False)
    test.add_argument(
        "addons", nargs="*", metavar="ADDON", help="only these addons (default: everything)"
    )
    test.add_argument("--fast", action="store_true", help="without pylint, uninstall and browser")
    test.add_argument("--keep", action="store_true", help="keep the test databases for a look")
    test.add_argument(
        "--odoo",
        action="store_true",
        help="Odoo's own sale tests instead, with ecom_pricing and without it: takes long",
    )
    bench = add("bench", "measure speed, as ratios inside one run", data=False)
    bench.add_argument("names", nargs="*", metavar="BENCH", help="only these (default: all)")
    bench.add_argument("--seconds", type=float, default=5, help="seconds per measurement")
    bench.add_argument(
        "--fresh", action="store_true", help="build its databases anew instead of updating them"
    )
    lint = add("lint", "static checks only", data=False)
    lint.add_argument("--fix", action="store_true", help="let ruff mend what it can")
    add("shell", "a Python prompt with Odoo's env on the shop's database")
    odoo = add("odoo", "pass a command through to Odoo's own command line")
    odoo.add_argument("arguments", nargs=argparse.REMAINDER, help="as for odoo-bin")


def main(arguments):
    """Run one command; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options) or 0
    except Failure as failure:
        ui.warn(f"\n{ui.colour('✗', 31)} {failure.message}")
        if failure.hint:
            ui.warn(f"  → {failure.hint}")
        return 1
    except KeyboardInterrupt:
        ui.warn("\ninterrupted")
        return 130
    except OSError as error:
        if error.errno == 28:  # ENOSPC
            ui.warn("\n✗ The disk is full.\n  → Free some space and run the same command again.")
            return 1
        raise


def _run(options):
    """Import only what the command needs: the launcher starts fast."""
    if options.command in {"test", "lint"}:
        from .testing import commands as module
    elif options.command == "bench":
        from . import bench as module
    elif options.command == "doctor":
        from . import doctor as module
    else:
        from . import commands as module
    name = {"odoo": "odoo_command"}.get(options.command, options.command)
    return getattr(module, name)(options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
