"""Learning from a made-up shop whose truth is known."""

import json
import math
import random
import subprocess
import sys
import time
from datetime import datetime, timedelta

import pytest
from ecom_payments.domain import risk_features, risk_reasons, risk_rules, risk_training
from ecom_payments.domain.risk_features import Facts, History
from ecom_payments.domain.risk_model import Model

BEGIN = datetime(2026, 1, 1)


def sigmoid(log_odds):
    return 1 / (1 + math.exp(-log_odds))


def shop(count=3000, seed=7, signal=1.0):
    """Return examples whose risk is a known function: mostly of the PIN code, which the rules weigh little."""
    roll = random.Random(seed)
    examples, truth = [], []
    for number in range(count):
        zip_share = roll.choice((0.03, 0.1, 0.45))
        zip_parcels = roll.randint(20, 80)
        returned_before = sum(roll.random() < zip_share for _ in range(zip_parcels))
        facts = Facts(
            roll.choice(("prepaid", "cod", "partial_cod")),
            value=math.exp(roll.gauss(0, 0.6)),
            hour=roll.randint(0, 23),
            weekday=roll.randint(0, 6),
            items=roll.randint(1, 5),
            zip=History(zip_parcels - returned_before, returned_before),
            store=History(800, 200),
            state=History(200, 50),
            earlier_orders=roll.randint(0, 1),
        )
        figures = risk_features.features(facts)
        risk = sigmoid(-1.9 + signal * (1.6 * figures["zip_history"] + 1.2 * figures["cod"]))
        placed = BEGIN + timedelta(hours=number)
        examples.append(
            risk_training.Example(
                placed,
                placed + timedelta(days=5),
                figures,
                risk_rules.risk(risk_rules.points(facts)),
                roll.random() < risk,
            )
        )
        truth.append((facts, risk))
    return examples, truth


@pytest.fixture(scope="module")
def learnt():
    examples, truth = shop()
    return risk_training.train(examples), examples, truth


def test_beats_the_rules_on_later_orders(learnt):
    result, _examples, _truth = learnt
    ours, theirs = result.held_out["model"], result.held_out["rules"]
    assert result.better
    assert ours["auc"] > theirs["auc"] + 0.01
    assert ours["brier"] < theirs["brier"]


def test_is_calibrated_on_later_orders(learnt):
    """Mean risk and share that came back differ by less than 8 points in every fifth, and by 3 on average."""
    result, _examples, _truth = learnt
    bins = result.held_out["model"]["bins"]
    gaps = [abs(part["expected"] - part["returned"]) for part in bins]
    assert max(gaps) < 0.08
    assert sum(gaps) / len(gaps) < 0.03


def test_finds_the_risk_that_is_there(learnt):
    result, examples, truth = learnt
    errors = [
        abs(result.model.risk(example.figures) - risk)
        for example, (_facts, risk) in zip(examples, truth, strict=True)
    ]
    assert sum(errors) / len(errors) < 0.03


def test_explains_with_the_true_driver(learnt):
    result, examples, truth = learnt
    risky = [
        (example, facts)
        for example, (facts, _risk) in zip(examples, truth, strict=True)
        if facts.zip.share(0.2, 8) > 0.4 and facts.payment_type == "prepaid"
    ]
    assert len(risky) > 100
    for example, facts in risky:
        reasons = risk_reasons.top(result.model.effects(example.figures), facts)
        assert reasons[0].code == "zip"
        assert reasons[0].effect > 0
        assert reasons[0].values["returned"] == facts.zip.returned


def test_learns_nothing_from_noise():
    examples, _truth = shop(count=1200, seed=3, signal=0.0)
    result = risk_training.train(examples)
    assert 0.4 < result.held_out["model"]["auc"] < 0.6
    assert not result.better


def test_better_than_bad_rules_is_not_enough():
    """Rules that are wrong about everything are no excuse for a model that knows nothing."""
    examples, _truth = shop(count=1200, seed=3, signal=0.0)
    backwards = [
        risk_training.Example(
            e.placed_at, e.known_at, e.figures, 0.05 if e.returned else 0.95, e.returned
        )
        for e in examples
    ]
    assert not risk_training.train(backwards).better


def test_nothing_counts_the_wrong_way_round():
    examples, _truth = shop(count=400, seed=11)
    result = risk_training.train(examples)
    rising = {feature.name for feature in risk_features.FEATURES if feature.rising}
    assert all(weight.factor >= 0 for weight in result.model.weights if weight.name in rising)


def test_too_few_returns_to_judge():
    examples, _truth = shop(count=40)
    assert risk_training.train(examples) is None


def test_same_every_time(learnt):
    result, examples, _truth = learnt
    assert risk_training.train(list(reversed(examples))) == result


def test_model_survives_json(learnt):
    result, examples, _truth = learnt
    copy = Model.from_json(json.loads(json.dumps(result.model.to_json())))
    assert copy == result.model
    assert copy.risk(examples[0].figures) == result.model.risk(examples[0].figures)


def test_effects_add_up_to_the_risk(learnt):
    model, figures = learnt[0].model, learnt[1][0].figures
    log_odds = model.slope * model.start + model.shift + sum(model.effects(figures).values())
    assert sigmoid(log_odds) == pytest.approx(model.risk(figures))


def test_later_outcomes_are_not_used_for_judging():
    """Orders whose end became known only after the later ones began must not teach."""
    examples, _truth = shop(count=400)
    unknown = [
        risk_training.Example(
            e.placed_at, BEGIN + timedelta(days=3000), e.figures, e.rules, e.returned
        )
        for e in examples
    ]
    assert risk_training.train(unknown) is None


def test_scoring_needs_no_library_and_little_time(learnt):
    """In a process of its own, so that nothing is imported already."""
    data = json.dumps([learnt[0].model.to_json(), learnt[1][0].figures])
    code = (
        "import json, sys; from odoo.addons.ecom_payments.domain.risk_model import Model;"
        "model, figures = json.loads(sys.stdin.read());"
        "print(Model.from_json(model).risk(figures), 'sklearn' in sys.modules, 'numpy' in sys.modules)"
    )
    setup = "import sys; sys.path[:0] = %r; from ecom_cli.testing import unit_plugin; unit_plugin._install_packages();"
    answer = subprocess.run(  # noqa: S603
        [sys.executable, "-c", setup % sys.path + code],
        input=data,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout.split()
    assert answer[1:] == ["False", "False"]
    model, figures = learnt[0].model, learnt[1][0].figures
    begin = time.perf_counter()
    for _ in range(1000):
        model.risk(figures)
    assert time.perf_counter() - begin < 2.0  # 2 ms each; it is some 10 microseconds
