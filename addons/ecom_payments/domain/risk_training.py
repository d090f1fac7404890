"""Learning the risk of return from a store's own orders, with scikit-learn. Nothing that serves requests imports this.

What is learnt is judged on orders placed later than all it was learnt from, and only by what was known by then.
"""

import math
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.preprocessing import StandardScaler

from .risk_features import FEATURES, NAMES
from .risk_model import Model, Weight

_HELD_OUT = 0.3
_STRENGTH = 0.3  # of the data against the wish for small factors (scikit-learn's C)
_BLOCKS = 5
_ENOUGH_TO_CALIBRATE = 20
_ENOUGH_TO_JUDGE = 10
_BINS = 5
_SAME_RANKING = 0.02  # of AUC: less is no difference
_RISING = frozenset(feature.name for feature in FEATURES if feature.rising)


@dataclass(frozen=True, slots=True)
class Example:
    """An order whose end is known.

    :ivar figures: from ``risk_features.features``
    :ivar rules: its risk by ``risk_rules``, to compare with
    """

    placed_at: datetime
    known_at: datetime
    figures: dict
    rules: float
    returned: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What was learnt.

    :ivar model: learnt from all examples
    :ivar dropped: figures left out, as they would have counted the wrong way round
    :ivar held_out: how a model learnt from the earlier orders did on the later ones, next to the rules: dict with
        ``from``, ``orders``, ``returned``, and for ``model`` and ``rules`` each ``auc``, ``brier`` and ``bins``
    :ivar better: its risks are closer to what happened to the later orders (Brier) than those of the rules and than the
        usual share for every order, and it ranks them better than luck and no worse than the rules
    """

    model: Model
    dropped: tuple[str, ...]
    held_out: dict
    better: bool


def train(examples):
    """Learn from orders. Returns :class:`Result`, or None if the later orders are too few to judge by.

    :param examples: list of :class:`Example`
    """
    examples = sorted(examples, key=lambda example: (example.placed_at, example.known_at))
    start = examples[int(len(examples) * (1 - _HELD_OUT))].placed_at
    later = [example for example in examples if example.placed_at >= start]
    earlier = [example for example in examples if example.known_at < start]
    if _rarer(later) < _ENOUGH_TO_JUDGE or _rarer(earlier) < _ENOUGH_TO_JUDGE:
        return None
    judged, _dropped = _learn(earlier)
    held_out = {
        "from": start.isoformat(),
        "orders": len(later),
        "returned": sum(example.returned for example in later),
        "model": quality(later, [judged.risk(example.figures) for example in later]),
        "rules": quality(later, [example.rules for example in later]),
    }
    model, dropped = _learn(examples)
    ours, theirs = held_out["model"], held_out["rules"]
    usual = np.mean([example.returned for example in earlier])
    guessing = quality(later, [usual] * len(later))
    better = ours["auc"] > max(theirs["auc"] - _SAME_RANKING, _luck(later)) and (
        ours["brier"] < min(theirs["brier"], guessing["brier"])
    )
    return Result(model, dropped, held_out, better)


def quality(examples, risks):
    """Say how well risks foretold what happened: dict.

    ``auc``: how often a returned order had the higher risk than a delivered one, 0.5 is chance. ``brier``: mean squared
    distance of risk and outcome, less is better. ``bins``: orders in parts of equal size by risk, with the mean risk
    and the share that came back.
    """
    outcomes = np.array([example.returned for example in examples], dtype=float)
    risks = np.array(risks)
    bins = [
        {
            "orders": len(part),
            "expected": float(risks[part].mean()),
            "returned": float(outcomes[part].mean()),
        }
        for part in np.array_split(np.argsort(risks, kind="stable"), _BINS)
        if len(part)
    ]
    return {
        "auc": float(roc_auc_score(outcomes, risks)),
        "brier": float(brier_score_loss(outcomes, risks)),
        "bins": bins,
    }


def _luck(examples):
    """Return the AUC that scores without any meaning exceed in one of twenty cases."""
    returned = sum(example.returned for example in examples)
    pairs = returned * (len(examples) - returned)
    return 0.5 + 1.645 * math.sqrt((len(examples) + 1) / (12 * pairs))


def _rarer(examples):
    returned = sum(example.returned for example in examples)
    return min(returned, len(examples) - returned)


def _learn(examples):
    """Return the :class:`Model` of examples in the order of time, and the names of what was left out."""
    figures, outcomes = _arrays(examples)
    model, dropped = _fit(figures, outcomes)
    slope, shift = _calibration(figures, outcomes)
    return Model(model.weights, model.start, slope, shift), dropped


def _arrays(examples):
    figures = np.array([[example.figures[name] for name in NAMES] for example in examples])
    return figures, np.array([example.returned for example in examples], dtype=int)


def _fit(figures, outcomes):
    """Fit, and leave out what counts the wrong way round until nothing does."""
    names = [name for name, column in zip(NAMES, figures.T, strict=True) if column.std()]
    dropped, weights, start = [], (), _even(outcomes)
    while names:
        columns = [NAMES.index(name) for name in names]
        scaler = StandardScaler().fit(figures[:, columns])
        fitted = LogisticRegression(C=_STRENGTH, max_iter=1000).fit(
            scaler.transform(figures[:, columns]), outcomes
        )
        factors = dict(zip(names, fitted.coef_[0], strict=True))
        wrong = [name for name in names if name in _RISING and factors[name] < 0]
        if not wrong:
            weights, start = _weights(factors, scaler), float(fitted.intercept_[0])
            break
        worst = min(wrong, key=factors.get)
        names.remove(worst)
        dropped.append(worst)
    return Model(weights, start), tuple(dropped)


def _weights(factors, scaler):
    return tuple(
        Weight(name, float(mean), float(scale), float(factor))
        for (name, factor), mean, scale in zip(
            factors.items(), scaler.mean_, scaler.scale_, strict=True
        )
    )


def _even(outcomes):
    """Return the log odds of an order of which nothing is known."""
    share = outcomes.mean()
    return float(np.log(share / (1 - share)))


def _calibration(figures, outcomes):
    """Return Platt's slope and shift, from log odds of blocks that each were foretold by the blocks before."""
    blocks = np.array_split(np.arange(len(outcomes)), _BLOCKS)
    foretold, happened = [], []
    for number, block in enumerate(blocks[1:], start=1):
        before = np.concatenate(blocks[:number])
        if len(set(outcomes[before])) < 2:
            continue
        model, _dropped = _fit(figures[before], outcomes[before])
        foretold += [model.raw(dict(zip(NAMES, row, strict=True))) for row in figures[block]]
        happened += list(outcomes[block])
    returned = sum(happened)
    if min(returned, len(happened) - returned) < _ENOUGH_TO_CALIBRATE:
        return 1.0, 0.0
    platt = LogisticRegression(C=1.0).fit(np.array(foretold).reshape(-1, 1), happened)
    slope = float(platt.coef_[0][0])
    return (slope, float(platt.intercept_[0])) if slope > 0 else (1.0, 0.0)
