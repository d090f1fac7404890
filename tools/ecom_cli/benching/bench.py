"""What a bench module's `run(bench)` works with."""

import math
import time
import traceback

from .. import ui
from . import load as generator
from .measures import shown

_WARMUP_SECONDS = 1.0
_NAME_WIDTH = 52


class Bench:
    """One bench: its shop, its loads, its figures.

    :param module: the bench, see tools/bench/__init__.py.
    :param Lab lab: where shops come from.
    :param float seconds: per measurement.
    """

    def __init__(self, name, module, lab, seconds):
        self.name, self.module, self.lab, self.seconds = name, module, lab, seconds
        self.title = (module.__doc__ or name).strip().splitlines()[0]
        self.measures = {measure.name: measure for measure in module.MEASURES}
        self.values = {}
        self._shop = None

    def run(self):
        """Run it, print its table as it fills; return what is broken as texts."""
        broken = []
        try:
            self.module.run(self)
        except Exception:  # noqa: BLE001 - the next bench still runs, this one has failed
            broken.append(f"{self.name} broke off:\n{traceback.format_exc()}")
        finally:
            self.lab.stop_serving()
        for name, measure in self.measures.items():
            if name not in self.values:
                broken.append(f"{self.name}: {name} was not measured")
            elif not measure.holds(self.values[name]["value"]):
                value = shown(self.values[name]["value"])
                why = f" ({measure.why})" if measure.why else ""
                broken.append(f"{self.name}: {name} is {value}, not {measure.bound()}{why}")
        return broken

    def results(self):
        """Return what was reported, for results.json."""
        return self.values

    # --- for bench modules ---

    def shop(self, seed=None, **variables):
        """Serve a shop with 2 workers and return it; see tools/bench/__init__.py."""
        self._shop = self.lab.serve(seed, variables)
        return self._shop

    def load(self, target, connections=8, seconds=None, warmup=_WARMUP_SECONDS):
        """Load a target; failures are shown at once."""
        cpu = self._shop.cpu if self._shop else lambda: None
        result = generator.run(target, connections, seconds or self.seconds, warmup, cpu)
        for what, count in result.failures.most_common(3):
            self.note(f"{count} times {what}")
        return result

    def compare(self, targets, connections=8, seconds=None, rounds=3):
        """Load several targets in turn; return {name: Load}."""
        part = (seconds or self.seconds) / rounds
        found = {}
        for turn in range(rounds):
            for name, target in targets.items():
                warmup = 0.2 if turn else _WARMUP_SECONDS
                result = self.load(target, connections, part, warmup)
                found[name] = found[name] + result if name in found else result
        return found

    def timed(self, function, *arguments):
        """Return (result, milliseconds)."""
        started = time.perf_counter()
        result = function(*arguments)
        return result, (time.perf_counter() - started) * 1000

    def report(self, name, value, load=None):
        """Fill in a declared measure and print its line.

        :raise KeyError: for a measure the module did not declare.
        """
        measure = self.measures[name]
        self.values[name] = {"value": value, "unit": measure.unit, "bound": measure.bound()}
        detail = ""
        if load is not None:
            facts = {"median": load.median, "p99": load.p99, "cpu": load.cpu}
            self.values[name] |= {key: fact for key, fact in facts.items() if math.isfinite(fact)}
            detail = f"median {shown(load.median)} ms, p99 {shown(load.p99)} ms"
            detail += f", CPU {shown(load.cpu)} ms" if math.isfinite(load.cpu) else ""
        ui.say(self._line(measure, value, detail))

    def ratio(self, name, value, baseline):
        """Report value / baseline, both of this run."""
        self.report(name, value / baseline if baseline else math.inf)

    def note(self, text):
        """Print a line below the table."""
        ui.say(f"      {text}")

    def _line(self, measure, value, detail):
        mark = " "
        if measure.bound():
            mark = ui.colour("✓", 32) if measure.holds(value) else ui.colour("✗", 31)
        unit = measure.unit or "×"
        parts = [f"  {mark} {measure.name:<{_NAME_WIDTH}} {shown(value):>9} {unit:<6}"]
        parts += [measure.bound(), detail]
        return "  ".join(part for part in parts if part).rstrip()
