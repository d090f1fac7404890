"""Odoo's own sale tests, with ecom_pricing and without: what passes without it passes with it."""

import re
import subprocess

from .. import manifests, proc, ui
from .workbench import PREFIX

_MODULES = ("product", "sale", "sale_management", "delivery", "loyalty", "sale_loyalty")
#: What the comparison runs on: sales with deliveries, coupons and quotation templates, no strict price list.
_INSTALLED = ("stock_delivery", "sale_management", "sale_loyalty")
#: They click through Odoo's screens in a browser, or fetch what the Debian package of Odoo leaves out.
_LEFT_OUT = (
    "sale:TestSaleComboConfigurator",
    "sale:TestSaleMailComposerUI",
    "sale:TestSaleOrderUI",
    "sale:TestSaleSignature",
    "sale_management:TestUi",
)
#: The core of it, fast enough for every run.
_PRICES = (
    "product:TestPricelist",
    "product:TestProductRounding",
    "sale:TestSalePrices",
)
_FAILED = re.compile(rb" (?:FAIL|ERROR): (?:Subtest )?(\S[^\n]*)")
_COUNTED = re.compile(rb"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
_SECONDS = 2 * 3600


def compare(bench, results):
    """Run all of them on two databases that differ in ecom_pricing (and its bridges) only."""
    odoo_modules = {*manifests.outside("ecom_pricing", bench.suite), *_INSTALLED}
    names = [f"{PREFIX}odoo_{side}" for side in ("without", "with")]
    bench.databases.clone(bench.odoo_template(sorted(odoo_modules)), names[0])
    bench.odoo.install(names[0], ["ecom_base"], bench.logs / "odoo-without-install.log")
    bench.databases.clone(names[0], names[1])
    bench.odoo.install(names[1], ["ecom_pricing"], bench.logs / "odoo-with-install.log")
    tags = [f"post_install/{name}" for name in _MODULES] + [f"-/{name}" for name in _LEFT_OUT]
    failed = []
    for database in names:
        with ui.step(f"Odoo's own sale tests: {database.removeprefix(PREFIX)} ecom_pricing"):
            failed.append(_run(bench, results, database, tags))
    before, after = failed
    ui.say("\n".join([f"    {len(before)} fail without it too:", *sorted(before)]))
    results.check("Odoo's sale tests pass as without ecom_pricing", "\n".join(after - before))


def prices(bench, results, database):
    """Run those about price lists on a database with ecom_pricing and no strict list yet: they archive all lists."""
    with ui.step("ecom_pricing: Odoo's own tests of price lists"):
        failed = _run(bench, results, database, [f"post_install/{name}" for name in _PRICES])
    results.check("Odoo's own tests of price lists pass with ecom_pricing", "\n".join(failed))


def _run(bench, results, database, tags):
    """Return the names of the tests that failed; count those that passed."""
    log = bench.logs / f"{database}-odoo-tests.log"
    log.unlink(missing_ok=True)
    command = bench.odoo.command(
        *("--database", database, "--test-tags", ",".join(tags), "--stop-after-init"),
        *("--workers=0", "--max-cron-threads=0", "--http-port", proc.free_port(), "--logfile", log),
        *("--log-level=warn", "--log-handler=odoo.tests.result:INFO"),
    )
    done = subprocess.run(
        command, env=bench.odoo.environment(), timeout=_SECONDS, capture_output=True, check=False
    )
    text = log.read_bytes() if log.exists() else b""
    counted = _COUNTED.findall(text)
    if not counted:
        results.fails(f"Odoo's tests run on {database}", done.stderr.decode(errors="replace"))
        return set()
    results.passes(sum(int(total) - int(bad) - int(worse) for bad, worse, total in counted))
    return {name.decode(errors="replace") for name in _FAILED.findall(text)}
