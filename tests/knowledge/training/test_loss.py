"""The loss matches the task, the output, the target and what is scored."""

from typing import Any

import pytest

from advisor.knowledge.training.loss import loss
from advisor.knowledge.training.loss_settings import delta, label_smoothing
from tests.knowledge.deciding import applies, decided, value

NUMBERS: dict[str, Any] = {"task": "regression"}
MANY: dict[str, Any] = {"task": "multiclass", "data.classes": 10}
OUTLIERS = {"data.target_outliers": 0.05}


@pytest.mark.parametrize(
    ("facts", "choices", "current", "guide"),
    [
        pytest.param({}, {}, "binary-cross-entropy", "binary-cross-entropy", id="binary, one unit"),
        pytest.param({}, {"units": 2}, "cross-entropy", "cross-entropy", id="binary, two units"),
        pytest.param({}, {"imbalance_strategy": "focal"}, "focal", "focal", id="focal"),
        pytest.param(MANY, {}, "cross-entropy", "cross-entropy", id="several classes"),
        pytest.param({**MANY, "label_noise": 0.19}, {}, "cross-entropy", "cross-entropy", id="19% wrong"),
        pytest.param({**MANY, "label_noise": 0.2}, {}, "cross-entropy", "cross-entropy", id="20% wrong"),
        pytest.param({**MANY, "label_noise": 0.21}, {}, "generalized-cross-entropy", "cross-entropy", id="21% wrong"),
        pytest.param(
            {"task": "multilabel"}, {"units": 10}, "binary-cross-entropy", "binary-cross-entropy", id="labels"
        ),
        pytest.param(
            {"task": "ordinal"},
            {"output_activation": "cumulative-sigmoid"},
            "ordinal-cumulative",
            "ordinal-cumulative",
            id="ordered, cumulative",
        ),
        pytest.param(
            {"task": "ordinal"},
            {"output_activation": "softmax"},
            "cross-entropy",
            "cross-entropy",
            id="ordered, softmax",
        ),
        pytest.param(NUMBERS, {}, "mse", "mse", id="number"),
        pytest.param({**NUMBERS, "metric": "mae"}, {}, "mae", "mse", id="absolute errors scored"),
        pytest.param({**NUMBERS, "data.target_outliers": 0.009}, {}, "mse", "mse", id="0.9% outliers"),
        pytest.param({**NUMBERS, "data.target_outliers": 0.01}, {}, "mse", "mse", id="1% outliers"),
        pytest.param({**NUMBERS, "data.target_outliers": 0.011}, {}, "huber", "huber", id="1.1% outliers"),
        pytest.param({**NUMBERS, **OUTLIERS, "metric": "rmse"}, {}, "mse", "huber", id="outliers, rmse"),
        pytest.param({**NUMBERS, **OUTLIERS, "metric": "r2"}, {}, "mse", "huber", id="outliers, r2"),
        pytest.param({**NUMBERS, **OUTLIERS, "metric": "mae"}, {}, "mae", "huber", id="outliers, mae"),
        pytest.param(
            {**NUMBERS, "data.target_range": "counts"}, {"output_activation": "exp"}, "poisson", "mse", id="counts"
        ),
        pytest.param(
            {**NUMBERS, "data.target_range": "counts"}, {"output_activation": "none"}, "mse", "mse", id="large counts"
        ),
        pytest.param({"task": "forecasting"}, {"family": "linear-series"}, "mse", "mse", id="forecast"),
        pytest.param(
            {"task": "forecasting", **OUTLIERS}, {"family": "nhits"}, "huber", "huber", id="forecast, outliers"
        ),
        pytest.param({"task": "detection"}, {"family": "detector"}, "detector", "detector", id="boxes"),
        pytest.param({"task": "detection"}, {"family": "pretrained"}, "detector", "detector", id="single box"),
        pytest.param(
            {"task": "segmentation"}, {"family": "unet"}, "dice-and-cross-entropy", "cross-entropy", id="pixels"
        ),
        pytest.param(
            {"task": "token-classification"},
            {"family": "pretrained", "units": 9},
            "cross-entropy",
            "cross-entropy",
            id="tokens",
        ),
        pytest.param(
            {"task": "token-classification"},
            {"family": "pretrained", "units": 1},
            "binary-cross-entropy",
            "binary-cross-entropy",
            id="tokens of one class",
        ),
        pytest.param(
            {"task": "language-modeling"}, {"family": "transformer"}, "cross-entropy", "cross-entropy", id="language"
        ),
        pytest.param(
            {"task": "speech-recognition"},
            {"family": "speech-to-text", "backbone": "whisper_small"},
            "cross-entropy",
            "cross-entropy",
            id="decoded speech",
        ),
        pytest.param(
            {"task": "speech-recognition"},
            {"family": "speech-to-text", "backbone": "wav2vec2_base"},
            "ctc",
            "ctc",
            id="aligned speech",
        ),
        pytest.param({"task": "speech-recognition"}, {"family": "rnn"}, "ctc", "ctc", id="speech from scratch"),
        pytest.param(
            {**MANY, "data.kind": "text"},
            {"family": "sentence-embedding"},
            "contrastive",
            "contrastive",
            id="sentence encoder",
        ),
    ],
)
def test_loss(facts: dict[str, Any], choices: dict[str, Any], current: str, guide: str) -> None:
    assert value(loss, "current", facts, **choices) == current
    assert value(loss, "guide", facts, **choices) == guide


def test_much_noise_is_warned_of() -> None:
    _, answer = decided(loss, "current", {**MANY, "label_noise": 0.4})
    assert answer.warning is not None
    assert "40%" in answer.warning


@pytest.mark.parametrize(
    ("ruleset", "transform", "expected"),
    [
        ("current", "standardize", 1.345),
        ("current", "log1p-standardize", 1.345),
        ("current", "none", 1.0),
        ("guide", "standardize", 1.0),
    ],
)
def test_delta(ruleset: str, transform: str, expected: float) -> None:
    assert value(delta, ruleset, {**NUMBERS, **OUTLIERS}, target_transform=transform) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({**MANY, "data.kind": "image"}, 0.1, id="images"),
        pytest.param({**MANY, "data.kind": "image", "metric": "accuracy"}, 0.1, id="accuracy"),
        pytest.param({**MANY, "data.kind": "image", "metric": "auc"}, 0.0, id="auc"),
        pytest.param({**MANY, "data.kind": "image", "metric": "pr-auc"}, 0.0, id="pr-auc"),
        pytest.param({**MANY, "data.kind": "image", "metric": "log-loss"}, 0.0, id="log-loss"),
        pytest.param({**MANY, "data.kind": "image", "priority": "calibration"}, 0.0, id="calibration"),
        pytest.param(MANY, 0.0, id="table"),
        pytest.param({**MANY, "metric": "accuracy"}, 0.1, id="table, accuracy"),
        pytest.param({"task": "language-modeling"}, 0.0, id="language"),
        pytest.param({"task": "segmentation"}, 0.0, id="pixels"),
        pytest.param({"task": "token-classification"}, 0.0, id="tokens"),
    ],
)
def test_label_smoothing(facts: dict[str, Any], expected: float) -> None:
    assert value(label_smoothing, "current", facts) == expected
    assert value(label_smoothing, "guide", facts) == 0.0


@pytest.mark.parametrize(
    ("family", "noise", "expected"), [("ngram-mlp", 0.0, 0.0), ("ngram-mlp", 0.1, 0.1), ("sepcnn", 0.0, 0.1)]
)
def test_networks_over_ngrams_learn_from_plain_labels(family: str, noise: float, expected: float) -> None:
    facts = {**MANY, "data.kind": "text", "data.label_noise": noise}
    assert value(label_smoothing, "current", facts, family=family) == expected


def test_settings_go_with_their_loss() -> None:
    assert applies(delta, loss="huber")
    assert not applies(delta, loss="mse")
    assert applies(label_smoothing, loss="cross-entropy")
    assert not applies(label_smoothing, loss="binary-cross-entropy")
    assert not applies(loss, family="zero-shot")
