"""The output layer: the choice for every kind of data and task."""

from typing import Any

import pytest

from advisor.engine import Pick, Skip
from advisor.knowledge.model.output import output_activation, units
from advisor.problem import Problem
from advisor.problem.vocabulary import SUPPORTED
from tests.knowledge.deciding import speaking


def a(kind: str, task: str, **facts: Any) -> Problem:
    return Problem(**{"task": task, "data.kind": kind, **facts})


def first(decision: Any, ruleset: str, problem: Problem, **known: Any) -> Any:
    """The first answer of a decision's rules, given only what is named."""
    given = {"problem": problem, "family": "mlp", "units": 2, **known}
    for rule in speaking(decision, ruleset, given):
        answer = rule(*[given.get(name) for name in rule.needs])
        if isinstance(answer, Pick):
            return answer.value
    raise AssertionError(f"no answer of {decision.path}")


BOTH = ("current", "guide")


@pytest.mark.parametrize("ruleset", BOTH)
@pytest.mark.parametrize(
    ("problem", "known", "expected"),
    [
        pytest.param(a("table", "binary"), {}, 1, id="two classes"),
        pytest.param(a("table", "multiclass", classes=3), {}, 3, id="three classes"),
        pytest.param(a("table", "ordinal", classes=5), {}, 4, id="five classes in order"),
        pytest.param(a("table", "multilabel", outputs=7), {}, 7, id="seven labels"),
        pytest.param(a("table", "regression"), {}, 1, id="one target"),
        pytest.param(a("table", "regression", outputs=3), {}, 3, id="three targets"),
        pytest.param(a("image", "segmentation", classes=4), {"family": "unet"}, 4, id="pixels"),
        pytest.param(a("text", "token-classification", classes=9), {"family": "rnn"}, 9, id="tokens"),
        pytest.param(a("image", "detection", classes=20), {"family": "detector"}, 24, id="boxes"),
        pytest.param(a("image", "detection", classes=1), {"family": "detector"}, 5, id="boxes of one class"),
        pytest.param(a("image", "detection", classes=1), {"family": "pretrained"}, 4, id="a single box"),
        pytest.param(a("image", "detection", classes=2), {"family": "pretrained"}, 6, id="a single box of two classes"),
        pytest.param(a("series", "forecasting", horizon=96), {"family": "nhits"}, 96, id="steps ahead"),
        pytest.param(a("text", "language-modeling"), {"vocabulary": 4_096}, 4_096, id="byte pairs"),
        pytest.param(a("text", "language-modeling"), {"backbone": "qwen3_0_6b"}, 151_936, id="a published decoder"),
        pytest.param(a("text", "language-modeling"), {"backbone": "unheard of"}, 50_304, id="an unknown decoder"),
        pytest.param(a("audio", "speech-recognition"), {"backbone": "whisper_small"}, 51_865, id="Whisper"),
        pytest.param(a("audio", "speech-recognition"), {"backbone": "whisper_large_v3"}, 51_866, id="Whisper large"),
        pytest.param(a("audio", "speech-recognition"), {"backbone": "wav2vec2_base"}, 32, id="letters"),
        pytest.param(a("audio", "speech-recognition", multilingual=True), {"family": "rnn"}, 256, id="every script"),
    ],
)
def test_units(problem, known, expected, ruleset):
    assert first(units, ruleset, problem, **known) == expected


@pytest.mark.parametrize("ruleset", BOTH)
@pytest.mark.parametrize(
    ("problem", "known", "expected"),
    [
        pytest.param(a("table", "binary"), {"units": 1}, "sigmoid", id="two classes"),
        pytest.param(a("table", "multiclass"), {"units": 10}, "softmax", id="classes"),
        pytest.param(a("table", "ordinal"), {"units": 4}, "cumulative-sigmoid", id="classes in order"),
        pytest.param(a("table", "multilabel"), {"units": 10}, "sigmoid", id="labels"),
        pytest.param(a("image", "detection"), {"family": "detector"}, "sigmoid", id="boxes"),
        pytest.param(a("image", "detection"), {"family": "pretrained"}, "none", id="a single box"),
        pytest.param(a("image", "segmentation"), {"units": 2}, "softmax", id="pixels"),
        pytest.param(a("image", "segmentation"), {"units": 1}, "sigmoid", id="pixels of one class"),
        pytest.param(a("text", "token-classification"), {"units": 9}, "softmax", id="tokens"),
        pytest.param(a("text", "language-modeling"), {"units": 4_096}, "softmax", id="language"),
        pytest.param(a("audio", "speech-recognition"), {"units": 32}, "softmax", id="speech"),
    ],
)
def test_activation_of_classes(problem, known, expected, ruleset):
    assert first(output_activation, ruleset, problem, **known) == expected


@pytest.mark.parametrize(
    ("target", "transform", "current", "guide"),
    [
        ("unbounded", "standardize", "none", "none"),
        ("unbounded", "none", "none", "none"),
        ("positive", "log1p-standardize", "none", "none"),
        ("positive", "none", "softplus", "softplus"),
        ("counts", "none", "exp", "softplus"),
        ("counts", "log1p-standardize", "none", "none"),
        ("unit", "standardize", "none", "none"),
        ("unit", "none", "sigmoid", "sigmoid"),
        ("symmetric", "standardize", "none", "none"),
        ("symmetric", "none", "tanh", "tanh"),
    ],
)
def test_activation_of_numbers(target, transform, current, guide):
    problem = a("table", "regression", target_range=target)
    assert first(output_activation, "current", problem, target_transform=transform) == current
    assert first(output_activation, "guide", problem, target_transform=transform) == guide


@pytest.mark.parametrize("target", ["unbounded", "positive", "counts"])
def test_forecasts_are_linear_on_the_scale_of_their_window(target):
    problem = a("series", "forecasting", target_range=target)
    assert first(output_activation, "current", problem, target_transform="none") == "none"
    assert first(output_activation, "guide", problem, target_transform="standardize") == "none"


@pytest.mark.parametrize("target", ["positive", "counts", "unit", "symmetric"])
def test_a_bounded_output_is_no_alternative_for_a_transformed_target(target: str) -> None:
    """Its reason would not hold: the bounds are gone."""
    known = {"problem": a("table", "regression", target_range=target), "target_transform": "standardize"}
    for rule in speaking(output_activation, "current", known):
        assert rule.default or rule.id == "OACT-SCALED" or isinstance(rule(*[known[name] for name in rule.needs]), Skip)


@pytest.mark.parametrize("ruleset", BOTH)
@pytest.mark.parametrize(("kind", "task"), [(kind, task) for kind, tasks in SUPPORTED.items() for task in tasks])
def test_every_problem_has_an_output(kind, task, ruleset):
    assert first(units, ruleset, a(kind, task), family="pretrained") >= 1
    assert first(output_activation, ruleset, a(kind, task), family="pretrained")
