"""Activations: precedence of the guide's wishes (R9), what was measured in the current ruleset, slopes."""

from typing import Any

import pytest

from advisor.engine import Pick, Skip
from advisor.knowledge.model.activation import activation, selu_where_the_net_normalises_itself, slope
from advisor.problem import Problem
from tests.knowledge.deciding import applies, decided, speaking, value

SHAPE: dict[str, Any] = {"input_shape": [20]}  # 20 numbers, as is assumed of a table
PLAIN: dict[str, Any] = {"normalization": "none", **SHAPE}
EDGE = {"deploy": "edge"}


@pytest.mark.parametrize(
    ("facts", "choices", "current", "guide"),
    [
        pytest.param({}, SHAPE, "elu", "elu", id="dense with BatchNorm"),
        pytest.param({}, {**SHAPE, "normalization": "layer"}, "elu", "elu", id="dense with LayerNorm"),
        pytest.param({}, PLAIN, "mish", "selu", id="dense without"),
        pytest.param({}, {**PLAIN, "input_shape": [40]}, "mish", "selu", id="half of the inputs are standardised"),
        pytest.param({}, {**PLAIN, "input_shape": [41]}, "mish", "elu", id="fewer than half of them"),
        pytest.param(
            {"data.kind": "image"}, {**PLAIN, "input_shape": [784]}, "mish", "selu", id="all pixels are standardised"
        ),
        pytest.param({}, {**PLAIN, "residual": True}, "relu", "relu", id="skips break the proof"),
        pytest.param({}, {"family": "tabm", **PLAIN}, "relu", "relu", id="members inside"),
        pytest.param({}, {"family": "rnn", "cell": "gru", **PLAIN}, "tanh", "tanh", id="recurrent"),
        pytest.param(EDGE, {"family": "rnn", "cell": "lstm"}, "tanh", "tanh", id="recurrent on the edge"),
        pytest.param({}, {"family": "cnn"}, "relu", "relu", id="convolutions"),
        pytest.param(EDGE, {"family": "cnn"}, "relu", "leaky-relu", id="edge"),
        pytest.param({"priority": "latency"}, {"family": "cnn"}, "relu", "leaky-relu", id="latency first"),
        pytest.param({"latency_ms": 5.0}, {"family": "cnn"}, "relu", "leaky-relu", id="latency limited"),
        pytest.param({"priority": "latency"}, PLAIN, "mish", "leaky-relu", id="latency before SELU"),
        pytest.param({"observed_fit": "overfitting"}, PLAIN, "mish", "selu", id="SELU before overfitting"),
        pytest.param({"observed_fit": "overfitting"}, SHAPE, "elu", "rrelu", id="overfitting"),
        pytest.param(
            {"observed_fit": "overfitting"}, {**SHAPE, "train_rows": 10**6}, "elu", "rrelu", id="overfitting first"
        ),
        pytest.param({}, {"family": "cnn", "train_rows": 999_999}, "relu", "relu", id="not massive"),
        pytest.param({}, {"family": "cnn", "train_rows": 1_000_000}, "relu", "prelu", id="massive"),
        pytest.param({}, {"family": "cnn", "train_rows": 1_000_001}, "relu", "prelu", id="more than massive"),
        pytest.param({}, {"family": "transformer"}, "gelu", "gelu", id="attention"),
        pytest.param({"task": "language-modeling"}, {"family": "transformer"}, "swiglu", "gelu", id="language"),
        pytest.param(
            {"task": "segmentation", "data.volumetric": True}, {"family": "unet"}, "leaky-relu", "relu", id="volumes"
        ),
        pytest.param({"task": "segmentation"}, {"family": "unet"}, "relu", "relu", id="pixels"),
    ],
)
def test_activation(facts: dict[str, Any], choices: dict[str, Any], current: str, guide: str) -> None:
    assert value(activation, "current", facts, **choices) == current
    assert value(activation, "guide", facts, **choices) == guide


def test_selu_says_what_it_needs() -> None:
    table = Problem(task="binary")
    assert isinstance(selu_where_the_net_normalises_itself(table, "none", False, 2, [20]), Pick)
    for arguments in (("batch", False, 2, [20]), ("none", True, 2, [20])):
        answer = selu_where_the_net_normalises_itself(table, *arguments)
        assert isinstance(answer, Skip)
        assert answer.because.startswith("needs a stack without")
    answer = selu_where_the_net_normalises_itself(table, "none", False, 2, [100])
    assert answer.because == "needs standardised inputs, and 80 of 100 are no plain numbers"


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize("family", ["rnn", "transformer"])
def test_what_an_architecture_prescribes_has_no_alternatives(family: str, ruleset: str) -> None:
    """However quick predictions must be: a GRU without tanh is no GRU."""
    problem = Problem(task="multiclass", **{"data.kind": "sequence", "priority": "latency", "rows": 10**7})
    (rule,) = speaking(activation, ruleset, {"problem": problem, "family": family})
    assert rule.default


def test_the_measured_departure_says_so() -> None:
    rule, answer = decided(activation, "current", {}, **PLAIN)
    assert rule == "ACT-DENSE-PLAIN"
    assert "3 dense layers" in answer.because
    assert next(r for r in activation.rules if r.id == rule).versus


@pytest.mark.parametrize(("name", "expected"), [("leaky-relu", 0.01), ("prelu", 0.25)])
def test_slope(name: str, expected: float) -> None:
    assert applies(slope, activation=name)
    assert value(slope, "guide", {}, activation=name) == expected


def test_no_hidden_layers_need_no_activation() -> None:
    assert not applies(activation, layers=0)
    assert applies(activation, layers=1)
    assert not applies(slope, activation="relu")
