"""The database behind plain `pytest addons/ecom_x`: kept between runs, updated when the code changed."""

import json

from .. import atomic, manifests
from .workbench import PREFIX, Workbench


def prepare(addons):
    """Return (configuration file, database) with these addons installed at their current state.

    The test server is started if it is down and left running, so that the next run is quick;
    `./ecom stop` ends it.
    """
    bench = Workbench().open()
    name = f"{PREFIX}dev_{atomic.digest(*addons)[:8]}"
    wanted = json.dumps(_contents(bench, addons), sort_keys=True)
    stamp = f"dev {atomic.digest(wanted)}"
    known = bench.databases.note(name)
    if known != stamp:
        _build(bench, name, addons, fresh=not known)
        bench.databases.set_note(name, stamp)
    return str(bench.conf), name


def _contents(bench, addons):
    """Return {addon: content hash} of the addons and all they need."""
    names = {other for addon in addons for other in (addon, *manifests.closure(addon, bench.suite))}
    return manifests.digests(bench.layout, sorted(names & set(bench.suite)))


def _build(bench, name, addons, fresh):
    log = bench.logs / f"{name}.log"
    log.unlink(missing_ok=True)
    if fresh:
        outside = {module for addon in addons for module in manifests.outside(addon, bench.suite)}
        bench.databases.clone(bench.odoo_template(sorted(outside)), name)
        bench.odoo.install(name, addons, log)
    else:
        bench.odoo.install(name, sorted(_contents(bench, addons)), log, update=True)
