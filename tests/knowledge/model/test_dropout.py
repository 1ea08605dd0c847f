"""Dropout: which kind goes with what, and as many rates as layers."""

from itertools import product
from typing import Any

import pytest

from advisor.knowledge.model.dropout import dropout
from advisor.knowledge.model.dropout_rates import dropout_rates, head_dropout
from advisor.problem import Problem
from tests.knowledge.deciding import applies, decided, speaking, value

PLAIN: dict[str, Any] = {"normalization": "none", "activation": "mish"}
SELU = {"normalization": "none", "activation": "selu"}
CNN = {"family": "cnn", "residual": True, "blocks_per_stage": 2}
RNN = {"family": "rnn", "activation": "tanh", "normalization": "none"}
LM = {"family": "transformer", "normalization": "rms", "activation": "swiglu"}
SEQUENCE = {"data.kind": "sequence"}
IMAGES = {"data.kind": "image"}


@pytest.mark.parametrize(
    ("facts", "choices", "current", "guide"),
    [
        pytest.param({}, {}, "none", "none", id="dense with BatchNorm"),
        pytest.param({}, PLAIN, "dropout", "dropout", id="dense without"),
        pytest.param({}, SELU, "alpha", "alpha", id="SELU"),
        pytest.param({}, {**SELU, "train_rows": 10**7}, "alpha", "alpha", id="SELU on massive data"),
        pytest.param({}, {"layers": 0}, "none", "none", id="no hidden layers"),
        pytest.param(SEQUENCE, RNN, "variational", "dropout", id="recurrent"),
        pytest.param(IMAGES, {**CNN, "layers": 3}, "none", "none", id="6 residual blocks"),
        pytest.param(IMAGES, {**CNN, "layers": 4}, "stochastic-depth", "none", id="8 residual blocks"),
        pytest.param(IMAGES, {**CNN, "layers": 5}, "stochastic-depth", "none", id="10 residual blocks"),
        pytest.param(IMAGES, {**CNN, "layers": 3, "normalization": "group"}, "none", "none", id="GroupNorm"),
        pytest.param({}, {**PLAIN, "train_rows": 9_999_999}, "dropout", "dropout", id="not yet abundant"),
        pytest.param({}, {**PLAIN, "train_rows": 10_000_000}, "none", "dropout", id="abundant"),
        pytest.param({"observed_fit": "overfitting"}, {**PLAIN, "train_rows": 10**7}, "dropout", "dropout",
                     id="abundant, overfitting"),
        pytest.param({"task": "language-modeling", "tokens": 99_999_999}, LM, "dropout", "dropout", id="few tokens"),
        pytest.param({"task": "language-modeling", "tokens": 10**8}, LM, "none", "dropout", id="many tokens"),
        pytest.param({"task": "forecasting"}, {**PLAIN, "family": "nhits"}, "none", "dropout", id="forecaster"),
    ],
)  # fmt: skip
def test_kind(facts: dict[str, Any], choices: dict[str, Any], current: str, guide: str) -> None:
    assert value(dropout, "current", facts, **choices) == current
    assert value(dropout, "guide", facts, **choices) == guide


@pytest.mark.parametrize(
    ("facts", "choices", "current", "guide"),
    [
        pytest.param({}, {"dropout": "alpha"}, [0.1] * 3, [0.1] * 3, id="SELU"),
        pytest.param({}, {"dropout": "dropout", "train_rows": 999}, [0.2] * 3, [0.3] * 3, id="999 rows"),
        pytest.param({}, {"dropout": "dropout", "train_rows": 1_000}, [0.15] * 3, [0.3] * 3, id="1,000 rows"),
        pytest.param({}, {"dropout": "dropout", "train_rows": 1_001}, [0.15] * 3, [0.3] * 3, id="1,001 rows"),
        pytest.param({}, {"dropout": "dropout", "family": "tabm"}, [0.1] * 3, [0.3] * 3, id="members inside"),
        pytest.param({}, {"dropout": "dropout", "widths": [400, 200, 100]}, [0.15] * 3, [0.3, 0.15, 0.1], id="taper"),
        pytest.param(SEQUENCE, {"dropout": "variational", "family": "rnn"}, [0.3] * 3, [0.3] * 3, id="recurrent"),
        pytest.param(SEQUENCE, {"dropout": "dropout", "family": "transformer"}, [0.1] * 3, [0.3] * 3, id="attention"),
        pytest.param({"task": "forecasting"}, {"dropout": "dropout", "family": "transformer"}, [0.2] * 3, [0.3] * 3,
                     id="patches"),
        pytest.param({"observed_fit": "overfitting"}, {"dropout": "dropout"}, [0.225] * 3, [0.45] * 3, id="overfit"),
        pytest.param({"observed_fit": "underfitting"}, {"dropout": "dropout"}, [0.075] * 3, [0.15] * 3, id="underfit"),
    ],
)  # fmt: skip
def test_rates(facts: dict[str, Any], choices: dict[str, Any], current: list[float], guide: list[float]) -> None:
    assert value(dropout_rates, "current", facts, **choices) == current
    assert value(dropout_rates, "guide", facts, **choices) == guide


def test_deeper_blocks_are_skipped_more_often() -> None:
    rates = value(dropout_rates, "current", IMAGES, dropout="stochastic-depth", layers=4)
    assert rates == [0.025, 0.05, 0.075, 0.1]


@pytest.mark.parametrize(
    ("facts", "choices", "current", "guide"),
    [
        pytest.param(IMAGES, CNN, 0.2, 0.5, id="convolutions"),
        pytest.param({**IMAGES, "observed_fit": "overfitting"}, CNN, 0.3, 0.5, id="overfit"),
        pytest.param({**IMAGES, "observed_fit": "underfitting"}, CNN, 0.1, 0.25, id="underfit"),
        pytest.param(IMAGES, {**CNN, "train_rows": 10**7}, 0.0, 0.5, id="abundant"),
        pytest.param(IMAGES, {"family": "pretrained", "trainable": "head"}, 0.2, 0.5, id="frozen features"),
        pytest.param(IMAGES, {"family": "pretrained", "trainable": "all"}, 0.2, 0.5, id="tuned images"),
        pytest.param({"data.kind": "text"}, {"family": "pretrained", "trainable": "all"}, 0.1, 0.1, id="tuned text"),
        pytest.param({"data.kind": "audio"}, {"family": "pretrained", "trainable": "all"}, 0.1, 0.1, id="tuned sound"),
        pytest.param({"data.kind": "text"}, {"family": "pretrained", "trainable": "head"}, 0.2, 0.1, id="frozen text"),
        pytest.param(
            {"task": "language-modeling"}, {"family": "pretrained", "trainable": "all"}, 0.0, 0.1, id="language"
        ),
    ],
)
def test_head(facts: dict[str, Any], choices: dict[str, Any], current: float, guide: float) -> None:
    assert value(head_dropout, "current", facts, **choices) == current
    assert value(head_dropout, "guide", facts, **choices) == guide


@pytest.mark.parametrize(("fit", "rate", "said"), [("overfitting", 0.5, ""), ("underfitting", 0.25, ", lowered")])
def test_a_rate_at_its_limit_is_not_called_raised(fit: str, rate: float, said: str) -> None:
    _, answer = decided(head_dropout, "guide", {**IMAGES, "observed_fit": fit}, **CNN)
    assert answer.value == rate
    assert ("raised" in answer.because, ", lowered" in answer.because) == (False, bool(said))


@pytest.mark.parametrize(
    ("trainable", "said"), [("head", "only the head is"), ("top-blocks", "only the head and the top blocks are")]
)
def test_frozen_features_say_what_is_trained(trainable: str, said: str) -> None:
    _, answer = decided(head_dropout, "current", IMAGES, family="pretrained", trainable=trainable)
    assert answer.because.startswith(said)


@pytest.mark.parametrize("ruleset", ["current", "guide"])
def test_heads_on_published_networks_hear_nothing_of_their_batch_norm(ruleset: str) -> None:
    """No dropout stands between layers that are not there, whatever the backbone normalises with."""
    choices: dict[str, Any] = {"family": "pretrained", "layers": 0, "normalization": "frozen-batch", "activation": None}
    assert value(dropout, ruleset, IMAGES, **choices) == "none"
    known = {"problem": Problem(task="binary", **IMAGES), "family": "pretrained"}
    assert [rule.id for rule in speaking(dropout, ruleset, known)] == ["DROP-NO-HIDDEN", "DROP-PLAIN"]


@pytest.mark.parametrize("ruleset", ["current", "guide"])
def test_kind_and_rates_agree_whatever_the_network(ruleset: str) -> None:
    families = ("mlp", "tabm", "cnn", "rnn", "transformer", "unet", "ngram-mlp", "sepcnn", "nhits", "linear-series")
    norms = ("none", "batch", "layer", "group", "instance", "rms")
    for family, norm, layers, fit in product(families, norms, (1, 2, 5), ("unknown", "overfitting", "underfitting")):
        facts = {"observed_fit": fit}
        for activation in ("relu", "selu") if norm == "none" else ("relu",):
            choices: dict[str, Any] = {
                "family": family, "normalization": norm, "layers": layers, "activation": activation,
                "widths": [64] * layers, "residual": family == "cnn",
            }  # fmt: skip
            kind = value(dropout, ruleset, facts, **choices)
            assert (kind == "alpha") == (activation == "selu")
            if norm == "batch":
                assert kind in ("none", "stochastic-depth")
            if applies(dropout_rates, dropout=kind, layers=layers):
                rates = value(dropout_rates, ruleset, facts, dropout=kind, **choices)
                assert len(rates) == layers
                assert all(0 < rate <= 0.5 for rate in rates)


def test_where_nothing_is_dropped() -> None:
    assert not applies(dropout, family="zero-shot")
    assert not applies(dropout_rates, dropout="none", layers=2)
    assert not applies(dropout_rates, dropout=None, layers=0)
    assert not applies(head_dropout, family="mlp")
