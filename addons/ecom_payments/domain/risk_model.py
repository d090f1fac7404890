"""A learnt risk: a logistic regression as plain numbers, applied without any library.

The sum of what the topics add to the log odds, scaled so that shares come true (Platt's calibration), becomes the risk.
What a topic adds is its explanation.
"""

import math
from collections import defaultdict
from dataclasses import asdict, dataclass

from .risk_features import TOPICS


@dataclass(frozen=True, slots=True)
class Weight:
    """How one figure counts.

    :ivar mean: of the orders learnt from; an average order adds nothing
    :ivar scale: standard deviation
    :ivar factor: log odds per standard deviation
    """

    name: str
    mean: float
    scale: float
    factor: float

    def effect(self, value):
        """Return what a value of the figure adds to the log odds."""
        return self.factor * (value - self.mean) / self.scale


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic regression.

    :ivar start: log odds of an average order
    :ivar slope: calibration, log odds are multiplied with it
    :ivar shift: calibration, then added
    """

    weights: tuple[Weight, ...]
    start: float
    slope: float = 1.0
    shift: float = 0.0

    def raw(self, figures):
        """Return the log odds before calibration."""
        return self.start + sum(weight.effect(figures[weight.name]) for weight in self.weights)

    def risk(self, figures):
        """Return the risk, 0 to 1.

        :param dict figures: from ``risk_features.features``
        """
        return _share(self.slope * self.raw(figures) + self.shift)

    def effects(self, figures):
        """Return what each topic adds to the log odds: dict of float."""
        found = defaultdict(float)
        for weight in self.weights:
            found[TOPICS[weight.name]] += self.slope * weight.effect(figures[weight.name])
        return dict(found)

    def to_json(self):
        """Return it as what JSON can hold; see :meth:`from_json`."""
        return asdict(self) | {"weights": [asdict(weight) for weight in self.weights]}

    @classmethod
    def from_json(cls, data):
        """Return the model that :meth:`to_json` was called on."""
        weights = tuple(Weight(**weight) for weight in data["weights"])
        return cls(weights, data["start"], data["slope"], data["shift"])


def _share(log_odds):
    # exp() of a large number overflows, of a small one does not
    if log_odds < 0:
        odds = math.exp(log_odds)
        return odds / (1 + odds)
    return 1 / (1 + math.exp(-log_odds))
