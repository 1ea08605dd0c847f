"""What holds of every recommendation, over all kinds of problems and both rulesets."""

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from advisor.engine import Pick
from advisor.explaining import explain_choices
from advisor.problem import Problem
from advisor.problem.intake import Intake
from advisor.recommending import recommend
from advisor.references import resolve
from advisor.yamlio import read_document
from tests.strategies import RULESETS, problems

often = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
sometimes = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

SINGLE_LABEL = ("multiclass", "token-classification", "segmentation")
HIDDEN_INIT = {
    "relu": "he", "leaky-relu": "he", "prelu": "he", "rrelu": "he", "gelu": "he", "silu": "he", "mish": "he",
    "hardswish": "he", "relu-squared": "he", "selu": "lecun", "elu": "lecun", "tanh": "glorot",
}  # fmt: skip


def choice(recommendation: Any, path: str) -> Any:
    """A choice's value, or None where the key is left out."""
    found = recommendation.choices.get(path)
    return found.value if found else None


@pytest.mark.slow
@often
@given(problems(), RULESETS)
def test_the_output_fits_the_task_and_the_range_of_the_target(problem: Problem, ruleset: Any) -> None:
    r = recommend(problem, ruleset)
    units, activation, loss = (
        choice(r, p) for p in ("model.output.units", "model.output.activation", "training.loss.name")
    )
    if problem.task == "binary" and loss not in (None, "contrastive"):
        assert (units, activation) == (1, "sigmoid")
        assert loss in ("binary-cross-entropy", "focal", "generalized-cross-entropy")
    if problem.task in SINGLE_LABEL and problem.data.classes > 1 and loss != "contrastive":
        assert units == problem.data.classes
        assert activation == "softmax"
    if problem.task == "multilabel":
        assert (units, activation) == (problem.data.outputs, "sigmoid")
    if problem.task == "ordinal":
        assert (units, activation) == (problem.data.classes - 1, "cumulative-sigmoid")
    if problem.task == "regression":
        levels = {*problem.data.quantiles, 0.5} if problem.data.quantiles else set()
        assert units == (len(levels) or problem.data.outputs)
        assert loss in (None, "mse", "mae", "huber", "poisson", "quantile")
        _range_is_kept(problem, r, activation)


def _range_is_kept(problem: Problem, r: Any, activation: str) -> None:
    """A raw target's range is met by the output activation; a standardised one by clamping or inverting."""
    transform = choice(r, "data.target.transform")
    allowed = {
        "unbounded": {"none"},
        "positive": {"none", "softplus", "exp"},
        "counts": {"none", "softplus", "exp"},
        "unit": {"none", "sigmoid"},
        "symmetric": {"none", "tanh"},
    }[problem.data.target_range]
    assert activation in allowed
    if transform in ("standardize", "log1p-standardize"):
        assert activation == "none"


@pytest.mark.slow
@often
@given(problems(), RULESETS)
def test_initialisation_and_dropout_fit_the_activation_and_the_normalisation(problem: Problem, ruleset: Any) -> None:
    r = recommend(problem, ruleset)
    activation, init = choice(r, "model.activation.name"), choice(r, "model.initialization.hidden")
    family, normalization = choice(r, "model.family"), choice(r, "model.normalization.kind")
    dropout, rates = choice(r, "model.dropout.kind"), choice(r, "model.dropout.rates")
    if activation in HIDDEN_INIT and family not in ("rnn", "transformer"):
        assert init.startswith(HIDDEN_INIT[activation]), (activation, init)
    assert (dropout == "alpha") == (activation == "selu" and dropout != "none")
    if activation == "selu":
        assert normalization == "none"
        assert dropout in ("alpha", "none")
    if rates is not None:
        assert len(rates) == choice(r, "model.hidden.layers")
        assert all(0 <= rate < 1 for rate in rates)
        if normalization == "batch" and dropout == "dropout":
            assert all(rate == 0 for rate in rates[:-1]), "dropout before a BatchNorm"
    assert len(choice(r, "model.hidden.widths")) == choice(r, "model.hidden.layers")


@pytest.mark.slow
@often
@given(problems(), RULESETS)
def test_training_is_possible(problem: Problem, ruleset: Any) -> None:
    r = recommend(problem, ruleset)
    rows, batch = choice(r, "data.split.train_rows"), choice(r, "training.batch_size")
    assert 1 <= rows <= problem.data.rows
    if batch is not None:
        assert batch >= 1
        assert batch <= rows or problem.task == "language-modeling"  # whose texts are cut into many sequences
        assert choice(r, "training.epochs") >= 1
        assert 0 < choice(r, "training.learning_rate.initial") < 10
        assert 1 <= choice(r, "compute.micro_batch") <= batch
        produced = choice(r, "compute.micro_batch") * choice(r, "compute.accumulation") * choice(r, "compute.devices")
        assert produced >= batch
    if choice(r, "model.family") == "rnn":
        assert choice(r, "training.clip_norm") > 0
    schedule, stop = choice(r, "training.schedule"), choice(r, "training.early_stopping")
    if schedule and schedule.name in ("one-cycle", "cosine", "linear", "warmup-stable-decay") and ruleset == "current":
        assert stop.patience == 0 or stop.patience >= choice(r, "training.epochs") // 10
    assert stop is None or stop.restore_best or "temperature" in choice(r, "evaluation.calibration")
    if choice(r, "data.split.folds") > 1 and problem.data.groups > 1:
        assert choice(r, "data.split.folds") <= problem.data.groups
    assert choice(r, "compute.devices") <= max(1, problem.compute.gpus)


@pytest.mark.slow
@often
@given(problems(), RULESETS)
def test_the_document_is_valid_and_reads_back_as_itself(problem: Problem, ruleset: Any) -> None:
    r = recommend(problem, ruleset)
    assert r.config.model.family == choice(r, "model.family")
    text = r.to_yaml()
    intake = Intake()
    intake.document(read_document(text, "config.yaml"))
    again: Any = intake.ruleset
    assert recommend(Problem.of(intake), again).to_yaml() == text
    numbers = [value for value in _scalars(r.document()) if isinstance(value, float)]
    assert all(math.isfinite(number) for number in numbers)


def _scalars(value: Any) -> Any:
    if isinstance(value, dict):
        for item in value.values():
            yield from _scalars(item)
    elif isinstance(value, list):
        for item in value:
            yield from _scalars(item)
    else:
        yield value


@pytest.mark.slow
@sometimes
@given(problems(), RULESETS)
def test_every_choice_has_a_reason_with_what_it_rests_on_and_sources(problem: Problem, ruleset: Any) -> None:
    for explanation in explain_choices(recommend(problem, ruleset)):
        assert explanation.because, explanation.decision
        assert "\n" not in explanation.because
        assert not explanation.because.endswith("."), explanation.because
        for source in explanation.sources:
            resolve(source.key)
        for premise in explanation.rests_on:
            if premise.origin != "chosen":
                assert problem.origin(premise.path) == premise.origin


@sometimes
@given(problems())
def test_a_departure_from_the_guide_says_why(problem: Problem) -> None:
    for chosen in recommend(problem).choices.values():
        guide = chosen.under("guide")
        assert guide is not None
        assert isinstance(guide.answer, Pick)
        if guide.answer.value != chosen.value:
            assert chosen.rule.versus, f"{chosen.rule.id} differs from {guide.rule.id} without a reason"


@sometimes
@given(problems(), RULESETS)
def test_facts_that_no_rule_reads_change_nothing(problem: Problem, ruleset: Any) -> None:
    r = recommend(problem, ruleset)
    read = r.resolution.facts_read
    for path in ("data.target_skew", "priorities.trials", "data.duplicates"):
        leaf_matters = any(leaf.path == path for leaf, _, _ in problem.relevant())
        if path in read or not leaf_matters:
            continue
        value = 0.7 if path != "priorities.trials" else 77
        other = recommend(problem.replace(**{path: value}), ruleset)
        assert {p: c.value for p, c in other.choices.items()} == {p: c.value for p, c in r.choices.items()}
