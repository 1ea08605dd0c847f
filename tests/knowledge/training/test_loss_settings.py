"""Where the Huber loss turns linear, and whose labels are smoothed."""

from typing import Any

import pytest

from advisor.knowledge.training.loss import loss
from advisor.knowledge.training.loss_settings import delta, label_smoothing
from tests.knowledge.deciding import applies, value

NUMBERS: dict[str, Any] = {"task": "regression"}
MANY: dict[str, Any] = {"task": "multiclass", "data.classes": 10}
OUTLIERS = {"data.target_outliers": 0.05}


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
    assert applies(loss, family="pretrained", method="sft")
    assert not applies(loss, family="pretrained", method="dpo")
    assert not applies(loss, family="zero-shot", method=None)
