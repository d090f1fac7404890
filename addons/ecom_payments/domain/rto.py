"""How many parcels come back, and how sure that is.

The rate counts parcels whose end is known: returned / (delivered + returned), by the time they were sent off and by the
payment type they were sent off with. Parcels on their way, lost and cancelled ones are on neither side. What a
customer sends back after delivery stays delivered.
"""

import math
from collections import Counter
from dataclasses import dataclass

DELIVERED, RETURNED = "delivered", "rto_received"
#: Outcomes that keep a parcel out of the rate for good, and those that say it is still on its way.
LOST, CANCELLED = "lost", "cancelled"
#: Fewer parcels than this make no rate worth showing.
ENOUGH = 20
_Z = 1.959964  # 95 %


@dataclass(frozen=True, slots=True)
class Rate:
    """A share and its 95 % interval (Wilson). ``None`` where there are no parcels.

    :ivar returned: parcels that came back
    :ivar final: parcels whose end is known
    """

    returned: int
    final: int

    @property
    def value(self):
        """The share, 0 to 1, or None."""
        return self.returned / self.final if self.final else None

    @property
    def is_enough(self):
        """Whether there are enough parcels to speak of a rate."""
        return self.final >= ENOUGH

    @property
    def interval(self):
        """(low, high) of the share, or None."""
        return wilson(self.returned, self.final) if self.final else None

    def dump(self):
        """Return it for screens: dict."""
        low, high = self.interval or (None, None)
        return {
            "rate": self.value,
            "low": low,
            "high": high,
            "returned": self.returned,
            "final": self.final,
            "enough": self.is_enough,
        }


def rate(outcomes):
    """Return the :class:`Rate` of parcels.

    :param outcomes: iterable of outcomes, see ``order_status.OUTCOMES``
    """
    counts = Counter(outcomes)
    return Rate(counts[RETURNED], counts[DELIVERED] + counts[RETURNED])


def wilson(hits, total):
    """Return the 95 % interval of a share: Wilson's score interval, which holds for few cases and for 0 and 1 too."""
    share, square = hits / total, _Z * _Z
    centre = share + square / (2 * total)
    spread = _Z * math.sqrt(share * (1 - share) / total + square / (4 * total * total))
    below, above = (
        (centre - spread) / (1 + square / total),
        (centre + spread) / (1 + square / total),
    )
    return max(below, 0.0), min(above, 1.0)


@dataclass(frozen=True, slots=True)
class Difference:
    """How two rates differ: first minus second, with its 95 % interval (Newcombe's, from Wilson's intervals)."""

    value: float
    low: float
    high: float

    @property
    def is_sure(self):
        """Whether the interval leaves out "no difference"."""
        return self.low > 0 or self.high < 0


def difference(first, second):
    """Return the :class:`Difference` of two rates, or None unless both have enough parcels."""
    if not (first.is_enough and second.is_enough):
        return None
    (low1, high1), (low2, high2) = first.interval, second.interval
    value = first.value - second.value
    below = math.hypot(first.value - low1, high2 - second.value)
    above = math.hypot(high1 - first.value, second.value - low2)
    return Difference(value, value - below, value + above)
