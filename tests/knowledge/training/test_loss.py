"""The loss matches the task, the output, the target and what is scored."""

from typing import Any

import pytest

from advisor.knowledge.training.loss import loss
from tests.knowledge.deciding import decided, value

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
        pytest.param(
            {"task": "detection"},
            {"family": "pretrained"},
            "mse-and-cross-entropy",
            "mse-and-cross-entropy",
            id="single box",
        ),
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
