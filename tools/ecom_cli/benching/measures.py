"""What a bench promises."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One number a bench reports.

    :param str name: unique within its bench.
    :param str unit: "" for a ratio.
    :param float at_least: lowest value that is good enough; None: no bound.
    :param float at_most: highest value that is good enough; None: no bound.
    :param str why: what the bound stands for.
    """

    name: str
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None
    why: str = ""

    def bound(self):
        """Return the bounds as text ("" when there are none)."""
        parts = []
        if self.at_least is not None:
            parts.append(f"≥ {self.at_least:g}")
        if self.at_most is not None:
            parts.append(f"≤ {self.at_most:g}")
        return ", ".join(parts)

    def holds(self, value):
        """Tell whether a value keeps the bounds."""
        low = self.at_least is None or value >= self.at_least
        return low and (self.at_most is None or value <= self.at_most)


def shown(value):
    """Return a number with three significant digits, large ones in full."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
