"""Initial weights follow the activation; the output starts where the data are."""

from typing import Any

import pytest

from advisor.knowledge.model.initialization import hidden_init, output_bias, output_init
from tests.knowledge.deciding import applies, decided, value

TRANSFORMER: dict[str, Any] = {"family": "transformer", "activation": "gelu"}


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize(
    ("activation", "expected"),
    [
        ("relu", "he-normal"),
        ("leaky-relu", "he-normal"),
        ("rrelu", "he-normal"),
        ("prelu", "he-normal"),
        ("selu", "lecun-normal"),
        ("elu", "lecun-normal"),
        ("tanh", "glorot-uniform"),
        ("gelu", "he-normal"),
        ("silu", "he-normal"),
        ("mish", "he-normal"),
        ("hardswish", "he-normal"),
    ],
)
def test_hidden_weights_fit_the_activation(ruleset: str, activation: str, expected: str) -> None:
    assert value(hidden_init, ruleset, {}, activation=activation) == expected


@pytest.mark.parametrize(
    ("choices", "current", "guide"),
    [
        pytest.param({"family": "rnn", "activation": "tanh"}, "orthogonal", "glorot-uniform", id="recurrent"),
        pytest.param({**TRANSFORMER, "widths": [999]}, "normal-0.02", "normal-0.02", id="width 999"),
        pytest.param({**TRANSFORMER, "widths": [1_000]}, "normal-0.02", "normal-0.02", id="width 1,000"),
        pytest.param({**TRANSFORMER, "widths": [1_001]}, "scaled-normal", "normal-0.02", id="width 1,001"),
    ],
)
def test_hidden_weights_of_families(choices: dict[str, Any], current: str, guide: str) -> None:
    facts = {"data.kind": "sequence"}
    assert value(hidden_init, "current", facts, **choices) == current
    assert value(hidden_init, "guide", facts, **choices) == guide


@pytest.mark.parametrize(
    ("facts", "choices", "current", "guide"),
    [
        pytest.param({}, {}, "glorot-uniform", "glorot-uniform", id="dense"),
        pytest.param(
            {"data.kind": "image"}, {"family": "pretrained", "layers": 0}, "zeros", "glorot-uniform", id="head"
        ),
        pytest.param(
            {"data.kind": "image"},
            {"family": "pretrained", "layers": 1},
            "glorot-uniform",
            "glorot-uniform",
            id="deep head",
        ),
        pytest.param(
            {"task": "speech-recognition"},
            {"family": "speech-to-text", "layers": 0},
            "pretrained",
            "pretrained",
            id="speech",
        ),
        pytest.param(
            {"task": "language-modeling"},
            {"family": "pretrained", "layers": 0},
            "pretrained",
            "pretrained",
            id="language, tuned",
        ),
        pytest.param({"task": "language-modeling"}, TRANSFORMER, "normal-0.02", "glorot-uniform", id="language"),
        pytest.param(
            {"task": "forecasting"}, {"family": "linear-series", "layers": 1}, "ridge", "glorot-uniform", id="series"
        ),
        pytest.param({"task": "forecasting"}, {"family": "nhits", "layers": 3}, *["glorot-uniform"] * 2, id="stacks"),
    ],
)
def test_output_weights(facts: dict[str, Any], choices: dict[str, Any], current: str, guide: str) -> None:
    assert value(output_init, "current", facts, **choices) == current
    assert value(output_init, "guide", facts, **choices) == guide


@pytest.mark.parametrize(
    ("facts", "choices", "current", "guide"),
    [
        pytest.param({}, {}, "log-prior", "zeros", id="binary"),
        pytest.param({"task": "multilabel"}, {}, "log-prior", "zeros", id="labels"),
        pytest.param({}, {"imbalance_strategy": "class-weights"}, "zeros", "zeros", id="weighted"),
        pytest.param({}, {"imbalance_strategy": "focal"}, "log-prior", "zeros", id="focal"),
        pytest.param({"task": "detection"}, {"family": "detector"}, "log-prior", "zeros", id="detector"),
        pytest.param({"task": "regression"}, {}, "zeros", "zeros", id="centred target"),
        pytest.param(
            {"task": "regression", "data.target_mean": 3.5},
            {"target_transform": "none"},
            "target-mean",
            "zeros",
            id="target as it is",
        ),
        pytest.param(
            {"task": "regression"}, {"target_transform": "rms-scale"}, "target-mean", "zeros", id="scaled only"
        ),
        pytest.param({"task": "forecasting"}, {"target_transform": "none"}, "zeros", "zeros", id="scaled by window"),
        pytest.param({"task": "language-modeling"}, TRANSFORMER, "none", "none", id="language"),
        pytest.param({"task": "language-modeling"}, {"family": "pretrained"}, "pretrained", "pretrained", id="tuned"),
    ],
)
def test_output_bias(facts: dict[str, Any], choices: dict[str, Any], current: str, guide: str) -> None:
    assert value(output_bias, "current", facts, **choices) == current
    assert value(output_bias, "guide", facts, **choices) == guide


def test_the_bias_names_the_mean() -> None:
    _, answer = decided(
        output_bias, "current", {"task": "regression", "data.target_mean": 3.5}, target_transform="none"
    )
    assert "3.5" in answer.because


def test_without_layers_or_training_there_is_nothing_to_initialise() -> None:
    assert not applies(hidden_init, layers=0)
    assert not applies(output_init, family="zero-shot")
    assert not applies(output_bias, family="zero-shot")
