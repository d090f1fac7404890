"""`./ecom bench`: run the benches of tools/bench and judge what they report."""

import importlib
import json
import sys
import time

from . import atomic, ui
from .benching import lab
from .benching.bench import Bench
from .errors import Failure
from .layout import Layout


def bench(options):
    """Run the chosen benches; return 1 when a bound is broken or a measure is missing."""
    layout = Layout()
    modules = _modules(layout, options.names)
    started = time.monotonic()
    broken = []
    results = {}
    bench_lab = lab.Lab(layout).open()
    try:
        bench_lab.prepare(fresh=options.fresh)
        for name, module in modules.items():
            work = Bench(name, module, bench_lab, options.seconds)
            ui.say()
            ui.say(f"  {ui.colour(work.title, 1)}")
            broken += work.run()
            results[name] = work.results()
            atomic.write_text(bench_lab.home / "results.json", json.dumps(results, indent=2))
    finally:
        bench_lab.close()
    return _verdict(broken, bench_lab, started)


def _modules(layout, names):
    """Import the benches; all of them when none is named."""
    folder = layout.root / "tools" / "bench"
    there = sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))
    unknown = sorted(set(names) - set(there))
    if unknown:
        raise Failure(
            f"No such bench: {', '.join(unknown)}.", f"There are: {', '.join(there) or 'none yet'}."
        )
    sys.path.insert(0, str(folder.parent))
    return {name: importlib.import_module(f"bench.{name}") for name in names or there}


def _verdict(broken, bench_lab, started):
    minutes, seconds = divmod(time.monotonic() - started, 60)
    ui.say()
    ui.say(
        f"Figures: {bench_lab.home / 'results.json'}   Time: {minutes:.0f} min {seconds:02.0f} s"
    )
    for text in broken:
        ui.say(f"  {ui.colour('✗', 31)} {text}")
    ui.say("" if broken else "Every bound holds.")
    return 1 if broken else 0
